package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.wrappers.PixelObservations;

final class ControlSuiteTest {
  @Test
  void suggestsTheNearestTask() {
    UnknownTaskException unknown =
        assertThrows(
            UnknownTaskException.class, () -> ControlSuite.load(new TaskId("cartpole_swingap")));
    String message = String.valueOf(unknown.getMessage());
    assertTrue(message.contains("did you mean 'cartpole_swingup'"), message);
  }

  @Test
  void aSetIsNoTask() {
    UnknownTaskException unknown =
        assertThrows(UnknownTaskException.class, () -> ControlSuite.load(new TaskId("six_tasks")));
    assertEquals("expected one task, got 'six_tasks', which is a set", unknown.getMessage());
  }

  @Test
  void anIdStandsForATaskOrForTheTasksOfASet() {
    List<TaskInfo> six = ControlSuite.tasksOf(new TaskId("six_tasks"));
    assertEquals(6, six.size());
    assertEquals(6, TaskSet.widest(six).size());
    assertTrue(ControlSuite.tasks().containsAll(six));
    TaskId walker = new TaskId("walker_walk");
    assertEquals(List.of(ControlSuite.info(walker)), ControlSuite.tasksOf(walker));
    assertThrows(UnknownTaskException.class, () -> ControlSuite.tasksOf(new TaskId("six_task")));
  }

  @Test
  @Tag("native")
  void loadsATaskAsPlanetSeesIt() {
    TaskId task = new TaskId("cartpole_swingup");
    try (PixelObservations environment =
        ControlSuite.loadPixels(task, 8, 64, 64, RenderQuality.FAST)) {
      Pixels picture = environment.reset(1).observation().requirePixels();
      assertEquals(64, picture.height());
      int agentSteps = 0;
      TimeStep timeStep;
      do {
        timeStep = environment.step(new double[] {0.5});
        assertTrue(timeStep.reward() <= 8);
        agentSteps++;
      } while (!timeStep.last());
      assertEquals(125, agentSteps);
      assertTrue(environment.lastRenderNanos() > 0);
    }
  }
}
