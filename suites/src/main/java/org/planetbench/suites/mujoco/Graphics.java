package org.planetbench.suites.mujoco;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What draws the pictures, for a run's provenance.
 *
 * @param backend egl or osmesa
 * @param vendor GL_VENDOR
 * @param renderer GL_RENDERER
 * @param version GL_VERSION
 */
public record Graphics(String backend, String vendor, String renderer, String version) {
  /**
   * Asks OpenGL, on this thread.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if there is no OpenGL
   */
  public static Graphics probe() {
    GlContext context = GlContext.acquire();
    try {
      return context.graphics();
    } finally {
      context.release();
    }
  }

  /** One line for people, where the environment asks for a way of drawing that is not used. */
  public static Optional<String> remark() {
    return GlBackend.remark(System.getenv());
  }

  /** Does something with several cameras, one after another, which then share OpenGL's context. */
  public static <T> T withContext(Supplier<T> work) {
    GlContext context = GlContext.acquire();
    try {
      return work.get();
    } finally {
      context.release();
    }
  }
}
