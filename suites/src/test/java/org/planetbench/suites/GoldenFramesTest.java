package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ways to OpenGL draw dm_control's recorded frames, with any number of threads. */
@Tag("native")
final class GoldenFramesTest {
  private static final double ONE_GREY_LEVEL = 1;

  @TempDir private Path folder;

  @Test
  void drawsTheRecordedFrames() {
    boolean egl = drawsTheRecordedFrames(Map.of("planetbench.gl", "egl"));
    boolean osmesa = drawsTheRecordedFrames(Map.of("planetbench.gl", "osmesa"));
    assertTrue(egl || osmesa, "neither EGL nor OSMesa is available");
  }

  @Test
  void drawsTheRecordedFramesWithMoreThreads() {
    assertTrue(drawsTheRecordedFrames(Map.of("planetbench.gl.threads", "3")));
  }

  @Test
  void namesAnUnknownBackend() {
    ChildJvm.Result result =
        ChildJvm.run(folder, Map.of("planetbench.gl", "vulkan"), DrawGoldenFrames.class);
    assertEquals(DrawGoldenFrames.NOT_AVAILABLE, result.exitCode(), result.errors());
    assertTrue(result.errors().contains("expected egl or osmesa, got 'vulkan'"), result.errors());
  }

  private boolean drawsTheRecordedFrames(Map<String, String> properties) {
    ChildJvm.Result result = ChildJvm.run(folder, properties, DrawGoldenFrames.class);
    if (result.exitCode() == DrawGoldenFrames.NOT_AVAILABLE) {
      return false;
    }
    assertEquals(0, result.exitCode(), result.errors());
    List<String> lines = result.output().lines().toList();
    assertEquals(ControlSuite.tasks().size(), lines.size(), result.output());
    assertFalse(lines.isEmpty());
    for (String line : lines) {
      String[] columns = line.split(" ", -1);
      int drawn = Integer.parseInt(columns[2]);
      assertTrue(drawn > 0, line);
      if (Boolean.parseBoolean(columns[1])) {
        assertEquals(drawn, Integer.parseInt(columns[3]), () -> line + result.errors());
      } else {
        assertTrue(Double.parseDouble(columns[4]) <= ONE_GREY_LEVEL, () -> line + result.errors());
      }
    }
    return true;
  }
}
