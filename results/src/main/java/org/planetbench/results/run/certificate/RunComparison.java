package org.planetbench.results.run.certificate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.RunStatus;

/** What comparing two runs by their certificates comes to. */
public sealed interface RunComparison {
  /**
   * Every row says the same.
   *
   * @param despite facts in which the fingerprints differ all the same
   */
  record Equal(long rows, List<Fingerprint.Difference> despite) implements RunComparison {}

  /** Every row says the same, as far as one goes that is not finished. */
  record Unfinished(Comparison.Diverged divergence) implements RunComparison {}

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
   * The runs differ, and one of them is not as it was certified: that says nothing of the program.
   *
   * @param problem the first of it
   */
  record Altered(String problem, Comparison.Diverged divergence) implements RunComparison {}

  /**
   * Compares two runs.
   *
   * @param verified what was found of the two, each by itself
   * @param tolerance see {@link Distance}
   * @throws org.planetbench.results.run.file.MalformedFileException if a row can't be read
   */
  static RunComparison of(
      CertifiedRun one, CertifiedRun other, List<Verification> verified, double tolerance)
      throws IOException {
    List<Fingerprint.Difference> differences =
        Fingerprint.differences(one.record(), other.record());
    return switch (Comparison.of(one.rows().certificate(), other.rows().certificate())) {
      case Comparison.Equal(long rows) -> new Equal(rows, differences);
      case Comparison.Diverged diverged -> {
        Optional<String> problem =
            verified.stream().flatMap(found -> found.problems().stream()).findFirst();
        if (problem.isPresent()) {
          yield new Altered(problem.get(), diverged);
        }
        if ((diverged.one().isEmpty() && isUnfinished(one))
            || (diverged.other().isEmpty() && isUnfinished(other))) {
          yield new Unfinished(diverged);
        }
        yield differences.isEmpty()
            ? new Different(diverged)
            : new NotComparable(
                differences, diverged, Distance.of(one.rows(), other.rows(), tolerance));
      }
    };
  }

  private static boolean isUnfinished(CertifiedRun run) {
    return run.record().status() != RunStatus.FINISHED;
  }
}
