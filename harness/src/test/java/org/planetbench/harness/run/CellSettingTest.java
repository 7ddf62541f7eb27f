package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.experiment.TestSchedules;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;

final class CellSettingTest {
  private static final Schedule SCHEDULE = TestSchedules.of(1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1);

  private static Map<String, String> settings(String task, String variant, String... set) {
    return setting("head", task, variant, set).settings();
  }

  private static CellSetting setting(String recipe, String task, String variant, String... set) {
    return setting(recipe, SCHEDULE, task, variant, set);
  }

  private static CellSetting setting(
      String recipe, Schedule schedule, String task, String variant, String... set) {
    LinkedHashMap<String, String> changes = new LinkedHashMap<>();
    for (int i = 0; i < set.length; i += 2) {
      changes.put(set[i], set[i + 1]);
    }
    Cell cell = new Cell(new TaskId(task), variant, 1);
    return CellSetting.of(
        new CellSpec(cell, "test", "suite", recipe, changes, "fast", 1, schedule, "none"));
  }

  /** floor(1000 / R) in all commits of the published code, which has the cup's R at 6 once. */
  @Test
  void anEpisodeHasAsManyWholeDecisionsAsItsLengthAllows() {
    int[] decisions = {125, 250, 250, 500, 250, 500};
    List<TaskInfo> tasks = setting("head", "six_tasks", "multi_task").tasks();
    for (int i = 0; i < decisions.length; i++) {
      CellSetting setting = setting("head", tasks.get(i).id().id(), "rssm");
      assertEquals(decisions[i], setting.agentStepsPerEpisode(setting.task()));
    }
    CellSetting cup = setting("camera_ready", "ball_in_cup_catch", "rssm");
    assertEquals(166, cup.agentStepsPerEpisode(cup.task()));
    assertEquals(167, cup.agentStepsWithRest(cup.task()), "before");
  }

  @Test
  void anActionHasToFitTheEpisode() {
    assertEquals(
        "1000",
        settings("cheetah_run", "random", "action_repeat.cheetah", "1000").get("action_repeat"));
    BadInputException error =
        assertThrows(
            BadInputException.class,
            () -> settings("cheetah_run", "rssm", "action_repeat.cheetah", "1001"));
    assertEquals(
        "action_repeat.cheetah: expected at most 1000, the environment steps of an episode of"
            + " cheetah_run, got 1001",
        error.getMessage());
  }

  private static void refused(String expected, Schedule schedule, String task, String... set) {
    BadInputException e =
        assertThrows(BadInputException.class, () -> setting("head", schedule, task, "rssm", set));
    assertEquals(expected, e.getMessage());
  }

  /** Episodes of so many agent steps, diagnosed or not. */
  private static Schedule schedule(int agentSteps, int diagnoseEvery) {
    return TestSchedules.of(1, 1, 1, 1, 0, 1, 1, agentSteps, 1, diagnoseEvery, 0, 1);
  }

  /** A whole episode of cartpole has 125 decisions, and so 126 records. */
  @Test
  void aChunkLongerThanAnEpisodeIsRefused() {
    String of = "chunk_length: expected at most %s, got %d; use a smaller one";
    settings("cartpole_balance", "rssm", "chunk_length", "126");
    refused(
        of.formatted("126 (records of an episode of cartpole_balance with 125 decisions)", 127),
        SCHEDULE,
        "cartpole_balance",
        "chunk_length",
        "127");
    refused(
        of.formatted("21 (records of an episode of walker_walk with 20 decisions)", 50),
        schedule(20, 0),
        "walker_walk");
    refused(
        of.formatted("49 (records of an episode of walker_walk with 49 decisions)", 50),
        schedule(49, 0),
        "walker_walk",
        "reward_pairing",
        "state_before");
    settings("cartpole_balance", "simulator_cem", "chunk_length", "500");
    Schedule nothingLearned = TestSchedules.of(1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1);
    setting("head", nothingLearned, "cartpole_balance", "rssm", "chunk_length", "500");
  }

  /** Cartpole's episodes are the shortest: nothing would ever be learned of them. */
  @Test
  void aChunkHasToFitTheEpisodesOfEveryTaskOfASet() {
    BadInputException e =
        assertThrows(
            BadInputException.class,
            () -> settings("six_tasks", "multi_task", "chunk_length", "200"));
    assertTrue(String.valueOf(e.getMessage()).contains("an episode of cartpole"), e::getMessage);
  }

  @Test
  void whatCannotWorkTogetherIsRefused() {
    refused(
        "schedule.diagnose_every: expected 0 with episodes of 5 records (a prediction needs 6), got 1; set it to 0, or play longer episodes",
        schedule(4, 1),
        "cartpole_balance",
        "chunk_length",
        "5");
    setting("head", schedule(5, 1), "cartpole_balance", "rssm", "chunk_length", "5");
    refused(
        "horizon x candidates: expected at most 357913941 with actions of 6 numbers, got 10000000000; lower one of them",
        SCHEDULE,
        "cheetah_run",
        "horizon",
        "10000",
        "candidates",
        "1000000");
    refused(
        "schedule.episodes: expected at most 1000000, got 1000001; use a smaller one",
        TestSchedules.of(1, 1_000_001, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1),
        "cartpole_balance");
  }

  /** At the published size 549 thousand multiply-adds, 120,000 candidate steps. */
  @Test
  void aDecisionOfThePublishedPlannerTakes65Point8Gmac() {
    assertEquals("65.820", settings("cheetah_run", "rssm").get("plan_gmac"));
    assertEquals("65.820", settings("six_tasks", "multi_task").get("plan_gmac"));
    assertEquals("65.820", settings("cheetah_run", "random_collection").get("plan_gmac"));
  }

  /** Differentiated are a tenth of all candidates, or all nine times in ten, each for two. */
  @Test
  void everyPlannerOfARecipeTakesTheSameButForGradients() {
    for (PlannerKind kind : PlannerKind.values()) {
      String expected =
          switch (kind) {
            case CEM, RANDOM_SHOOTING, MPPI, ICEM -> "65.820";
            case GRAD_CEM -> "78.984";
            case GRADIENT_ASCENT -> "125.058";
          };
      assertEquals(
          expected, settings("walker_walk", "rssm", "planner", kind.key()).get("plan_gmac"));
    }
    assertEquals("6.582", settings("walker_walk", "random_shooting").get("plan_gmac"));
  }

  @Test
  void aSimulatorHasNoGradients() {
    BadInputException e =
        assertThrows(
            BadInputException.class,
            () ->
                setting("head", "cartpole_swingup", "simulator_cem", "planner", "gradient_ascent"));
    assertEquals(
        "planner: expected one that follows no gradients with variant simulator_cem, as a simulator knows none, got gradient_ascent; choose another planner, or a variant with a model",
        e.getMessage());
  }

  /** Eight environment steps of one physics step each for an action. */
  @Test
  void theSimulatorsPlanCountsPhysicsSteps() {
    Map<String, String> settings = settings("cartpole_swingup", "simulator_cem");
    assertEquals("960000", settings.get("plan_physics_steps"));
    assertNull(settings.get("plan_gmac"));
    assertNull(settings("cartpole_swingup", "random").get("plan_gmac"));
  }
}
