package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.returning;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.planetbench.suites.MachineNotReadyException;

/**
 * The first device of {@code libEGL} that can be initialised. One per process, which stays open if
 * it can be drawn with. Otherwise it has to be closed: beside a library of EGL, libmujoco would
 * look for its functions there, whatever else is current.
 */
final class EglDisplay implements AutoCloseable {
  static final String LIBRARY = "libEGL.so.1";
  private static final String REMEDY =
      "; remedy: apt-get install libegl1 libegl-mesa0 libgl1-mesa-dri";
  private static final int MAX_DEVICES = 16;
  private static final int EGL_TRUE = 1;
  private static final int EGL_PLATFORM_DEVICE_EXT = 0x313F;
  private static final int EGL_OPENGL_API = 0x30A2;

  /** Pairs of attribute and value, as dm_control asks for them; 0x3038 is EGL_NONE. */
  private static final int[] CONFIGURATION = {
    0x3024, 8, // EGL_RED_SIZE
    0x3023, 8, // EGL_GREEN_SIZE
    0x3022, 8, // EGL_BLUE_SIZE
    0x3021, 8, // EGL_ALPHA_SIZE
    0x3025, 24, // EGL_DEPTH_SIZE
    0x3026, 8, // EGL_STENCIL_SIZE
    0x303F, 0x308E, // EGL_COLOR_BUFFER_TYPE = EGL_RGB_BUFFER
    0x3033, 0x0001, // EGL_SURFACE_TYPE = EGL_PBUFFER_BIT
    0x3040, 0x0008, // EGL_RENDERABLE_TYPE = EGL_OPENGL_BIT
    0x3038
  };

  private final Arena libraryArena;
  private final SymbolLookup library;
  private final MethodHandle getProcAddress;
  private final MethodHandle bindApi;
  private final MethodHandle createContext;
  private final MethodHandle makeCurrent;
  private final MethodHandle destroyContext;
  private final MethodHandle getError;
  private final MemorySegment display;
  private final MemorySegment configuration;

  private EglDisplay(Arena libraryArena, SymbolLookup library) {
    this.libraryArena = libraryArena;
    this.library = library;
    getProcAddress = find("eglGetProcAddress", returning(POINTER, POINTER));
    bindApi = find("eglBindAPI", returning(INT, INT));
    createContext =
        find("eglCreateContext", returning(POINTER, POINTER, POINTER, POINTER, POINTER));
    makeCurrent = find("eglMakeCurrent", returning(INT, POINTER, POINTER, POINTER, POINTER));
    destroyContext = find("eglDestroyContext", returning(INT, POINTER, POINTER));
    getError = find("eglGetError", returning(INT));
    display = firstDisplay();
    configuration = chooseConfiguration();
  }

  static EglDisplay open() {
    Arena arena = Arena.ofShared();
    try {
      return new EglDisplay(arena, SymbolLookup.libraryLookup(LIBRARY, arena));
    } catch (IllegalArgumentException e) {
      arena.close();
      throw new MachineNotReadyException(LIBRARY + " cannot be loaded" + REMEDY, e);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  MemorySegment function(MemorySegment name) {
    try {
      return (MemorySegment) getProcAddress.invokeExact(name);
    } catch (Throwable e) {
      throw failed("eglGetProcAddress", e);
    }
  }

  MemorySegment createContext() {
    try {
      check("eglBindAPI", (int) bindApi.invokeExact(EGL_OPENGL_API));
      MemorySegment context =
          (MemorySegment)
              createContext.invokeExact(
                  display, configuration, MemorySegment.NULL, MemorySegment.NULL);
      if (context.address() == 0) {
        throw new MujocoException("eglCreateContext", "returned NULL, error " + error());
      }
      return context;
    } catch (Throwable e) {
      throw failed("eglCreateContext", e);
    }
  }

  /** On this thread; NULL for none. */
  void makeCurrent(MemorySegment context) {
    try {
      int result =
          (int) makeCurrent.invokeExact(display, MemorySegment.NULL, MemorySegment.NULL, context);
      check("eglMakeCurrent", result);
    } catch (Throwable e) {
      throw failed("eglMakeCurrent", e);
    }
  }

  void destroyContext(MemorySegment context) {
    try {
      check("eglDestroyContext", (int) destroyContext.invokeExact(display, context));
    } catch (Throwable e) {
      throw failed("eglDestroyContext", e);
    }
  }

  private MemorySegment firstDisplay() {
    MethodHandle initialize = find("eglInitialize", returning(INT, POINTER, POINTER, POINTER));
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle queryDevices =
          extension(arena, "eglQueryDevicesEXT", returning(INT, INT, POINTER, POINTER));
      MethodHandle getDisplay =
          extension(arena, "eglGetPlatformDisplayEXT", returning(POINTER, INT, POINTER, POINTER));
      MemorySegment devices = arena.allocate(ADDRESS, MAX_DEVICES);
      MemorySegment count = arena.allocate(JAVA_INT);
      check("eglQueryDevicesEXT", (int) queryDevices.invokeExact(MAX_DEVICES, devices, count));
      for (int i = 0; i < count.get(JAVA_INT, 0); i++) {
        MemorySegment candidate =
            (MemorySegment)
                getDisplay.invokeExact(
                    EGL_PLATFORM_DEVICE_EXT, devices.getAtIndex(ADDRESS, i), MemorySegment.NULL);
        if (candidate.address() != 0
            && (int) initialize.invokeExact(candidate, MemorySegment.NULL, MemorySegment.NULL)
                == EGL_TRUE) {
          return candidate;
        }
      }
      throw new MachineNotReadyException(
          "EGL has no usable device among " + count.get(JAVA_INT, 0) + REMEDY);
    } catch (Throwable e) {
      throw failed("eglInitialize", e);
    }
  }

  private MemorySegment chooseConfiguration() {
    MethodHandle choose =
        find("eglChooseConfig", returning(INT, POINTER, POINTER, POINTER, INT, POINTER));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted = arena.allocateFrom(JAVA_INT, CONFIGURATION);
      MemorySegment found = arena.allocate(ADDRESS);
      MemorySegment count = arena.allocate(JAVA_INT);
      check("eglChooseConfig", (int) choose.invokeExact(display, wanted, found, 1, count));
      if (count.get(JAVA_INT, 0) < 1) {
        throw new MachineNotReadyException("EGL has no configuration for OpenGL" + REMEDY);
      }
      return found.get(ADDRESS, 0);
    } catch (Throwable e) {
      throw failed("eglChooseConfig", e);
    }
  }

  private MethodHandle find(String name, FunctionDescriptor signature) {
    return NativeFunctions.function(library, name, signature);
  }

  private MethodHandle extension(Arena arena, String name, FunctionDescriptor signature) {
    MemorySegment address = function(arena.allocateFrom(name));
    if (address.address() == 0) {
      throw new MachineNotReadyException(LIBRARY + " has no " + name + REMEDY);
    }
    return NativeFunctions.function(address, signature);
  }

  private void check(String function, int result) {
    if (result != EGL_TRUE) {
      throw new MujocoException(function, "returned " + result + ", error " + error());
    }
  }

  /** Unloads the library. */
  @Override
  public void close() {
    libraryArena.close();
  }

  private String error() {
    try {
      return "0x" + Integer.toHexString((int) getError.invokeExact());
    } catch (Throwable e) {
      throw failed("eglGetError", e);
    }
  }
}
