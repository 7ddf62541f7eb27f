package org.planetbench.results.gate;

import java.util.Locale;

/** What is judged. */
public enum Gate {
  RETURNS,
  LATENCY,
  BITS;

  /** The word that users write. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
