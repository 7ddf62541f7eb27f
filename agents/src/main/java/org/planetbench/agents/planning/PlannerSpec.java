package org.planetbench.agents.planning;

import java.util.List;
import org.planetbench.agents.settings.Declarations;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;
import org.planetbench.suites.ActionSpec;

/**
 * Which planner, and how much it searches. Whatever the kind, a decision evaluates I x J candidates
 * of H steps: planners with the same numbers cost the same, but for gradients.
 *
 * @param values of {@link #SETTINGS}
 */
public record PlannerSpec(Settings values) {
  /** Added to every refitted variance, wherever it is computed. */
  public static final double VARIANCE_FLOOR = 1e-6;

  private static final Declarations DECLARED = new Declarations("");

  public static final Setting<PlannerKind> KIND =
      DECLARED.word(
          "planner",
          PlannerKind.CEM,
          "which planner, of evaluation, and of collection where that is planned");

  private static final Setting<Integer> HORIZON =
      DECLARED.integer("horizon", 12, 1, 10_000, "H: agent steps planned ahead");

  private static final Setting<Double> DISCOUNT =
      DECLARED.fraction(
          "discount",
          1,
          "gamma of the return that is planned for, whatever the planner; 1 for a plain sum");

  private static final Setting<Integer> ITERATIONS =
      DECLARED.integer(
          "iterations",
          10,
          0,
          1_000_000,
          "I: how often candidates are drawn, and the search refitted where the planner does; at 0 it plans zeros");

  private static final Setting<Integer> CANDIDATES =
      DECLARED.integer(
          "candidates", 1_000, 1, 1_000_000, "J: action sequences tried in each iteration");

  private static final Setting<Integer> ELITES =
      DECLARED.integer(
          "elites", 100, 1, 1_000_000, "K: the best of them, which the search is refitted to");

  private static final Setting<Double> TEMPERATURE =
      DECLARED.positive(
          "temperature",
          2,
          "of mppi's weights, in units of the return; the default is the inverse of TD-MPC's 0.5");

  private static final Setting<Double> NOISE_BETA =
      DECLARED.real(
          "noise_beta",
          2,
          0,
          50,
          "exponent of the power spectrum f^-beta of icem's noise; its authors have one for each task, from 0.25 (half-cheetah) to 3.5");

  private static final Setting<Double> ELITE_MEMORY =
      DECLARED.real(
          "elite_memory",
          0.3,
          0,
          1,
          "fraction of the elites which icem keeps from one iteration, and one decision, to the next");

  private static final Setting<Double> GRADIENT_STEP =
      DECLARED.positive(
          "gradient_step",
          0.1,
          "factor on the gradient of the return that grad_cem and gradient_ascent add to the actions; the gradient of the actions of a time step is shortened to norm 1");

  /** All of them, in the order in which recipes list them. */
  public static final List<Setting<?>> SETTINGS = DECLARED.all();

  /** Those that some planners do not heed. */
  public static final List<Setting<?>> OF_SOME =
      List.of(ELITES, TEMPERATURE, NOISE_BETA, ELITE_MEMORY, GRADIENT_STEP);

  /**
   * @param values of these settings, and of any others
   * @throws IllegalArgumentException if they do not go together
   */
  public PlannerSpec {
    values = values.only(SETTINGS);
    if (values.get(KIND).heeds(ELITES) && values.get(ELITES) > values.get(CANDIDATES)) {
      throw new IllegalArgumentException(
          "elites: expected at most candidates (%d), got %d"
              .formatted(values.get(CANDIDATES), values.get(ELITES)));
    }
  }

  public PlannerKind kind() {
    return values.get(KIND);
  }

  public int horizon() {
    return values.get(HORIZON);
  }

  public double discount() {
    return values.get(DISCOUNT);
  }

  public int iterations() {
    return values.get(ITERATIONS);
  }

  public int candidates() {
    return values.get(CANDIDATES);
  }

  public int elites() {
    return values.get(ELITES);
  }

  public double temperature() {
    return values.get(TEMPERATURE);
  }

  public double noiseBeta() {
    return values.get(NOISE_BETA);
  }

  public double eliteMemory() {
    return values.get(ELITE_MEMORY);
  }

  public double gradientStep() {
    return values.get(GRADIENT_STEP);
  }

  /**
   * The actions of all candidates are one array.
   *
   * @throws IllegalArgumentException if there are too many
   */
  public void requireFits(ActionSpec actions) {
    long most = Integer.MAX_VALUE / actions.size();
    long numbers = (long) horizon() * candidates();
    if (numbers > most) {
      throw new IllegalArgumentException(
          "horizon x candidates: expected at most %d with actions of %d numbers, got %d; lower one of them"
              .formatted(most, actions.size(), numbers));
    }
  }

  /** Steps of candidates that one decision imagines: H x I x J. */
  public long candidateSteps() {
    return (long) horizon() * iterations() * candidates();
  }

  /**
   * What one decision costs, in imagined steps: those of the candidates, and where a gradient is
   * followed two for each differentiated one: backward goes through weights that stay as they are,
   * so that it takes what forward takes.
   */
  public long costInSteps() {
    return switch (kind()) {
      case CEM, RANDOM_SHOOTING, MPPI, ICEM -> candidateSteps();
      case GRAD_CEM -> candidateSteps() + 2L * horizon() * iterations() * elites();
      case GRADIENT_ASCENT ->
          candidateSteps() + (long) horizon() * Math.max(0, iterations() - 1) * candidates();
    };
  }

  /** The planner, with buffers of its own: one for each thread that plans. */
  public Planner create(ActionSpec actions) {
    return switch (kind()) {
      case CEM -> new CrossEntropyPlanner(this, actions);
      case RANDOM_SHOOTING -> new RandomShootingPlanner(this, actions);
      case MPPI -> new PathIntegralPlanner(this, actions);
      case ICEM -> new ImprovedCrossEntropyPlanner(this, actions);
      case GRAD_CEM -> CrossEntropyPlanner.withGradients(this, actions);
      case GRADIENT_ASCENT -> new GradientAscentPlanner(this, actions);
    };
  }
}
