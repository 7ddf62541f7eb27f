package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ways to OpenGL draw dm_control's recorded frames, equally, with any number of threads. */
@Tag("native")
final class GoldenFramesTest {
  private static final double ONE_GREY_LEVEL = 1;

  /** The system property that names the backends which have to be there, joined by commas. */
  private static final String REQUIRED = "planetbench.gl.required";

  @TempDir private Path folder;

  @Test
  void drawsTheRecordedFramesWithEachBackendThatThereIs() {
    Map<String, String> fingerprints = new TreeMap<>();
    for (String backend : List.of("egl", "osmesa")) {
      drawTheRecordedFrames(Map.of("planetbench.gl", backend))
          .ifPresent(fingerprint -> fingerprints.put(backend, fingerprint));
    }
    assertFalse(fingerprints.isEmpty(), "neither EGL nor OSMesa is available");
    assertTrue(
        fingerprints.keySet().containsAll(required()),
        () -> "required " + required() + ", there are " + fingerprints.keySet());
    assertEquals(1, Set.copyOf(fingerprints.values()).size(), fingerprints::toString);
  }

  private static List<String> required() {
    String required = System.getProperty(REQUIRED, "");
    return required.isEmpty() ? List.of() : List.of(required.split(",", -1));
  }

  @Test
  void drawsTheRecordedFramesWithMoreThreads() {
    assertTrue(drawTheRecordedFrames(Map.of("planetbench.gl.threads", "3")).isPresent());
  }

  @Test
  void namesAnUnknownBackend() {
    ChildJvm.Result result =
        ChildJvm.run(folder, Map.of("planetbench.gl", "vulkan"), DrawGoldenFrames.class);
    assertEquals(DrawGoldenFrames.NOT_AVAILABLE, result.exitCode(), result.errors());
    assertTrue(result.errors().contains("expected egl or osmesa, got 'vulkan'"), result.errors());
  }

  /** Compares all frames, and returns the render fingerprint; empty if there is no such OpenGL. */
  private Optional<String> drawTheRecordedFrames(Map<String, String> properties) {
    ChildJvm.Result result = ChildJvm.run(folder, properties, DrawGoldenFrames.class);
    if (result.exitCode() == DrawGoldenFrames.NOT_AVAILABLE) {
      return Optional.empty();
    }
    assertEquals(0, result.exitCode(), result.errors());
    List<String> lines = result.output().lines().toList();
    assertEquals(1 + ControlSuite.tasks().size(), lines.size(), result.output());
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split(" ", -1);
      int drawn = Integer.parseInt(columns[2]);
      assertTrue(drawn > 0, line);
      if (Boolean.parseBoolean(columns[1])) {
        assertEquals(drawn, Integer.parseInt(columns[3]), () -> line + result.errors());
      } else {
        assertTrue(Double.parseDouble(columns[4]) <= ONE_GREY_LEVEL, () -> line + result.errors());
      }
    }
    return Optional.of(lines.getFirst());
  }
}
