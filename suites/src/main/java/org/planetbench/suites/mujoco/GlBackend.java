package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.function;
import static org.planetbench.suites.mujoco.NativeFunctions.returning;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
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

  private static final String DEFAULT_THREADS = "1";

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
              VARIABLE + ": expected egl or osmesa, got '" + name + "'");
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
    if (threads != null) {
      setEnvironment("LP_NUM_THREADS", threads, true);
    } else {
      setEnvironment("LP_NUM_THREADS", DEFAULT_THREADS, false);
    }
  }

  private static void setEnvironment(String name, String value, boolean overwrite) {
    try (Arena arena = Arena.ofConfined()) {
      int result =
          (int)
              function(
                      Linker.nativeLinker().defaultLookup(),
                      "setenv",
                      returning(JAVA_INT, POINTER, POINTER, INT))
                  .invokeExact(
                      arena.allocateFrom(name), arena.allocateFrom(value), overwrite ? 1 : 0);
      if (result != 0) {
        throw new MujocoException("setenv", "returned " + result);
      }
    } catch (Throwable e) {
      throw failed("setenv", e);
    }
  }
}
