package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.Runs;

class DatasetTest {
  private static final List<EpisodeRow> PLAYED =
      List.of(Runs.episode("seed", 0, 1000, 1), Runs.episode("evaluate", 0, 1000, 1));

  @TempDir Path runs;

  @Test
  void isTheSameForAllVariantsAndAnotherForOtherModelsOrSettings() throws Exception {
    List<Dataset> of = datasets("1", "2", "\"agents.own\": \"3\"");
    assertEquals(List.of("training", "evaluation"), of.stream().map(Dataset::context).toList());
    assertNotEquals(of.get(0).digest(), of.get(1).digest());
    assertEquals(of, datasets("1", "2", "\"agents.own\": \"4\""));
    assertNotEquals(digest(of), digest(datasets("9", "2", "\"agents.own\": \"3\"")));
    assertNotEquals(digest(of), digest(datasets("1", "9", "\"agents.own\": \"3\"")));
  }

  /** A task of a set has its own action repeat. */
  @Test
  void takesTheSettingsOfItsTask() throws Exception {
    List<Dataset> of = datasets("1", "2", "\"action_repeat.cheetah_run\": \"4\"");
    assertEquals("{\"action_repeat\":\"4\"}", of.getFirst().profile());
  }

  private static String digest(List<Dataset> datasets) {
    return datasets.getFirst().digest();
  }

  private List<Dataset> datasets(String models, String repeat, String setting) throws Exception {
    RunFolder folder = RunFolder.create(runs, "cheetah_run-rssm-s3");
    folder.writeRecord(Runs.record("cheetah_run-rssm-s3"));
    Path record = folder.file(RunFolder.RECORD);
    String text = Files.readString(record);
    Files.writeString(
        record,
        text.replaceFirst("\"recipe.batch\"", "\"action_repeat\": \"" + repeat + "\",\n$0")
            .replaceFirst("\"planner.horizon\"", setting + ",\n$0")
            .replaceFirst("\"commit\"", "\"mujoco.suite_sha256\": \"" + models + "\",\n$0"));
    return Dataset.of(folder.readRecord(), PLAYED);
  }
}
