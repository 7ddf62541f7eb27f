package org.planetbench.results.run;

import java.util.Locale;

/**
 * The part of a run a metric speaks of; the prefix of its key, and a section of MLflow's charts.
 */
public enum Section {
  TRAIN,
  EVAL,
  LATENCY,
  MODEL,
  SYSTEM;

  /** The word before the slash. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
