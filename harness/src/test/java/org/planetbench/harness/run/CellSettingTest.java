package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.suites.TaskId;

final class CellSettingTest {
  private static final Schedule SCHEDULE = new Schedule(1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1);

  private static Map<String, String> settings(String task, String variant, String... set) {
    LinkedHashMap<String, String> changes = new LinkedHashMap<>();
    for (int i = 0; i < set.length; i += 2) {
      changes.put(set[i], set[i + 1]);
    }
    Cell cell = new Cell(new TaskId(task), variant, 1);
    return CellSetting.of(
            new CellSpec(cell, "test", "suite", "head", changes, "fast", 1, SCHEDULE, "none"))
        .settings();
  }

  /** planet-spec section 5: 549 thousand multiply-adds, 120,000 candidate steps. */
  @Test
  void aDecisionOfThePublishedPlannerTakes65Point8Gmac() {
    assertEquals("65.820", settings("cheetah_run", "rssm").get("plan_gmac"));
    assertEquals("65.820", settings("six_tasks", "multi_task").get("plan_gmac"));
    assertEquals("65.820", settings("cheetah_run", "random_collection").get("plan_gmac"));
  }

  @Test
  void everyPlannerOfARecipeTakesTheSame() {
    for (PlannerKind kind : PlannerKind.values()) {
      assertEquals(
          "65.820", settings("walker_walk", "rssm", "planner", kind.key()).get("plan_gmac"));
    }
    assertEquals("6.582", settings("walker_walk", "random_shooting").get("plan_gmac"));
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
