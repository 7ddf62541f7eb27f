package org.planetbench.results.run;

import java.util.List;

/**
 * A row of {@code episodes.csv}. The counters are totals of the run after the episode; {@code
 * wallClockS} is seconds of running time since the run began, resumed parts added up.
 *
 * @param phase {@code seed}, {@code collect}, {@code evaluate} or {@code held_out}
 * @param episode number within its phase, from 0
 * @param seed of the environment, as NumPy takes it: 0 to 2^32 - 1
 * @param task that was played; empty in files from before there was this column, and then the run's
 */
public record EpisodeRow(
    String phase,
    int episode,
    long environmentSteps,
    long agentSteps,
    long updateSteps,
    double episodeReturn,
    long seed,
    double wallClockS,
    String task) {
  /** Played at random before the first update. */
  public static final String SEED = "seed";

  /** Played with exploration noise, to learn from. */
  public static final String COLLECT = "collect";

  /** Played without noise, never learned from. */
  public static final String EVALUATE = "evaluate";

  /** Played at random, never learned from: the model is diagnosed on them. */
  public static final String HELD_OUT = "held_out";

  /** What {@code phase} may be, in files of this project. */
  public static final List<String> PHASES = List.of(SEED, COLLECT, EVALUATE, HELD_OUT);

  public EpisodeRow {
    requirePhase(phase);
    if (episode < 0 || environmentSteps < 0 || agentSteps < 0 || updateSteps < 0) {
      throw new IllegalArgumentException("expected counts of 0 or more, got a negative one");
    }
    if (!(wallClockS >= 0)) {
      throw new IllegalArgumentException("wall_clock_s: expected 0 or more, got " + wallClockS);
    }
  }

  /** A row of a run that plays one task, which its record names. */
  public EpisodeRow(
      String phase,
      int episode,
      long environmentSteps,
      long agentSteps,
      long updateSteps,
      double episodeReturn,
      long seed,
      double wallClockS) {
    this(
        phase,
        episode,
        environmentSteps,
        agentSteps,
        updateSteps,
        episodeReturn,
        seed,
        wallClockS,
        "");
  }

  /** Whether the run is trained on it. */
  public boolean isTraining() {
    return phase.equals(SEED) || phase.equals(COLLECT);
  }

  public boolean isEvaluation() {
    return phase.equals(EVALUATE);
  }

  public boolean isHeldOut() {
    return phase.equals(HELD_OUT);
  }

  static void requirePhase(String phase) {
    if (!PHASES.contains(phase)) {
      throw new IllegalArgumentException(
          "phase: expected one of " + String.join(", ", PHASES) + ", got '" + phase + "'");
    }
  }
}
