package org.planetbench.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

final class ReplayTest {
  private static RunRecord record(CellSetting setting, SequencedMap<String, String> settings) {
    Cell cell = setting.spec().cell();
    return RunRecord.started(
            new RunRecord.Identity(
                "key",
                cell.id(),
                cell.task().id(),
                cell.variant(),
                cell.seed(),
                setting.spec().recipe(),
                setting.spec().profile(),
                "suite"),
            settings,
            new LinkedHashMap<>(),
            Instant.EPOCH)
        .ended(RunStatus.FINISHED, Instant.EPOCH, Optional.empty());
  }

  private static CellSetting setting(String profile, Map<String, String> set, int index) {
    Profile changed =
        ExperimentMatrix.change(Profiles.load(profile), List.of(), List.of(), List.of(), set);
    return CellSetting.of(changed.spec(changed.cells().get(index), "suite", 3, "commit"));
  }

  private static void assertMadeAgain(CellSetting setting) {
    CellSetting again = CellSetting.of(Replay.spec(record(setting, setting.settings()), "another"));
    assertEquals(setting.settings(), again.settings());
  }

  /** Of every kind of cell that the profiles have, also with settings of one's own. */
  @Test
  void aRecordHasAllThatMakesItsRun() {
    for (String profile :
        List.of("smoke", "quick", "ci", "ablations", "evidence", "desktop", "paper")) {
      int cells = Profiles.load(profile).cells().size();
      for (int i = 0; i < cells; i++) {
        assertMadeAgain(setting(profile, Map.of(), i));
      }
    }
    assertMadeAgain(setting("quick", Map.of("action_repeat.cheetah", "2", "batch", "5"), 0));
    assertMadeAgain(setting("quick", Map.of("schedule.episodes", "3", "horizon", "7"), 0));
  }

  @Test
  void aRunThatThisProgramWouldPlayOtherwiseIsNotReplayed() {
    Path old = Path.of("src/test/resources/runs-of-schema-2/cartpole_balance-rssm-s1");
    BadInputException error =
        assertThrows(BadInputException.class, () -> Replay.of(RunFolder.at(old)));
    assertTrue(
        String.valueOf(error.getMessage())
            .contains("has schema_version 2, expected 3: this planet-bench plays other episodes;"),
        error::toString);
  }

  @Test
  void saysWhatIsMissing() {
    CellSetting setting = setting("smoke", Map.of(), 0);
    SequencedMap<String, String> settings = new LinkedHashMap<>(setting.settings());
    settings.remove("schedule.episodes");
    BadInputException error =
        assertThrows(
            BadInputException.class, () -> Replay.spec(record(setting, settings), "commit"));
    assertTrue(
        String.valueOf(error.getMessage()).contains("cannot be run again: schedule"),
        error::toString);
  }
}
