package org.planetbench.results.run.certificate;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.Rows;

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
      return String.format(
          Locale.ROOT, "row %d: %s", agreeing, one.isPresent() ? against(one.get()) : ended("one"));
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
  static Comparison of(Rows<CertificateRow> one, Rows<CertificateRow> other) throws IOException {
    try (Rows.Cursor<CertificateRow> left = one.open();
        Rows.Cursor<CertificateRow> right = other.open()) {
      long agreeing = 0;
      while (true) {
        Optional<CertificateRow> a = left.next();
        Optional<CertificateRow> b = right.next();
        if (a.isEmpty() && b.isEmpty()) {
          return new Equal(agreeing);
        }
        if (a.isEmpty() || b.isEmpty() || !a.get().saysTheSameAs(b.get())) {
          return new Diverged(agreeing, a, b);
        }
        agreeing++;
      }
    }
  }
}
