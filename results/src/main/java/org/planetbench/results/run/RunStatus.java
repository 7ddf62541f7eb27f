package org.planetbench.results.run;

import java.util.Locale;

/** Where a run stands. */
public enum RunStatus {
  RUNNING,
  FINISHED,
  FAILED,
  INTERRUPTED;

  /** The word used in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
