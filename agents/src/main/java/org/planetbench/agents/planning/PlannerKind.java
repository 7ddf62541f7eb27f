package org.planetbench.agents.planning;

import java.util.List;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.SettingWord;

/**
 * The planners there are. In each decision all of them evaluate I x J candidates of H steps, so
 * that with the same settings they cost the same, but for what those that follow gradients
 * differentiate ({@link PlannerSpec#costInSteps}).
 */
public enum PlannerKind {
  CEM(
      "Cross-entropy method: refits a Gaussian to the best candidates",
      "Hafner et al. 2019, Algorithm 2",
      "elites",
      ""),
  RANDOM_SHOOTING(
      "The best of all candidates, drawn at random",
      "Hafner et al. 2019, Figure 5 (iterations=1)",
      "",
      ""),
  MPPI(
      "Path integral: refits a Gaussian to the best candidates, weighted by exp(return)",
      "Williams et al. 2017; Hansen et al. 2022",
      "elites, temperature",
      "the control cost in the weights; the mean's momentum and its start from the decision before; a smallest deviation; TD-MPC's first deviation of 2, which is 1 here, and its answer, one of the best drawn by its weight, here the mean"),
  ICEM(
      "Improved cross-entropy method: coloured noise, and the best are kept",
      "Pinneri et al. 2020, Algorithm 1",
      "elites, noise_beta, elite_memory",
      "a population that shrinks from one iteration to the next; kept elites beside all drawn candidates, within a decision with the returns that they have: here they take drawn ones' places and are scored again; their number is rounded, there down"),
  GRAD_CEM(
      "Cross-entropy method whose best candidates take a gradient step before it refits",
      "Bharadhwaj et al. 2020",
      "elites, gradient_step",
      "its code's RMSprop, its steps of the other candidates, its candidates that stay from one iteration to the next, and its answer, the candidate that returned most before its last step: here the mean"),
  GRADIENT_ASCENT(
      "Gradient ascent: all candidates climb, and the best is kept",
      "Bharadhwaj et al. 2020 (its baseline without CEM)",
      "gradient_step",
      "its code's RMSprop, and its step after the last returns, by which it picks: here the last iteration scores, and takes no step");

  private final String title;
  private final String source;
  private final String settings;
  private final String leavesOut;

  PlannerKind(String title, String source, String settings, String leavesOut) {
    this.title = title;
    this.source = source;
    this.settings = settings;
    this.leavesOut = leavesOut;
  }

  /** The word used in settings and on the command line. */
  public String key() {
    return SettingWord.of(this);
  }

  /** One line for people. */
  public String title() {
    return title;
  }

  /** Where it was published. */
  public String source() {
    return source;
  }

  /** Whether it needs a scorer that knows the gradients of returns. */
  public boolean followsGradients() {
    return this == GRAD_CEM || this == GRADIENT_ASCENT;
  }

  /** The settings of a recipe that it heeds beside horizon, iterations and candidates. */
  public String settings() {
    return settings;
  }

  /** Whether what it plans depends on one of {@link PlannerSpec#OF_SOME}. */
  public boolean heeds(Setting<?> setting) {
    return List.of(settings.split(", ")).contains(setting.key());
  }

  /** What its source has and this has not; empty if nothing. */
  public String leavesOut() {
    return leavesOut;
  }
}
