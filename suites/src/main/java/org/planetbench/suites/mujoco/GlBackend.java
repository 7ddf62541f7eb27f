package org.planetbench.suites.mujoco;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.planetbench.suites.MachineNotReadyException;

/**
 * The two ways to OpenGL without a window. A process uses one of them throughout: libmujoco takes
 * its OpenGL functions from whichever library it finds open.
 */
enum GlBackend {
  /** A device of EGL: a real GPU where there is one, Mesa's software otherwise. */
  EGL {
    @Override
    GlContext open() {
      return EglContext.open();
    }
  },

  /** Mesa's software into main memory; newer releases of Mesa dropped it. */
  OSMESA {
    @Override
    GlContext open() {
      return OsmesaContext.open();
    }
  };

  /** The environment variable, and below the system property, that choose the backend. */
  static final String VARIABLE = "PLANETBENCH_GL";

  static final String PROPERTY = "planetbench.gl";

  /** Chooses the threads that Mesa's software renderer draws with; pixels do not depend on it. */
  static final String THREADS_PROPERTY = "planetbench.gl.threads";

  /**
   * One: a picture of 64 pixels is a single tile of Mesa's, which more threads do not draw faster,
   * and cells that run side by side share the cores.
   */
  private static final String DEFAULT_THREADS = "1";

  private static final String THREADS_VARIABLE = "LP_NUM_THREADS";

  private static @Nullable GlBackend chosen;

  /** Opens a context and makes it current on this thread. */
  abstract GlContext open();

  /** The context of the backend that was asked for, or of the first that works. */
  static synchronized GlContext openContext() {
    if (chosen != null) {
      return chosen.open();
    }
    configureSoftwareRenderer();
    String wanted = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    if (wanted != null) {
      GlBackend backend = parse(wanted);
      GlContext context = backend.open();
      chosen = backend;
      return context;
    }
    return openFirstThatWorks();
  }

  private static GlContext openFirstThatWorks() {
    StringBuilder reasons = new StringBuilder();
    for (GlBackend backend : values()) {
      try {
        GlContext context = backend.open();
        chosen = backend;
        return context;
      } catch (MachineNotReadyException e) {
        reasons.append(reasons.isEmpty() ? "" : "; ").append(e.getMessage());
      }
    }
    throw new MachineNotReadyException(
        "no OpenGL to draw with: " + reasons + "; remedy: run `harness/bench doctor`");
  }

  static GlBackend parse(String name) {
    return switch (name) {
      case "egl" -> EGL;
      case "osmesa" -> OSMESA;
      default ->
          throw new MachineNotReadyException(
              VARIABLE + ": expected egl or osmesa, got '" + name + "'; remedy: unset it");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Mesa reads these variables when the first context is made, so this comes before it. */
  private static void configureSoftwareRenderer() {
    if ("512".equals(System.getenv("LP_NATIVE_VECTOR_WIDTH"))) {
      throw new MachineNotReadyException(
          "LP_NATIVE_VECTOR_WIDTH=512 makes Mesa crash the process; remedy: unset it");
    }
    String threads = System.getProperty(THREADS_PROPERTY);
    if (threads != null || System.getenv(THREADS_VARIABLE) == null) {
      CLibrary.setEnvironment(THREADS_VARIABLE, threads == null ? DEFAULT_THREADS : threads);
    }
  }
}
