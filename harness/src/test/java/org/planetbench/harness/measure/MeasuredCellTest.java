package org.planetbench.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.harness.measure.MeasureSpec.Subject;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.suites.wrappers.PixelObservations;

@Tag("native")
final class MeasuredCellTest {
  @TempDir private Path directory;

  private static CellSetting setting(String task, String variant) {
    return new MeasureSpec(
            Subject.PLAN, 0, 1, 1, task, variant, "tiny", new LinkedHashMap<>(), "fast", "unknown")
        .setting();
  }

  /** Its first task, which is played, has fewer actions than the widest. */
  @Test
  void anAgentOfManyTasksIsAsWideAsInACell() throws IOException {
    CellSetting setting = setting("six_tasks", "multi_task");
    assertTrue(setting.task().actions() < setting.actionSpec().size());
    try (MeasuredCell cell = MeasuredCell.open(setting)) {
      cell.begin(Phase.EVALUATE);
      Decision decision = cell.agent().act();
      assertEquals(setting.actionSpec().size(), decision.action().length);
      cell.answer(Phase.EVALUATE, decision);
    }
  }

  @Test
  void leavesNothingOpenWhereTheAgentCannotBeMade() throws IOException {
    CellSetting setting = setting("cartpole_balance", "rssm");
    Path replay = Files.createDirectory(directory.resolve("replay"));
    List<PixelObservations> opened = new ArrayList<>();
    OutOfMemoryError failure =
        assertThrows(
            OutOfMemoryError.class,
            () ->
                new MeasuredCell(
                    setting,
                    replay,
                    environment -> {
                      environment.reset(1);
                      opened.add(environment);
                      throw new OutOfMemoryError("on purpose");
                    }));
    assertEquals("on purpose", failure.getMessage());
    assertThrows(IllegalStateException.class, () -> opened.getFirst().reset(1));
    assertFalse(Files.exists(replay));
  }
}
