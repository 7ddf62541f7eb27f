package org.planetbench.results.certificate;

import java.util.List;

/** What comparing two runs by their certificates comes to. */
public sealed interface RunComparison {
  /**
   * Every row says the same.
   *
   * @param despite facts in which the fingerprints differ all the same
   */
  record Equal(long rows, List<Fingerprint.Difference> despite) implements RunComparison {}

  /** The fingerprints are equal and the runs are not: something has changed the program's bits. */
  record Different(Comparison.Diverged divergence) implements RunComparison {}

  /**
   * The runs differ, as they may under different fingerprints. What can be said is how far apart
   * they are.
   */
  record NotComparable(
      List<Fingerprint.Difference> differences, Comparison.Diverged divergence, Distance distance)
      implements RunComparison {}

  /**
   * Compares two runs.
   *
   * @param tolerance see {@link Distance}
   */
  static RunComparison of(CertifiedRun one, CertifiedRun other, double tolerance) {
    List<Fingerprint.Difference> differences =
        Fingerprint.differences(one.record(), other.record());
    return switch (Comparison.of(one.certificate(), other.certificate())) {
      case Comparison.Equal(long rows) -> new Equal(rows, differences);
      case Comparison.Diverged diverged ->
          differences.isEmpty()
              ? new Different(diverged)
              : new NotComparable(
                  differences,
                  diverged,
                  Distance.of(
                      one.episodes(), other.episodes(), one.updates(), other.updates(), tolerance));
    };
  }
}
