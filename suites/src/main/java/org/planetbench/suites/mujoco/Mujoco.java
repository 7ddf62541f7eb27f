package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.returning;
import static org.planetbench.suites.mujoco.NativeFunctions.returningNothing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The physics functions of libmujoco: one C function, one method of the same name. */
final class Mujoco {
  private static final int ERROR_LENGTH = 1024;

  private static final MethodHandle LOAD_XML =
      function("mj_loadXML", returning(POINTER, POINTER, POINTER, POINTER, INT));
  private static final MethodHandle DEFAULT_VFS =
      function("mj_defaultVFS", returningNothing(POINTER));
  private static final MethodHandle ADD_BUFFER_VFS =
      function("mj_addBufferVFS", returning(INT, POINTER, POINTER, POINTER, INT));
  private static final MethodHandle DELETE_VFS =
      function("mj_deleteVFS", returningNothing(POINTER));
  private static final MethodHandle DELETE_MODEL =
      function("mj_deleteModel", returningNothing(POINTER));
  private static final MethodHandle MAKE_DATA =
      function("mj_makeData", returning(POINTER, POINTER));

  /** Its result is taken as a number: a segment would be an object for each candidate of a plan. */
  private static final MethodHandle COPY_DATA =
      function("mj_copyData", returning(JAVA_LONG, POINTER, POINTER, POINTER));

  private static final MethodHandle DELETE_DATA =
      function("mj_deleteData", returningNothing(POINTER));
  private static final MethodHandle RESET_DATA =
      function("mj_resetData", returningNothing(POINTER, POINTER));
  private static final MethodHandle FORWARD =
      function("mj_forward", returningNothing(POINTER, POINTER));
  private static final MethodHandle STEP = function("mj_step", returningNothing(POINTER, POINTER));
  private static final MethodHandle STEP1 =
      function("mj_step1", returningNothing(POINTER, POINTER));
  private static final MethodHandle STEP2 =
      function("mj_step2", returningNothing(POINTER, POINTER));
  private static final MethodHandle NAME_TO_ID =
      function("mj_name2id", returning(INT, POINTER, INT, POINTER));

  private Mujoco() {}

  private static MethodHandle function(String name, FunctionDescriptor signature) {
    return NativeFunctions.function(MujocoLibrary.load().symbols(), name, signature);
  }

  /** The new model; the caller frees it by {@link #deleteModel}. */
  static MemorySegment loadXml(Path xml) {
    return loadXml(xml.toString(), MemorySegment.NULL);
  }

  /** The same, from memory. */
  static MemorySegment loadXml(String name, String text) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment files = arena.allocate(POINTER); // mjVFS is a struct of one pointer
      DEFAULT_VFS.invokeExact(files);
      try {
        MemorySegment bytes = arena.allocateFrom(text);
        int length = Math.toIntExact(bytes.byteSize() - 1); // without the closing 0
        int result =
            (int) ADD_BUFFER_VFS.invokeExact(files, arena.allocateFrom(name), bytes, length);
        if (result != 0) {
          throw new MujocoException("mj_addBufferVFS", "returned " + result);
        }
        return loadXml(name, files);
      } finally {
        DELETE_VFS.invokeExact(files);
      }
    } catch (Throwable e) {
      throw failed("mj_addBufferVFS", e);
    }
  }

  private static MemorySegment loadXml(String name, MemorySegment files) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ERROR_LENGTH);
      MemorySegment model =
          (MemorySegment)
              LOAD_XML.invokeExact(arena.allocateFrom(name), files, error, ERROR_LENGTH);
      if (model.address() == 0) {
        throw new MujocoException("mj_loadXML", error.getString(0) + " (" + name + ")");
      }
      return model;
    } catch (Throwable e) {
      throw failed("mj_loadXML", e);
    }
  }

  static void deleteModel(MemorySegment model) {
    try {
      DELETE_MODEL.invokeExact(model);
    } catch (Throwable e) {
      throw failed("mj_deleteModel", e);
    }
  }

  /** The new data; the caller frees them by {@link #deleteData}. */
  static MemorySegment makeData(MemorySegment model) {
    try {
      MemorySegment data = (MemorySegment) MAKE_DATA.invokeExact(model);
      if (data.address() == 0) {
        throw new MujocoException("mj_makeData", "returned NULL: out of memory");
      }
      return data;
    } catch (Throwable e) {
      throw failed("mj_makeData", e);
    }
  }

  static void copyData(MemorySegment destination, MemorySegment model, MemorySegment source) {
    try {
      long result = (long) COPY_DATA.invokeExact(destination, model, source);
      if (result == 0) {
        throw new MujocoException("mj_copyData", "returned NULL");
      }
    } catch (Throwable e) {
      throw failed("mj_copyData", e);
    }
  }

  static void deleteData(MemorySegment data) {
    try {
      DELETE_DATA.invokeExact(data);
    } catch (Throwable e) {
      throw failed("mj_deleteData", e);
    }
  }

  static void resetData(MemorySegment model, MemorySegment data) {
    try {
      RESET_DATA.invokeExact(model, data);
    } catch (Throwable e) {
      throw failed("mj_resetData", e);
    }
  }

  static void forward(MemorySegment model, MemorySegment data) {
    try {
      FORWARD.invokeExact(model, data);
    } catch (Throwable e) {
      throw failed("mj_forward", e);
    }
  }

  static void step(MemorySegment model, MemorySegment data) {
    try {
      STEP.invokeExact(model, data);
    } catch (Throwable e) {
      throw failed("mj_step", e);
    }
  }

  static void step1(MemorySegment model, MemorySegment data) {
    try {
      STEP1.invokeExact(model, data);
    } catch (Throwable e) {
      throw failed("mj_step1", e);
    }
  }

  static void step2(MemorySegment model, MemorySegment data) {
    try {
      STEP2.invokeExact(model, data);
    } catch (Throwable e) {
      throw failed("mj_step2", e);
    }
  }

  /** The index of a named element, or -1. */
  static int nameToId(MemorySegment model, int objectType, String name) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) NAME_TO_ID.invokeExact(model, objectType, arena.allocateFrom(name));
    } catch (Throwable e) {
      throw failed("mj_name2id", e);
    }
  }
}
