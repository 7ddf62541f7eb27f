// Prints where the fields of MuJoCo's structs lie, as a properties file, from the headers of one release.
//
//   ci/pinned.py dm_control
//   gcc -I .bench/peers/dm_control/lib/python3*/site-packages/mujoco/include ci/record/struct_table.c -o /tmp/struct_table
//   /tmp/struct_table > suites/src/main/resources/org/planetbench/suites/mujoco/mujoco-3.17.0.properties
//
// Offsets move with every release: a table fits exactly one mj_version().
//
//   version=INT                                   mjVERSION_HEADER
//   sizeof.STRUCT=BYTES
//   model.size.NAME=OFFSET,BYTES                  nq, nv, ... of mjModel
//   model.ptr.NAME=OFFSET,TYPE,ROWS,COLUMNS       a pointer to ROWS x COLUMNS elements; ROWS and COLUMNS as in mjxmacro.h
//   data.ptr.NAME=OFFSET,TYPE,ROWS,COLUMNS
//   model.opt.NAME, model.vis..., data.scalar.NAME, STRUCT.FIELD=OFFSET[,TYPE]
//   enum.NAME=VALUE
#include <stddef.h>
#include <stdio.h>

#include <mujoco/mujoco.h>
#include <mujoco/mjxmacro.h>

#define SIZE(type) printf("sizeof.%s=%zu\n", #type, sizeof(type))
#define OFFSET(type, field) printf("%s.%s=%zu\n", #type, #field, offsetof(type, field))
#define VALUE(name) printf("enum.%s=%d\n", #name, (int)name)

static void sizes(void) {
  SIZE(mjModel); SIZE(mjData); SIZE(mjvScene); SIZE(mjvOption); SIZE(mjvCamera); SIZE(mjvPerturb);
  SIZE(mjrContext); SIZE(mjvGeom); SIZE(mjvLight); SIZE(mjWarningStat); SIZE(mjLogMessage); SIZE(mjVFS);
}

static void model(void) {
#define X(name) printf("model.size.%s=%zu,%zu\n", #name, offsetof(mjModel, name), sizeof(((mjModel*)0)->name));
  MJMODEL_SIZES
#undef X
#undef MJ_M
#define MJ_M(n) n
#undef XNV
#define XNV X
#define X(type, name, rows, columns) printf("model.ptr.%s=%zu,%s,%s,%s\n", #name, offsetof(mjModel, name), #type, #rows, #columns);
  MJMODEL_POINTERS
#undef X
#define X(type, name, n) printf("model.opt.%s=%zu,%s,%s\n", #name, offsetof(mjModel, opt) + offsetof(mjOption, name), #type, #n);
#define XVEC X
  MJOPTION_FIELDS
#undef X
#define X(type, name, n) printf("model.vis.global.%s=%zu,%s\n", #name, offsetof(mjModel, vis.global.name), #type);
  MJVISUAL_GLOBAL_FIELDS
#undef X
#define X(type, name, n) printf("model.vis.quality.%s=%zu,%s\n", #name, offsetof(mjModel, vis.quality.name), #type);
  MJVISUAL_QUALITY_FIELDS
#undef X
}

static void data(void) {
#define X(type, name, rows, columns) printf("data.ptr.%s=%zu,%s,%s,%s\n", #name, offsetof(mjData, name), #type, #rows, #columns);
  MJDATA_POINTERS
#undef X
#define X(type, name) printf("data.scalar.%s=%zu,%s\n", #name, offsetof(mjData, name), #type);
  MJDATA_SCALAR
#undef X
  printf("data.vec.warning=%zu,mjWarningStat,%d\n", offsetof(mjData, warning), (int)mjNWARNING);
  OFFSET(mjWarningStat, lastinfo); OFFSET(mjWarningStat, number);
}

static void drawing(void) {
  OFFSET(mjvScene, flags); OFFSET(mjvOption, flags);
  OFFSET(mjvCamera, type); OFFSET(mjvCamera, fixedcamid);
  OFFSET(mjrContext, offWidth); OFFSET(mjrContext, offHeight); OFFSET(mjrContext, offSamples); OFFSET(mjrContext, offFBO); OFFSET(mjrContext, baseBuiltin);
  OFFSET(mjrContext, shadowSize);
  OFFSET(mjrContext, shadowFBO); OFFSET(mjrContext, shadowTex);
  OFFSET(mjvScene, ngeom); OFFSET(mjvScene, geoms); OFFSET(mjvScene, nlight); OFFSET(mjvScene, lights);
  OFFSET(mjvGeom, type); OFFSET(mjvGeom, category); OFFSET(mjvGeom, size); OFFSET(mjvGeom, pos); OFFSET(mjvGeom, rgba);
  OFFSET(mjvLight, castshadow);
}

static void logging(void) {
  OFFSET(mjLogMessage, level); OFFSET(mjLogMessage, subject); OFFSET(mjLogMessage, body); OFFSET(mjLogMessage, func);
}

static void constants(void) {
  VALUE(mjOBJ_BODY); VALUE(mjOBJ_JOINT); VALUE(mjOBJ_GEOM); VALUE(mjOBJ_SITE); VALUE(mjOBJ_CAMERA); VALUE(mjOBJ_LIGHT);
  VALUE(mjOBJ_TENDON); VALUE(mjOBJ_ACTUATOR); VALUE(mjOBJ_SENSOR); VALUE(mjOBJ_MATERIAL);
  VALUE(mjJNT_FREE); VALUE(mjJNT_BALL); VALUE(mjJNT_SLIDE); VALUE(mjJNT_HINGE);
  VALUE(mjDSBL_ACTUATION); VALUE(mjINT_EULER); VALUE(mjINT_RK4);
  VALUE(mjWARN_INERTIA); VALUE(mjWARN_CONTACTFULL); VALUE(mjWARN_CNSTRFULL); VALUE(mjWARN_BADQPOS); VALUE(mjWARN_BADQVEL);
  VALUE(mjWARN_BADQACC); VALUE(mjWARN_BADCTRL); VALUE(mjNWARNING);
  VALUE(mjLOG_WARNING); VALUE(mjLOG_ERROR);
  VALUE(mjGEOM_PLANE); VALUE(mjGEOM_SPHERE); VALUE(mjGEOM_BOX); VALUE(mjCAT_DECOR);
  VALUE(mjCAMERA_FIXED); VALUE(mjCAT_ALL); VALUE(mjFB_OFFSCREEN); VALUE(mjFONTSCALE_150); VALUE(mjVIS_RANGEFINDER);
}

int main(void) {
  printf("# Printed by ci/record/struct_table.c from MuJoCo's headers. Do not edit.\n");
  printf("version=%d\n", mjVERSION_HEADER);
  sizes(); model(); data(); drawing(); logging(); constants();
  return 0;
}
