package org.planetbench.results.stats;

/** What a test would show about x against y. */
public enum Alternative {
  LESS,
  GREATER,
  TWO_SIDED
}
