package org.planetbench.suites.mujoco;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** dm_control's variable for the same, which may hold more than there is here. */
  static final String MUJOCO_VARIABLE = "MUJOCO_GL";

  /** dm_control's variable for a device of EGL's, of which there is no choice here. */
  private static final String DEVICE_VARIABLE = "MUJOCO_EGL_DEVICE_ID";

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
    return wanted(System.getProperty(PROPERTY), System.getenv())
        .map(GlBackend::openFirst)
        .orElseGet(GlBackend::openFirstThatWorks);
  }

  /** The first context of the process, which keeps to this backend if it works. */
  private static GlContext openFirst(GlBackend backend) {
    try {
      GlContext context = backend.open();
      chosen = backend;
      return context;
    } catch (MujocoException e) {
      throw new MachineNotReadyException(
          backend + " cannot draw: " + e.getMessage() + "; remedy: run `harness/bench doctor`", e);
    }
  }

  /** What was asked for: by the property, else by our own variable, else by dm_control's. */
  static Optional<GlBackend> wanted(@Nullable String property, Map<String, String> environment) {
    String own = property != null ? property : environment.getOrDefault(VARIABLE, "");
    String source = property != null ? "-D" + PROPERTY : VARIABLE;
    return own.isEmpty() ? ofMujocoVariable(environment) : Optional.of(parse(source, own));
  }

  private static Optional<GlBackend> ofMujocoVariable(Map<String, String> environment) {
    String name = environment.getOrDefault(MUJOCO_VARIABLE, "").strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(backend -> backend.toString().equals(name)).findFirst();
  }

  /** Says so if dm_control's variables ask for what is not drawn with. */
  static Optional<String> remark(Map<String, String> environment) {
    String ignored =
        Stream.of(ignoredBackend(environment), ignoredDevice(environment))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    return Optional.of(ignored).filter(text -> !text.isEmpty());
  }

  private static Optional<String> ignoredBackend(Map<String, String> environment) {
    String asked = environment.getOrDefault(MUJOCO_VARIABLE, "");
    String own = environment.getOrDefault(VARIABLE, "");
    if (asked.isBlank()) {
      return Optional.empty();
    }
    if (ofMujocoVariable(environment).isEmpty()) {
      return Optional.of(
          MUJOCO_VARIABLE + "=" + asked + " is ignored: pictures are drawn by egl or osmesa");
    }
    return own.isEmpty() || wanted(null, environment).equals(ofMujocoVariable(environment))
        ? Optional.empty()
        : Optional.of(MUJOCO_VARIABLE + "=" + asked + " is ignored: " + VARIABLE + " is " + own);
  }

  private static Optional<String> ignoredDevice(Map<String, String> environment) {
    return Optional.of(environment.getOrDefault(DEVICE_VARIABLE, ""))
        .filter(asked -> !asked.isBlank())
        .map(
            asked ->
                DEVICE_VARIABLE
                    + "="
                    + asked
                    + " is ignored: egl draws on the first device that can be initialised");
  }

  private static GlContext openFirstThatWorks() {
    StringBuilder reasons = new StringBuilder();
    for (GlBackend backend : values()) {
      try {
        return openFirst(backend);
      } catch (MachineNotReadyException e) {
        reasons.append(reasons.isEmpty() ? "" : "; ").append(e.getMessage());
      }
    }
    throw new MachineNotReadyException(
        "no OpenGL to draw with: " + reasons + "; remedy: run `harness/bench doctor`");
  }

  private static GlBackend parse(String source, String name) {
    return switch (name) {
      case "egl" -> EGL;
      case "osmesa" -> OSMESA;
      default ->
          throw new MachineNotReadyException(
              source + ": expected egl or osmesa, got '" + name + "'; remedy: leave it unset");
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
