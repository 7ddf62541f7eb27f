package org.planetbench.results.run.certificate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

/**
 * What a run's certificate was checked for: that its chain is whole, that it ends as the record
 * says, and that the run's tables hold what was certified. It takes one pass over the certificate,
 * with the tables beside it, and holds a row of each.
 *
 * @param head of the rows that were checked
 * @param rows how many there are of each stage
 * @param problems one line each; none for a run that is as it was recorded
 */
public record Verification(
    CertificateHead head, Map<CertificateStage, Long> rows, List<String> problems) {

  public Verification {
    rows = Map.copyOf(rows);
    problems = List.copyOf(problems);
  }

  public boolean passed() {
    return problems.isEmpty();
  }

  /**
   * @throws org.planetbench.results.run.file.MalformedFileException if a row can't be read
   */
  public static Verification of(CertifiedRun run) throws IOException {
    return of(run.rows(), head -> otherHead(run.record(), head));
  }

  /** Of rows that are not all that the run will have. */
  public static Verification ofBeginning(RunRows rows) throws IOException {
    return of(rows, _ -> Optional.empty());
  }

  private static Verification of(RunRows rows, Function<CertificateHead, Optional<String>> atEnd)
      throws IOException {
    Map<CertificateStage, Long> counts = new EnumMap<>(CertificateStage.class);
    List<String> problems = new ArrayList<>();
    CertificateHead head = CertificateHead.START;
    try (CertifiedTables tables = CertifiedTables.open(rows);
        Rows.Cursor<CertificateRow> certificate = rows.certificate().open()) {
      for (Optional<CertificateRow> next = certificate.next();
          next.isPresent();
          next = certificate.next()) {
        CertificateRow row = next.get();
        if (problems.isEmpty() && !row.follows(head)) {
          problems.add(broken(head, row));
        }
        head = row.head();
        counts.merge(row.stage(), 1L, Long::sum);
        tables.take(row);
      }
      atEnd.apply(head).ifPresent(problems::add);
      problems.addAll(tables.problems());
    }
    return new Verification(head, counts, problems);
  }

  private static String broken(CertificateHead head, CertificateRow row) {
    return String.format(
        Locale.ROOT,
        "certificate.csv: row %d (%s at %s) does not follow from the one before: one of them was changed, added or taken out",
        head.rows(),
        row.stage().id(),
        row.position());
  }

  private static Optional<String> otherHead(RunRecord run, CertificateHead head) {
    if (run.certificate().isPresent()) {
      CertificateHead recorded = run.certificate().get();
      return recorded.equals(head)
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "certificate.csv: ends after %d rows with %s, and run.json says after %d with %s",
                  head.rows(),
                  head.brief(),
                  recorded.rows(),
                  recorded.brief()));
    }
    return run.status() == RunStatus.FINISHED
        ? Optional.of("run.json: expected the end of the finished run's certificate, got none")
        : Optional.empty();
  }
}
