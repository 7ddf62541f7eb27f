package org.planetbench.agents.planning;

import org.planetbench.suites.ActionSpec;

/**
 * Which planner, and how much it searches (planet-spec section 5).
 *
 * @param horizon H: agent steps planned ahead
 * @param iterations I: how often the search is refitted; below 1 it plans zeros
 * @param candidates J: action sequences tried in each iteration
 * @param elites K: the best of them, which the search is refitted to
 */
public record PlannerSpec(
    PlannerKind kind, int horizon, int iterations, int candidates, int elites) {

  public PlannerSpec {
    atLeast(1, horizon, "horizon");
    atLeast(0, iterations, "iterations");
    atLeast(1, candidates, "candidates");
    atLeast(1, elites, "elites");
    if (elites > candidates) {
      throw new IllegalArgumentException(
          "elites: expected at most candidates (" + candidates + "), got " + elites);
    }
  }

  private static void atLeast(int minimum, int value, String key) {
    if (value < minimum) {
      throw new IllegalArgumentException(key + ": expected at least " + minimum + ", got " + value);
    }
  }

  /** The planner, with buffers of its own: one for each thread that plans. */
  public Planner create(ActionSpec actions) {
    return switch (kind) {
      case CEM -> new CrossEntropyPlanner(this, actions);
    };
  }
}
