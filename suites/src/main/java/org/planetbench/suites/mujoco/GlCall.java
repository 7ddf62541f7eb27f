package org.planetbench.suites.mujoco;

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

/** Does something else in the place of a call that libmujoco makes of OpenGL, with one number. */
@SuppressWarnings("ThreadLocalUsage") // the instances are static
final class GlCall {
  static final GlCall CLEAR = new GlCall("glClear");
  static final GlCall CALL_LIST = new GlCall("glCallList");

  private static final FunctionDescriptor SIGNATURE = returningNothing(INT);

  private final String name;
  private final ThreadLocal<@Nullable IntPredicate> substitute = new ThreadLocal<>();
  private final ThreadLocal<@Nullable Throwable> failure = new ThreadLocal<>();
  private @Nullable MethodHandle real;

  private GlCall(String name) {
    this.name = name;
  }

  /**
   * Takes libmujoco's variable over, once in a process, after libmujoco has filled it. Called under
   * a lock of the callers'.
   *
   * @return whether that is done, now or before
   */
  boolean intercept(GlContext context) {
    if (real != null) {
      return true;
    }
    GlVariable variable = new GlVariable(name, context);
    if (!variable.isAsFilled()) {
      return false;
    }
    real = NativeFunctions.function(variable.function(), SIGNATURE);
    variable.set(stub());
    return true;
  }

  private MemorySegment stub() {
    try {
      MethodHandle called =
          MethodHandles.lookup().bind(this, "called", MethodType.methodType(void.class, int.class));
      return Linker.nativeLinker().upcallStub(called, SIGNATURE, Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Draws while each call of this thread is first offered to {@code other}, which says whether it
   * has done something in its place.
   */
  void during(IntPredicate other, Runnable drawing) {
    substitute.set(other);
    try {
      drawing.run();
    } finally {
      substitute.remove();
    }
    Throwable thrown = failure.get();
    failure.remove();
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }

  /** Called by libmujoco. Nothing may be thrown across its frames: it is thrown after them. */
  @SuppressWarnings("UnusedMethod") // an upcall
  private void called(int number) {
    try {
      IntPredicate other = substitute.get();
      if (other != null && failure.get() == null && other.test(number)) {
        return;
      }
    } catch (RuntimeException | Error e) {
      failure.set(e);
    }
    callReally(number);
  }

  private void callReally(int number) {
    MethodHandle function = real;
    if (function == null) {
      return; // can't be: it is set before the stub
    }
    try {
      function.invokeExact(number);
    } catch (Error e) {
      failure.set(e);
    } catch (Throwable e) {
      failure.set(failed(name, e));
    }
  }
}
