package org.planetbench.harness.measure;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.measure.MeasureSpec.Subject;

final class MeasuredCellTest {
  @TempDir Path directory;

  /** A dummy cannot be copied to plan with. */
  @Test
  void leavesNoFolderWhereTheAgentCannotBeMade() throws IOException {
    MeasureSpec spec =
        new MeasureSpec(
            Subject.PLAN,
            0,
            1,
            1,
            "dummy_counting",
            "simulator_cem",
            "tiny",
            new LinkedHashMap<>(),
            "fast",
            "unknown");
    Path replay = Files.createDirectory(directory.resolve("replay"));
    assertThrows(
        UnsupportedOperationException.class, () -> new MeasuredCell(spec.setting(), replay));
    assertFalse(Files.exists(replay));
  }
}
