package org.planetbench.suites.mujoco;

import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.returning;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * OpenGL on one platform thread. All renderers of a thread share its context, which stays current
 * from the first {@link #acquire} to the last {@link #release}.
 */
abstract sealed class GlContext permits EglContext, OsmesaContext {
  private static final int GL_VENDOR = 0x1F00;
  private static final int GL_RENDERER = 0x1F01;
  private static final int GL_VERSION = 0x1F02;
  private static final int LONGEST_STRING = 1024;

  private static final ThreadLocal<@Nullable GlContext> OF_THREAD = new ThreadLocal<>();

  private int users;

  /** This thread's context, made now if there is none. */
  static GlContext acquire() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "OpenGL belongs to a platform thread: expected one, got the virtual thread "
              + Thread.currentThread());
    }
    GlContext context = OF_THREAD.get();
    if (context == null) {
      context = GlBackend.openContext();
      OF_THREAD.set(context);
    }
    context.users++;
    return context;
  }

  /** Ends one use, on the thread of the context. */
  final void release() {
    users--;
    if (users == 0) {
      OF_THREAD.remove();
      destroy();
    }
  }

  final Graphics graphics() {
    return new Graphics(
        backend().toString(), string(GL_VENDOR), string(GL_RENDERER), string(GL_VERSION));
  }

  /** Whether this is Mesa's llvmpipe, where each pixel costs CPU time. */
  final boolean drawsInSoftware() {
    return string(GL_RENDERER).startsWith("llvmpipe");
  }

  abstract GlBackend backend();

  /** The address of an OpenGL function. */
  abstract MemorySegment function(MemorySegment name);

  final MemorySegment function(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return function(arena.allocateFrom(name));
    }
  }

  /** Frees the context. */
  abstract void destroy();

  private String string(int name) {
    try {
      MemorySegment text =
          (MemorySegment)
              NativeFunctions.function(function("glGetString"), returning(POINTER, INT))
                  .invokeExact(name);
      return text.address() == 0 ? "" : text.reinterpret(LONGEST_STRING).getString(0);
    } catch (Throwable e) {
      throw failed("glGetString", e);
    }
  }
}
