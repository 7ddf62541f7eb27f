package org.planetbench.suites.wrappers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.dummy.CountingEnvironment;

/** Around an environment of 40 steps that pays (n mod 4) / 4 for step n. */
final class ActionRepeatTest {
  private static final double[] ACTION = {0.1, -0.2};

  private final CountingEnvironment counting =
      new CountingEnvironment(CountingEnvironment.info("dummy_counting"));

  @Test
  void holdsAnActionAndAddsUpItsRewards() {
    try (ActionRepeat environment = new ActionRepeat(counting, 3)) {
      environment.reset(5);
      TimeStep first = environment.step(ACTION);
      assertEquals(0.25 + 0.5 + 0.75, first.reward());
      assertFalse(first.last());
      assertArrayEquals(new double[] {3}, first.observation().state().get("count"));
      assertEquals(3, environment.lastEnvironmentSteps());
      assertEquals(0 + 0.25 + 0.5, environment.step(ACTION).reward());
    }
  }

  @Test
  void stopsAtTheEndOfTheEpisodeAndThenNeedsAReset() {
    try (ActionRepeat environment = new ActionRepeat(counting, 39)) {
      environment.reset(5);
      assertFalse(environment.step(ACTION).last());
      TimeStep last = environment.step(ACTION);
      assertTrue(last.last());
      assertEquals(0, last.reward()); // of step 40 alone
      assertEquals(1, environment.lastEnvironmentSteps());
      assertThrows(IllegalStateException.class, () -> environment.step(ACTION));
      assertEquals(0, environment.reset().reward());
      assertEquals(0, environment.lastEnvironmentSteps());
      assertFalse(environment.step(ACTION).last());
    }
  }

  @Test
  void ofOneChangesNothing() {
    try (ActionRepeat environment = new ActionRepeat(counting, 1)) {
      assertEquals(counting.actionSpec(), environment.actionSpec());
      environment.reset(5);
      for (int n = 1; n <= 40; n++) {
        TimeStep step = environment.step(ACTION);
        assertEquals(n % 4 / 4.0, step.reward());
        assertEquals(n == 40, step.last());
      }
    }
  }

  @Test
  void refusesToRepeatNever() {
    assertEquals(
        "expected an action repeat of at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new ActionRepeat(counting, 0))
            .getMessage());
  }
}
