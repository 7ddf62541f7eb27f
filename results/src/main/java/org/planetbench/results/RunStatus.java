package org.planetbench.results;

/** Where a run stands. */
public enum RunStatus {
  RUNNING,
  FINISHED,
  FAILED,
  INTERRUPTED
}
