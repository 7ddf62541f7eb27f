package org.planetbench.harness.measure;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.measure.MeasureSpec.Subject;

final class MeasuredCellTest {
  @TempDir Path directory;

  /** More pictures in a batch than an array can hold. */
  @Test
  void leavesNoFolderWhereTheAgentCannotBeMade() throws IOException {
    MeasureSpec spec =
        new MeasureSpec(
            Subject.UPDATE,
            0,
            1,
            1,
            "dummy_counting",
            "rssm",
            "tiny",
            new LinkedHashMap<>(Map.of("batch", "1000000")),
            "fast",
            "unknown");
    Path replay = Files.createDirectory(directory.resolve("replay"));
    assertThrows(ArithmeticException.class, () -> new MeasuredCell(spec.setting(), replay));
    assertFalse(Files.exists(replay));
  }
}
