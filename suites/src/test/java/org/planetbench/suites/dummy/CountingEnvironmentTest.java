package org.planetbench.suites.dummy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.planetbench.suites.Bookmark;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.wrappers.PixelObservations;

/** The dummies as the harness loads them; none of this needs MuJoCo. */
final class CountingEnvironmentTest {
  private static final double[] ACTION = {0.1, 0.2};

  private static PixelObservations load(String task, int actionRepeat) {
    return ControlSuite.loadPixels(new TaskId(task), actionRepeat, 8, 8, RenderQuality.REFERENCE);
  }

  @Test
  void aBookmarkIsOfItsEpisodeAlone() {
    try (SuiteEnvironment one = ControlSuite.load(new TaskId("dummy_counting"));
        SuiteEnvironment other = ControlSuite.load(new TaskId("dummy_counting"))) {
      one.reset(9);
      other.reset(9);
      one.step(ACTION);
      try (Bookmark bookmark = one.bookmark()) {
        one.step(ACTION);
        one.returnTo(bookmark);
        assertArrayEquals(new double[] {1}, one.positions());
        assertThrows(IllegalArgumentException.class, () -> other.returnTo(bookmark));
        one.reset(9);
        assertThrows(IllegalArgumentException.class, () -> one.returnTo(bookmark));
      }
    }
  }

  @Test
  void repeatsActionsSumsRewardsAndStopsAtTheEnd() {
    try (PixelObservations environment = load("dummy_counting", 3)) {
      TimeStep timeStep = environment.reset(9);
      assertEquals(0, environment.lastEnvironmentSteps());
      double episodeReturn = 0;
      int environmentSteps = 0;
      int agentSteps = 0;
      while (!timeStep.last()) {
        timeStep = environment.step(ACTION);
        episodeReturn += timeStep.reward();
        environmentSteps += environment.lastEnvironmentSteps();
        agentSteps++;
      }
      assertEquals(15, episodeReturn);
      assertEquals(40, environmentSteps);
      assertEquals(14, agentSteps); // thirteen of three, and one of the last step alone
      assertEquals(1, environment.lastEnvironmentSteps());
    }
  }

  @Test
  void theSlowOneWaitsInEachStep() {
    try (PixelObservations environment = load("dummy_slow", 2)) {
      environment.reset(9);
      long begin = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        environment.step(ACTION);
      }
      long took = System.nanoTime() - begin;
      assertTrue(took > 250_000_000, () -> "20 environment steps took " + took + " ns");
    }
  }

  @Test
  void picturesShowTheCountAfterTheRepeat() {
    try (PixelObservations environment = load("dummy_counting", 2)) {
      Pixels first = environment.reset(9).observation().requirePixels();
      assertArrayEquals(new int[] {0, 9}, countAndSeed(first));
      TimeStep timeStep = environment.step(ACTION);
      assertEquals(0.25 + 0.5, timeStep.reward());
      Pixels second = timeStep.observation().requirePixels();
      assertArrayEquals(new int[] {2, 9}, countAndSeed(second));
      assertArrayEquals(new int[] {0, 9}, countAndSeed(first));
      assertArrayEquals(new double[] {2}, timeStep.observation().state().get("count"));
      environment.reset();
      timeStep = environment.step(ACTION);
      assertArrayEquals(new int[] {2, 10}, countAndSeed(timeStep.observation().requirePixels()));
    }
  }

  private static int[] countAndSeed(Pixels picture) {
    return new int[] {picture.rgb()[0], picture.rgb()[1]};
  }

  @Test
  void failsAtEachStageOnPurpose() {
    try (PixelObservations environment = load("dummy_failing_reset", 1)) {
      assertFails("dummy_failing_reset fails on purpose: the first reset", environment);
    }
    try (PixelObservations environment = load("dummy_failing_step", 2)) {
      assertFails("dummy_failing_step fails on purpose: environment step 5", environment);
    }
    try (PixelObservations environment = load("dummy_failing_render", 1)) {
      assertFails("dummy_failing_render fails on purpose: picture 5", environment);
    }
  }

  private static void assertFails(String message, PixelObservations environment) {
    FailingEnvironment.DeliberateFailure failure =
        assertThrows(
            FailingEnvironment.DeliberateFailure.class,
            () -> {
              environment.reset(1);
              for (int i = 0; i < 10; i++) {
                environment.step(ACTION);
              }
            });
    assertEquals(message, failure.getMessage());
  }

  @Test
  void areListedApartFromTheTasks() {
    assertTrue(
        ControlSuite.dummies().stream().allMatch(info -> info.id().id().startsWith("dummy_")));
    assertTrue(
        ControlSuite.tasks().stream().noneMatch(info -> info.id().id().startsWith("dummy_")));
  }
}
