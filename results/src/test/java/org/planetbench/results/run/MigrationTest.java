package org.planetbench.results.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
  private static final String CELL = "cheetah_run-rssm-s3";

  @TempDir Path runs;

  /** An earlier run says as a setting what was a constant of the program then. */
  @Test
  void aRecordOfBeforeIsReadWithTheSettingsThatCameSince() throws IOException {
    RunFolder folder = RunFolder.create(runs, CELL);
    folder.writeRecord(Runs.record(CELL));
    Path file = folder.file("run.json");
    String today = Files.readString(file);
    String before =
        today.replace(
            "\"recipe.batch\": \"50\"",
            "\"recipe.horizon\": \"12\", \"recipe.learning_rate\": \"0.001\"");
    Files.writeString(file, before);
    SequencedMap<String, String> expected = new LinkedHashMap<>();
    expected.put("recipe.horizon", "12");
    expected.put("recipe.learning_rate", "0.001");
    expected.put("planner.horizon", "12");
    expected.put("recipe.discount", "1");
    expected.put("recipe.gradient_step", "0.1");
    expected.put("recipe.stochastic_classes", "32");
    expected.put("recipe.base_matrices", "16");
    expected.put("recipe.inducing_points", "50");
    expected.put("recipe.process_as_released", "false");
    expected.put("recipe.inducing_divergence_scale", "0.0001");
    expected.put("recipe.divergence_balance", "0.5");
    expected.put("recipe.dequantise", "true");
    expected.put("recipe.picture_activation", "relu");
    expected.put("recipe.weight_decay", "0");
    expected.put("recipe.activation", "relu");
    expected.put("recipe.gru_form", "reset_before");
    expected.put("recipe.reward_pairing", "state_after");
    expected.put("recipe.zero_first_action", "false");
    expected.put("recipe.global_divergence_scale", "0");
    expected.put("recipe.overshooting_reward_scale", "0");
    expected.put("recipe.overshooting_weights", "distances");
    assertEquals(expected, folder.readRecord().settings());
    assertEquals(before, Files.readString(file), "its folder stays as it is");
  }

  /** It weighed every pair alike, and 50 was as much as the chunk held. */
  @Test
  void aRunWithOvershootingSaysWhatItsDistanceWas() {
    SequencedMap<String, String> before =
        settings(
            "recipe.learning_rate=0.001",
            "recipe.chunk_length=20",
            "recipe.overshooting_scale=1",
            "recipe.overshooting_distance=50");
    SequencedMap<String, String> today = Migration.completed(before);
    assertEquals("pairs", today.get("recipe.overshooting_weights"));
    assertEquals("20", today.get("recipe.overshooting_distance"));
    today.put("recipe.overshooting_distance", "50");
    assertEquals("50", Migration.completed(today).get("recipe.overshooting_distance"));
  }

  @Test
  void whatARunSaysIsNotOverruled() {
    SequencedMap<String, String> settings =
        settings("recipe.horizon=12", "recipe.discount=0.99", "recipe.gradient_step=1");
    assertEquals(settings, Migration.completed(settings));
  }

  /** The random agent plans nothing and learns nothing; the simulator's only plans. */
  @Test
  void nothingIsAddedThatTheRunHasNotGot() {
    assertEquals(
        settings("schedule.checkpoint_every=1", "schedule.archive_every=0"),
        Migration.completed(settings("schedule.checkpoint_every=1")));
    assertEquals(settings("task=a"), Migration.completed(settings("task=a")));
    assertEquals(
        settings("recipe.horizon=12", "recipe.discount=1", "recipe.gradient_step=0.1"),
        Migration.completed(settings("recipe.horizon=12")));
  }

  @Test
  void anActorOfBeforeBeganAsDreamersAndHadNoEntropyInItsLoss() {
    assertEquals(
        settings(
            "recipe.actor_units=100",
            "recipe.actor_first_std=5",
            "recipe.actor_entropy_scale=0",
            "recipe.actor_weight_decay=0",
            "recipe.actor_form=tanh_normal",
            "recipe.imagined_start=dropped",
            "recipe.slow_value_updates=0"),
        Migration.completed(settings("recipe.actor_units=100")));
  }

  private static SequencedMap<String, String> settings(String... settings) {
    SequencedMap<String, String> map = new LinkedHashMap<>();
    for (String setting : settings) {
      int at = setting.indexOf('=');
      map.put(setting.substring(0, at), setting.substring(at + 1));
    }
    return map;
  }
}
