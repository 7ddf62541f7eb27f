package org.planetbench.suites.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.suites.ChildJvm;
import org.planetbench.suites.MachineNotReadyException;
import org.planetbench.suites.control.RenderFingerprint;

/** OSMesa draws where EGL has nothing to draw with. */
@Tag("native")
final class GlFallbackTest {
  private static final int NOT_READY = 4;

  /** Nothing is asked for, and libEGL, where it is installed, finds no driver. */
  private static final Map<String, String> NO_DRIVER =
      Map.of(
          "__EGL_VENDOR_LIBRARY_FILENAMES",
          "/nonexistent",
          GlBackend.VARIABLE,
          "",
          GlBackend.MUJOCO_VARIABLE,
          "");

  @TempDir private Path folder;

  /** Prints what draws, and what it draws. */
  static final class Draw {
    private Draw() {}

    public static void main(String[] arguments) {
      try {
        System.out.println(Graphics.probe().backend() + " " + RenderFingerprint.sha256());
      } catch (MachineNotReadyException e) {
        System.err.println(e.getMessage());
        System.exit(NOT_READY);
      }
    }
  }

  /** The same where libEGL stays loaded, as if it could not be unloaded. */
  static final class DrawBesideEgl {
    private DrawBesideEgl() {}

    public static void main(String[] arguments) {
      SymbolLookup _ = SymbolLookup.libraryLookup(EglDisplay.LIBRARY, Arena.global());
      Draw.main(arguments);
    }
  }

  @Test
  void drawsWithOsmesaWhereEglHasNoDriver() {
    ChildJvm.Result chosen = ChildJvm.run(folder, Map.of(GlBackend.PROPERTY, "osmesa"), Draw.class);
    assumeFalse(chosen.exitCode() == NOT_READY, () -> "no OSMesa: " + chosen.errors());
    assertEquals(0, chosen.exitCode(), chosen.errors());
    ChildJvm.Result fallen = ChildJvm.run(folder, Map.of(), NO_DRIVER, Draw.class);
    assertEquals(0, fallen.exitCode(), fallen.errors());
    assertEquals(chosen.output(), fallen.output());
  }

  @Test
  void refusesOsmesaBesideAnEglThatStaysLoaded() {
    ChildJvm.Result refused = ChildJvm.run(folder, Map.of(), NO_DRIVER, DrawBesideEgl.class);
    assumeFalse(
        refused.errors().contains("Cannot open library"), () -> "no EGL: " + refused.errors());
    assertEquals(NOT_READY, refused.exitCode(), refused.errors());
    assertTrue(refused.errors().contains("no OpenGL to draw with: "), refused.errors());
    assertTrue(refused.errors().contains("remedy: MUJOCO_GL=osmesa"), refused.errors());
  }
}
