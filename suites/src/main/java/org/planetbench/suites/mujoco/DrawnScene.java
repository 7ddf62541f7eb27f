package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;

/** What is about to be drawn, {@code mjvScene}, as the lights see it: planes, and bodies. */
final class DrawnScene {
  private static final long GEOM_COUNT = StructTable.offset("mjvScene.ngeom");
  private static final long GEOMS = StructTable.offset("mjvScene.geoms");
  private static final long GEOM_SIZE = StructTable.sizeOf("mjvGeom");
  private static final long TYPE = StructTable.offset("mjvGeom.type");
  private static final long CATEGORY = StructTable.offset("mjvGeom.category");
  private static final long SIZE = StructTable.offset("mjvGeom.size");
  private static final long POSITION = StructTable.offset("mjvGeom.pos");
  private static final long COLOUR = StructTable.offset("mjvGeom.rgba"); // after all that is shape
  private static final long LIGHT_COUNT = StructTable.offset("mjvScene.nlight");
  private static final long LIGHTS = StructTable.offset("mjvScene.lights");
  private static final long LIGHT_SIZE = StructTable.sizeOf("mjvLight");
  private static final long CASTS_SHADOW = StructTable.offset("mjvLight.castshadow");

  private static final int PLANE = StructTable.constant("mjGEOM_PLANE");
  private static final int SPHERE = StructTable.constant("mjGEOM_SPHERE");
  private static final int BOX = StructTable.constant("mjGEOM_BOX");

  /** Of this category, a geom casts no shadow; the category has no other effect on a picture. */
  private static final int DECORATION = StructTable.constant("mjCAT_DECOR");

  private final MemorySegment scene;

  /** Takes a body's bounding sphere; of an infinite radius if none is known. */
  interface BodyConsumer {
    void accept(double x, double y, double z, double radius);
  }

  DrawnScene(MemorySegment scene) {
    this.scene = scene;
  }

  private int geomCount() {
    return scene.get(JAVA_INT, GEOM_COUNT);
  }

  private MemorySegment geoms() {
    return scene.get(ADDRESS, GEOMS).reinterpret(geomCount() * GEOM_SIZE);
  }

  /**
   * The one light that casts shadows, and the planes: all that the map of the planes follows from.
   * Empty if there is not exactly one such light.
   */
  byte[] still() {
    ByteArrayOutputStream still = new ByteArrayOutputStream();
    int casting = 0;
    for (int i = 0; i < scene.get(JAVA_INT, LIGHT_COUNT); i++) {
      MemorySegment light = scene.asSlice(LIGHTS + i * LIGHT_SIZE, LIGHT_SIZE);
      if (light.get(JAVA_BYTE, CASTS_SHADOW) != 0) {
        casting++;
        still.writeBytes(light.toArray(JAVA_BYTE));
      }
    }
    if (casting != 1) {
      return new byte[0];
    }
    MemorySegment geoms = geoms();
    for (int i = 0; i < geomCount(); i++) {
      if (type(geoms, i) == PLANE) {
        still.writeBytes(geoms.asSlice(i * GEOM_SIZE, COLOUR).toArray(JAVA_BYTE));
      }
    }
    return still.toByteArray();
  }

  /** Until the scene is made anew. */
  void hidePlanesFromLight() {
    hide(true);
  }

  /** Until the scene is made anew. */
  void hideBodiesFromLight() {
    hide(false);
  }

  private void hide(boolean planes) {
    MemorySegment geoms = geoms();
    for (int i = 0; i < geomCount(); i++) {
      if ((type(geoms, i) == PLANE) == planes) {
        geoms.set(JAVA_INT, i * GEOM_SIZE + CATEGORY, DECORATION);
      }
    }
  }

  /** All that is no plane. */
  void forEachBody(BodyConsumer consumer) {
    MemorySegment geoms = geoms();
    for (int i = 0; i < geomCount(); i++) {
      int type = type(geoms, i);
      if (type != PLANE) {
        consumer.accept(
            number(geoms, i, POSITION, 0),
            number(geoms, i, POSITION, 1),
            number(geoms, i, POSITION, 2),
            type >= SPHERE && type <= BOX ? radius(geoms, i) : Double.POSITIVE_INFINITY);
      }
    }
  }

  /** Of a sphere, capsule (whose half spheres are beyond its size), ellipsoid, cylinder or box. */
  private static double radius(MemorySegment geoms, int geom) {
    return number(geoms, geom, SIZE, 0)
        + number(geoms, geom, SIZE, 1)
        + number(geoms, geom, SIZE, 2);
  }

  private static int type(MemorySegment geoms, int geom) {
    return geoms.get(JAVA_INT, geom * GEOM_SIZE + TYPE);
  }

  private static double number(MemorySegment geoms, int geom, long field, int index) {
    return geoms.get(JAVA_FLOAT, geom * GEOM_SIZE + field + (long) index * Float.BYTES);
  }
}
