package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.returningNothing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Does something else in the place of libmujoco's {@code glClear}.
 *
 * <p>libmujoco calls OpenGL through variables that its first mjr_makeContext fills. It does not
 * export them, so the one that is wanted is found by its distance from a function that it does
 * export, which holds for one library file, the one whose SHA-256 was verified. It is written to
 * only if it holds the very address that the backend has for the function.
 */
final class GlClear {
  /**
   * Of 3.17.0: {@code nm libmujoco.so.3.17.0 | grep -E ' (mj_version|mjGlad_glClear)$'}, the second
   * minus the first.
   */
  private static final long DISTANCE = 0x64c448L - 0x310840L;

  private static final FunctionDescriptor SIGNATURE = returningNothing(INT);

  private static final ThreadLocal<@Nullable IntPredicate> SUBSTITUTE = new ThreadLocal<>();
  private static final ThreadLocal<@Nullable RuntimeException> FAILURE = new ThreadLocal<>();

  private static @Nullable MethodHandle real;

  private GlClear() {}

  /**
   * Takes the variable over, once in a process, after libmujoco has filled it. Called under a lock
   * of the callers'.
   *
   * @return whether that is done, now or before
   */
  static boolean intercept(GlContext context) {
    if (real != null) {
      return true;
    }
    MemorySegment variable =
        MujocoLibrary.load()
            .symbols()
            .find("mj_version")
            .map(known -> MemorySegment.ofAddress(known.address() + DISTANCE))
            .orElseThrow()
            .reinterpret(ADDRESS.byteSize());
    MemorySegment expected = context.function("glClear");
    if (variable.get(ADDRESS, 0).address() != expected.address()) {
      return false;
    }
    real = NativeFunctions.function(expected, SIGNATURE);
    variable.set(ADDRESS, 0, stub());
    return true;
  }

  private static MemorySegment stub() {
    try {
      MethodHandle clear =
          MethodHandles.lookup()
              .findStatic(GlClear.class, "clear", MethodType.methodType(void.class, int.class));
      return Linker.nativeLinker().upcallStub(clear, SIGNATURE, Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Draws while each clearing is first offered to {@code substitute}, which says whether it has
   * done something in its place.
   */
  static void during(IntPredicate substitute, Runnable drawing) {
    SUBSTITUTE.set(substitute);
    try {
      drawing.run();
    } finally {
      SUBSTITUTE.remove();
    }
    RuntimeException failure = FAILURE.get();
    if (failure != null) {
      FAILURE.remove();
      throw failure;
    }
  }

  /** Called by libmujoco. Nothing may be thrown across its frames: it is thrown after them. */
  @SuppressWarnings("UnusedMethod") // an upcall
  private static void clear(int mask) {
    try {
      IntPredicate substitute = SUBSTITUTE.get();
      if (substitute != null && FAILURE.get() == null && substitute.test(mask)) {
        return;
      }
    } catch (RuntimeException e) {
      FAILURE.set(e);
    }
    clearReally(mask);
  }

  private static void clearReally(int mask) {
    MethodHandle function = real;
    if (function == null) {
      return; // can't be: it is set before the stub
    }
    try {
      function.invokeExact(mask);
    } catch (Throwable e) {
      FAILURE.set(failed("glClear", e));
    }
  }
}
