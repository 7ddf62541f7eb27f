package org.planetbench.suites.mujoco;

import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.returningNothing;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The drawing functions of libmujoco: mjv_ makes a scene out of a simulation, mjr_ draws it with
 * OpenGL. One C function, one method of the same name.
 */
final class MujocoDrawing {
  /** {@code mjrRect}: left, bottom, width, height. Passed by value. */
  static final StructLayout RECTANGLE = MemoryLayout.structLayout(INT, INT, INT, INT);

  private static final MethodHandle DEFAULT_SCENE = function("mjv_defaultScene", POINTER);
  private static final MethodHandle MAKE_SCENE = function("mjv_makeScene", POINTER, POINTER, INT);
  private static final MethodHandle FREE_SCENE = function("mjv_freeScene", POINTER);
  private static final MethodHandle UPDATE_SCENE =
      function("mjv_updateScene", POINTER, POINTER, POINTER, POINTER, POINTER, INT, POINTER);
  private static final MethodHandle DEFAULT_OPTION = function("mjv_defaultOption", POINTER);
  private static final MethodHandle DEFAULT_CAMERA = function("mjv_defaultCamera", POINTER);
  private static final MethodHandle DEFAULT_PERTURB = function("mjv_defaultPerturb", POINTER);
  private static final MethodHandle DEFAULT_CONTEXT = function("mjr_defaultContext", POINTER);
  private static final MethodHandle MAKE_CONTEXT =
      function("mjr_makeContext", POINTER, POINTER, INT);
  private static final MethodHandle FREE_CONTEXT = function("mjr_freeContext", POINTER);
  private static final MethodHandle SET_BUFFER = function("mjr_setBuffer", INT, POINTER);
  private static final MethodHandle RENDER = function("mjr_render", RECTANGLE, POINTER, POINTER);
  private static final MethodHandle READ_PIXELS =
      function("mjr_readPixels", POINTER, POINTER, RECTANGLE, POINTER);

  private MujocoDrawing() {}

  private static MethodHandle function(String name, MemoryLayout... arguments) {
    FunctionDescriptor signature = returningNothing(arguments);
    return NativeFunctions.function(MujocoLibrary.load().symbols(), name, signature);
  }

  static void defaultScene(MemorySegment scene) {
    try {
      DEFAULT_SCENE.invokeExact(scene);
    } catch (Throwable e) {
      throw failed("mjv_defaultScene", e);
    }
  }

  /** The caller frees what the scene holds by {@link #freeScene}. */
  static void makeScene(MemorySegment model, MemorySegment scene, int maxGeoms) {
    try {
      MAKE_SCENE.invokeExact(model, scene, maxGeoms);
    } catch (Throwable e) {
      throw failed("mjv_makeScene", e);
    }
  }

  static void freeScene(MemorySegment scene) {
    try {
      FREE_SCENE.invokeExact(scene);
    } catch (Throwable e) {
      throw failed("mjv_freeScene", e);
    }
  }

  static void updateScene(
      MemorySegment model,
      MemorySegment data,
      MemorySegment option,
      MemorySegment perturb,
      MemorySegment camera,
      int categories,
      MemorySegment scene) {
    try {
      UPDATE_SCENE.invokeExact(model, data, option, perturb, camera, categories, scene);
    } catch (Throwable e) {
      throw failed("mjv_updateScene", e);
    }
  }

  static void defaultOption(MemorySegment option) {
    try {
      DEFAULT_OPTION.invokeExact(option);
    } catch (Throwable e) {
      throw failed("mjv_defaultOption", e);
    }
  }

  static void defaultCamera(MemorySegment camera) {
    try {
      DEFAULT_CAMERA.invokeExact(camera);
    } catch (Throwable e) {
      throw failed("mjv_defaultCamera", e);
    }
  }

  static void defaultPerturb(MemorySegment perturb) {
    try {
      DEFAULT_PERTURB.invokeExact(perturb);
    } catch (Throwable e) {
      throw failed("mjv_defaultPerturb", e);
    }
  }

  static void defaultContext(MemorySegment context) {
    try {
      DEFAULT_CONTEXT.invokeExact(context);
    } catch (Throwable e) {
      throw failed("mjr_defaultContext", e);
    }
  }

  /** Needs a current OpenGL context; the caller frees its objects by {@link #freeContext}. */
  static void makeContext(MemorySegment model, MemorySegment context, int fontScale) {
    try {
      MAKE_CONTEXT.invokeExact(model, context, fontScale);
    } catch (Throwable e) {
      throw failed("mjr_makeContext", e);
    }
  }

  static void freeContext(MemorySegment context) {
    try {
      FREE_CONTEXT.invokeExact(context);
    } catch (Throwable e) {
      throw failed("mjr_freeContext", e);
    }
  }

  static void setBuffer(int framebuffer, MemorySegment context) {
    try {
      SET_BUFFER.invokeExact(framebuffer, context);
    } catch (Throwable e) {
      throw failed("mjr_setBuffer", e);
    }
  }

  static void render(MemorySegment viewport, MemorySegment scene, MemorySegment context) {
    try {
      RENDER.invokeExact(viewport, scene, context);
    } catch (Throwable e) {
      throw failed("mjr_render", e);
    }
  }

  /** Rows come bottom to top; no depth is read. */
  static void readPixels(MemorySegment rgb, MemorySegment viewport, MemorySegment context) {
    try {
      READ_PIXELS.invokeExact(rgb, MemorySegment.NULL, viewport, context);
    } catch (Throwable e) {
      throw failed("mjr_readPixels", e);
    }
  }
}
