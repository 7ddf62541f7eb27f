package org.planetbench.results.run;

import java.util.Locale;

/**
 * Where the evaluations of a run start from, which decides what its returns may be compared with:
 * runs of both kinds share no row, mean, curve, sample or pair.
 */
public enum EvaluationStarts {
  /**
   * Until schema version 2: every evaluation of every cell began with the same start states. With
   * one episode an evaluation, all points of all curves are one start state.
   */
  COMMON,

  /**
   * A function of task, seed, evaluation and episode: the same for all variants of a seed, others
   * for other seeds and for each evaluation of a curve, and never one that training or a held-out
   * episode has.
   */
  PER_SEED;

  /** The setting's name. */
  public static final String KEY = "evaluation_starts";

  /** A run's, by its schema version. */
  public static EvaluationStarts of(RunRecord run) {
    return run.schemaVersion() < 3 ? COMMON : PER_SEED;
  }

  /** The setting's value. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
