package org.planetbench.harness.run;

import org.planetbench.agents.planet.AgentKind;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.suites.TaskInfo;

/**
 * Refuses settings that are in range one by one and cannot work together, before the first step:
 * what the length of an episode, its actions and the schedule make of a recipe.
 */
final class WorkableSetting {
  private static final int MOST = 1_000_000;
  private static final int MOST_THREADS = 1_024;

  private WorkableSetting() {}

  /**
   * @throws IllegalArgumentException with what was expected, what is set, and a remedy
   */
  static void require(CellSetting setting) {
    atMost(MOST_THREADS, setting.spec().threads(), "threads", "");
    Settings counts = setting.spec().schedule().values();
    for (Setting<?> count : Schedule.SETTINGS) {
      atMost(MOST, (Integer) counts.get(count), count.toString(), "");
    }
    AgentKind kind = setting.variant().kind();
    kind.requireFits(setting.recipe());
    if (kind.plans()) {
      setting.recipe().planner().requireFits(setting.actionSpec());
    }
    if (kind.learns()) {
      setting.tasks().forEach(task -> requireLongEpisodes(setting, task));
    }
  }

  private static void requireLongEpisodes(CellSetting setting, TaskInfo task) {
    Recipe recipe = setting.recipe();
    int decisions = setting.agentStepsPerEpisode(task);
    int records = recipe.rewardPairing().records(decisions);
    if (setting.program().stream().anyMatch(Stage.Learn.class::isInstance)) {
      atMost(
          records,
          recipe.chunkLength(),
          "chunk_length",
          " (records of an episode of %s with %d decisions)".formatted(task.id(), decisions));
    }
    Schedule schedule = setting.spec().schedule();
    if (schedule.diagnoseEvery() > 0 && records < Agents.DIAGNOSED_RECORDS) {
      throw new IllegalArgumentException(
          "schedule.diagnose_every: expected 0 with episodes of %d records (a prediction needs %d), got %d; set it to 0, or play longer episodes"
              .formatted(records, Agents.DIAGNOSED_RECORDS, schedule.diagnoseEvery()));
    }
  }

  private static void atMost(int most, int value, String key, String why) {
    if (value > most) {
      throw new IllegalArgumentException(
          "%s: expected at most %d%s, got %d; use a smaller one".formatted(key, most, why, value));
    }
  }
}
