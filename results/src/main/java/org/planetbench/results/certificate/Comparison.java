package org.planetbench.results.certificate;

import java.util.Iterator;
import java.util.Optional;
import org.planetbench.results.CertificateStage;

/** How two certificates compare, row by row from the first on. */
public sealed interface Comparison {
  /** How many rows are equal, from the first on. */
  long agreeing();

  /** Both say the same, and there are as many rows. */
  record Equal(long agreeing) implements Comparison {}

  /**
   * The first difference: the rows of that index, of which one is missing where its certificate
   * ends. What comes after it follows from it.
   */
  record Diverged(long agreeing, Optional<CertificateRow> one, Optional<CertificateRow> other)
      implements Comparison {
    public Diverged {
      if (one.isEmpty() && other.isEmpty()) {
        throw new IllegalArgumentException("expected a row of one certificate at least");
      }
    }

    /** One line for people: index, stage, position and what part of the system that is. */
    public String describe() {
      return "row %d: %s".formatted(agreeing, one.isPresent() ? against(one.get()) : ended("one"));
    }

    private String against(CertificateRow row) {
      if (other.isEmpty()) {
        return ended("other");
      }
      CertificateRow beside = other.get();
      return row.stage() == beside.stage() && row.position().equals(beside.position())
          ? row.stage().id() + " at " + row.position() + part(row.stage())
          : "%s at %s against %s at %s (the runs did different things)"
              .formatted(row.stage().id(), row.position(), beside.stage().id(), beside.position());
    }

    private static String part(CertificateStage stage) {
      return stage.part().equals(stage.id()) ? "" : " (" + stage.part() + ")";
    }

    private String ended(String which) {
      return "the " + which + " certificate ends here";
    }
  }

  /** Compares what the rows vouch for; that each chain is whole is another question. */
  static Comparison of(Iterable<CertificateRow> one, Iterable<CertificateRow> other) {
    Iterator<CertificateRow> left = one.iterator();
    Iterator<CertificateRow> right = other.iterator();
    long agreeing = 0;
    while (left.hasNext() && right.hasNext()) {
      CertificateRow a = left.next();
      CertificateRow b = right.next();
      if (!a.saysTheSameAs(b)) {
        return new Diverged(agreeing, Optional.of(a), Optional.of(b));
      }
      agreeing++;
    }
    if (left.hasNext() || right.hasNext()) {
      return new Diverged(agreeing, next(left), next(right));
    }
    return new Equal(agreeing);
  }

  private static Optional<CertificateRow> next(Iterator<CertificateRow> rows) {
    return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
  }
}
