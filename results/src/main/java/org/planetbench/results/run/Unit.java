package org.planetbench.results.run;

/** What a {@link Metric} counts in. */
public enum Unit {
  /** A word, not a number. */
  WORD(""),
  COUNT(""),
  /** A number without dimension, or whose dimension is the task's own. */
  NUMBER(""),
  /** Such a number that is 0 or more: a norm, a square. */
  SIZE(""),
  NATS("nats"),
  MILLISECONDS("ms"),
  SECONDS("s");

  private final String symbol;

  Unit(String symbol) {
    this.symbol = symbol;
  }

  /** As written on an axis; empty where there is none. */
  public String symbol() {
    return symbol;
  }
}
