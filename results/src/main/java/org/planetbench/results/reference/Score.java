package org.planetbench.results.reference;

import java.util.Comparator;

/** One number that a finished run came to: one seed's worth of what references are made of. */
public record Score(Kind kind, long seed, double value) {
  /**
   * What a number says. Two numbers may be compared if they are of one kind: the budget and the way
   * to measure are in it.
   *
   * @param protocol how the number is taken, with everything of the schedule that decides it
   * @param environmentSteps of training before it was taken
   */
  public record Kind(
      String task,
      String variant,
      String metric,
      String unit,
      String protocol,
      long environmentSteps)
      implements Comparable<Kind> {
    private static final Comparator<Kind> ORDER =
        Comparator.comparing(Kind::task)
            .thenComparing(Kind::variant)
            .thenComparing(Kind::metric)
            .thenComparing(Kind::unit)
            .thenComparing(Kind::protocol)
            .thenComparingLong(Kind::environmentSteps);

    @Override
    public int compareTo(Kind other) {
      return ORDER.compare(this, other);
    }

    /** {@code cheetah_run rssm episode_return}. */
    public String name() {
      return task + " " + variant + " " + metric;
    }

    /** Whether {@code reference} is a number of this kind. */
    public boolean isOf(Reference reference) {
      return names(reference)
          && reference.unit().equals(unit)
          && reference.protocol().equals(protocol)
          && reference.environmentSteps() == environmentSteps;
    }

    /** Whether {@code reference} is the same quantity, perhaps taken otherwise. */
    public boolean names(Reference reference) {
      return reference.task().equals(task)
          && reference.variant().equals(variant)
          && reference.metric().equals(metric);
    }
  }
}
