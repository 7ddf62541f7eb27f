package org.planetbench.results.certificate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.planetbench.results.CertificateHead;
import org.planetbench.results.CertificateStage;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.LatencyRow;
import org.planetbench.results.ModelRow;
import org.planetbench.results.RunRecord;
import org.planetbench.results.RunStatus;
import org.planetbench.results.UpdateRow;

/**
 * What a run's certificate was checked for: that its chain is whole, that it ends as the record
 * says, and that the run's tables hold what was certified.
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

  public static Verification of(CertifiedRun run) {
    List<CertificateRow> certificate = run.certificate();
    List<String> problems = new ArrayList<>();
    Map<CertificateStage, List<CertificateRow>> stages = new EnumMap<>(CertificateStage.class);
    for (CertificateRow row : certificate) {
      stages.computeIfAbsent(row.stage(), stage -> new ArrayList<>()).add(row);
    }
    brokenLink(certificate).ifPresent(problems::add);
    CertificateHead head =
        certificate.isEmpty() ? CertificateHead.START : certificate.getLast().head();
    otherHead(run.record(), head).ifPresent(problems::add);
    RowContent content = new RowContent();
    new Table<EpisodeRow>(
            "episodes.csv", CertificateStage.EPISODE, RowContent::position, content::of)
        .check(run.episodes(), stages, problems);
    new Table<UpdateRow>("updates.csv", CertificateStage.LOSSES, RowContent::position, content::of)
        .check(run.updates(), stages, problems);
    new Table<ModelRow>("model.csv", CertificateStage.DIAGNOSIS, RowContent::position, content::of)
        .check(run.model(), stages, problems);
    new Table<LatencyRow>("latency.csv", CertificateStage.PLANNER, RowContent::position, row -> "")
        .check(run.decisions(), stages, problems);
    Map<CertificateStage, Long> counts = new EnumMap<>(CertificateStage.class);
    stages.forEach((stage, rows) -> counts.put(stage, (long) rows.size()));
    return new Verification(head, counts, problems);
  }

  private static Optional<String> brokenLink(List<CertificateRow> certificate) {
    CertificateHead head = CertificateHead.START;
    for (CertificateRow row : certificate) {
      if (!row.follows(head)) {
        return Optional.of(
            "certificate.csv: row %d (%s at %s) does not follow from the one before: one of them was changed, added or taken out"
                .formatted(head.rows(), row.stage().id(), row.position()));
      }
      head = row.head();
    }
    return Optional.empty();
  }

  private static Optional<String> otherHead(RunRecord run, CertificateHead head) {
    if (run.certificate().isPresent()) {
      CertificateHead recorded = run.certificate().get();
      return recorded.equals(head)
          ? Optional.empty()
          : Optional.of(
              "certificate.csv: ends after %d rows with %s, and run.json says after %d with %s"
                  .formatted(head.rows(), head.brief(), recorded.rows(), recorded.brief()));
    }
    return run.status() == RunStatus.FINISHED
        ? Optional.of("run.json: expected the end of the finished run's certificate, got none")
        : Optional.empty();
  }

  /** A table of which each row was certified. */
  private record Table<T>(
      String file,
      CertificateStage stage,
      Function<T, String> position,
      Function<T, String> content) {

    /** Says the first row that was not. */
    void check(
        List<T> rows, Map<CertificateStage, List<CertificateRow>> stages, List<String> problems) {
      List<CertificateRow> certified = stages.getOrDefault(stage, List.of());
      for (int i = 0; i < Math.min(rows.size(), certified.size()); i++) {
        String is = position.apply(rows.get(i));
        CertificateRow was = certified.get(i);
        String hash = content.apply(rows.get(i));
        if (!is.equals(was.position()) || !(hash.isEmpty() || hash.equals(was.content()))) {
          problems.add(
              "%s:%d: %s is not as it was certified (certificate.csv, row %d: %s at %s)"
                  .formatted(file, i + 2, is, was.index(), stage.id(), was.position()));
          return;
        }
      }
      if (rows.size() != certified.size()) {
        problems.add(
            "%s: has %d rows, and %d were certified"
                .formatted(file, rows.size(), certified.size()));
      }
    }
  }
}
