package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.returning;
import static org.planetbench.suites.mujoco.NativeFunctions.returningNothing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.planetbench.suites.MachineNotReadyException;

/** Mesa's offscreen interface, {@code libOSMesa}. */
final class OsmesaContext extends GlContext {
  private static final String LIBRARY = "libOSMesa.so.8";
  private static final int OSMESA_RGBA = 0x1908;
  private static final int GL_UNSIGNED_BYTE = 0x1401;

  /** The default framebuffer; never drawn to, MuJoCo draws into its own. */
  private static final int SIDE = 16;

  private static final int DEPTH_BITS = 24;
  private static final int STENCIL_BITS = 8;

  /** The functions of the library, looked up when it was opened. */
  private record Functions(
      MethodHandle createContext,
      MethodHandle makeCurrent,
      MethodHandle getProcAddress,
      MethodHandle destroyContext) {
    static Functions load() {
      if (CLibrary.isLoaded(EglDisplay.LIBRARY)) { // mjr_makeContext would end the process
        throw new MachineNotReadyException(
            LIBRARY
                + " cannot be drawn with: expected no "
                + EglDisplay.LIBRARY
                + " in this process, but it is loaded; remedy: "
                + GlBackend.MUJOCO_VARIABLE
                + "=osmesa, and nothing else that loads it");
      }
      SymbolLookup library;
      try {
        library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
      } catch (IllegalArgumentException e) {
        throw new MachineNotReadyException(
            LIBRARY + " cannot be loaded; remedy: apt-get install libosmesa6", e);
      }
      return new Functions(
          find(library, "OSMesaCreateContextExt", returning(POINTER, INT, INT, INT, INT, POINTER)),
          find(library, "OSMesaMakeCurrent", returning(JAVA_BYTE, POINTER, POINTER, INT, INT, INT)),
          find(library, "OSMesaGetProcAddress", returning(POINTER, POINTER)),
          find(library, "OSMesaDestroyContext", returningNothing(POINTER)));
    }

    private static MethodHandle find(
        SymbolLookup library, String name, FunctionDescriptor signature) {
      return NativeFunctions.function(library, name, signature);
    }
  }

  private static @Nullable Functions loaded;

  private final Functions functions;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment context;

  private OsmesaContext(Functions functions) {
    this.functions = functions;
    try {
      context =
          (MemorySegment)
              functions.createContext.invokeExact(
                  OSMESA_RGBA, DEPTH_BITS, STENCIL_BITS, 0, MemorySegment.NULL);
      if (context.address() == 0) {
        throw new MujocoException("OSMesaCreateContextExt", "returned NULL");
      }
      MemorySegment buffer = arena.allocate(SIDE * SIDE * 4);
      byte current =
          (byte) functions.makeCurrent.invokeExact(context, buffer, GL_UNSIGNED_BYTE, SIDE, SIDE);
      if (current == 0) {
        throw new MujocoException("OSMesaMakeCurrent", "returned false");
      }
    } catch (Throwable e) {
      throw failed("OSMesaCreateContextExt", e);
    }
  }

  /** Called under the lock of {@link GlBackend#openContext}. */
  static OsmesaContext open() {
    if (loaded == null) {
      loaded = Functions.load();
    }
    return new OsmesaContext(loaded);
  }

  @Override
  GlBackend backend() {
    return GlBackend.OSMESA;
  }

  @Override
  MemorySegment function(MemorySegment name) {
    try {
      return (MemorySegment) functions.getProcAddress.invokeExact(name);
    } catch (Throwable e) {
      throw failed("OSMesaGetProcAddress", e);
    }
  }

  @Override
  void destroy() {
    try {
      functions.destroyContext.invokeExact(context);
    } catch (Throwable e) {
      throw failed("OSMesaDestroyContext", e);
    }
    arena.close();
  }
}
