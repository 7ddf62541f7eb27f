package org.planetbench.agents.planning;

import org.planetbench.suites.ActionSpec;

/**
 * Which planner, and how much it searches (planet-spec section 5). Whatever the kind, a decision
 * evaluates I x J candidates of H steps: planners with the same numbers cost the same.
 *
 * @param horizon H: agent steps planned ahead
 * @param iterations I: how often candidates are drawn, and the search refitted where the planner
 *     does; below 1 it plans zeros
 * @param candidates J: action sequences tried in each iteration
 * @param elites K: the best of them, which the search is refitted to
 * @param temperature of the path integral's weights, in units of the return
 * @param noiseBeta exponent of the noise's power spectrum, f^-beta, of the improved cross-entropy
 *     method
 * @param eliteMemory fraction of the elites which that keeps from one iteration, and one decision,
 *     to the next
 * @param discount gamma of the return that is planned for, whatever the planner; 1 for a plain sum
 */
public record PlannerSpec(
    PlannerKind kind,
    int horizon,
    int iterations,
    int candidates,
    int elites,
    double temperature,
    double noiseBeta,
    double eliteMemory,
    double discount) {

  public PlannerSpec {
    between(1, horizon, 10_000, "horizon");
    between(0, iterations, 1_000_000, "iterations");
    between(1, candidates, 1_000_000, "candidates");
    between(1, elites, 1_000_000, "elites");
    if (elites > candidates) {
      throw new IllegalArgumentException(
          "elites: expected at most candidates (" + candidates + "), got " + elites);
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "temperature: expected a positive number, got " + temperature);
    }
    if (!(noiseBeta >= 0 && noiseBeta <= 50)) { // 10,000^50 is a number still
      throw new IllegalArgumentException("noise_beta: expected 0 to 50, got " + noiseBeta);
    }
    if (!(eliteMemory >= 0 && eliteMemory <= 1)) {
      throw new IllegalArgumentException("elite_memory: expected 0 to 1, got " + eliteMemory);
    }
    if (!(discount > 0 && discount <= 1)) {
      throw new IllegalArgumentException("discount: expected above 0, at most 1, got " + discount);
    }
  }

  /**
   * With TD-MPC's temperature (the inverse of its 0.5), and iCEM's memory; its beta varies. Nothing
   * is discounted.
   */
  public PlannerSpec(PlannerKind kind, int horizon, int iterations, int candidates, int elites) {
    this(kind, horizon, iterations, candidates, elites, 2, 2, 0.3, 1);
  }

  private static void between(int least, int value, int most, String key) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, got %d".formatted(key, least, most, value));
    }
  }

  /**
   * The actions of all candidates are one array.
   *
   * @throws IllegalArgumentException if there are too many
   */
  public void requireFits(ActionSpec actions) {
    long most = Integer.MAX_VALUE / actions.size();
    long numbers = (long) horizon * candidates;
    if (numbers > most) {
      throw new IllegalArgumentException(
          "horizon x candidates: expected at most %d with actions of %d numbers, got %d; lower one of them"
              .formatted(most, actions.size(), numbers));
    }
  }

  /** Steps of candidates that one decision imagines: H x I x J. */
  public long candidateSteps() {
    return (long) horizon * iterations * candidates;
  }

  /** The planner, with buffers of its own: one for each thread that plans. */
  public Planner create(ActionSpec actions) {
    return switch (kind) {
      case CEM -> new CrossEntropyPlanner(this, actions);
      case RANDOM_SHOOTING -> new RandomShootingPlanner(this, actions);
      case MPPI -> new PathIntegralPlanner(this, actions);
      case ICEM -> new ImprovedCrossEntropyPlanner(this, actions);
    };
  }
}
