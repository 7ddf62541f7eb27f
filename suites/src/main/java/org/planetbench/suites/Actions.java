package org.planetbench.suites;

import java.util.Arrays;

/** The check that every environment makes of an action. */
public final class Actions {
  private Actions() {}

  /**
   * @throws IllegalArgumentException for a wrong length or a number that is not finite
   */
  public static void check(double[] action, ActionSpec spec, TaskId task) {
    if (action.length != spec.size()) {
      throw new IllegalArgumentException(
          task + ": expected an action of " + spec.size() + " numbers, got " + action.length);
    }
    for (double number : action) {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException(
            task + ": expected finite numbers in an action, got " + Arrays.toString(action));
      }
    }
  }
}
