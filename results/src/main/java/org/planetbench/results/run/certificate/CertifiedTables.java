package org.planetbench.results.run.certificate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.Rows;

/** The tables of a run, of which each row was certified, beside the certificate. */
final class CertifiedTables implements AutoCloseable {
  private final List<Table<?>> tables = new ArrayList<>();

  private CertifiedTables() {}

  static CertifiedTables open(RunRows rows) throws IOException {
    RowContent content = new RowContent();
    CertifiedTables opened = new CertifiedTables();
    try {
      opened.add(
          "episodes.csv",
          CertificateStage.EPISODE,
          rows.episodes(),
          RowContent::position,
          content::of);
      opened.add(
          "updates.csv",
          CertificateStage.LOSSES,
          rows.updates(),
          RowContent::position,
          content::of);
      opened.add(
          "model.csv", CertificateStage.DIAGNOSIS, rows.model(), RowContent::position, content::of);
      opened.add(
          "latency.csv",
          CertificateStage.PLANNER,
          rows.decisions(),
          RowContent::position,
          row -> ""); // it has nothing but times
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private <T> void add(
      String file,
      CertificateStage stage,
      Rows<T> rows,
      Function<T, String> position,
      Function<T, String> content)
      throws IOException {
    tables.add(new Table<>(file, stage, rows.open(), position, content));
  }

  /** Holds the next row of its table against a row of the certificate. */
  void take(CertificateRow row) throws IOException {
    for (Table<?> table : tables) {
      if (table.stage == row.stage()) {
        table.take(row);
      }
    }
  }

  /** Of each table the first row that is not as it was certified. */
  List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Table<?> table : tables) {
      table.finish().ifPresent(problems::add);
    }
    return problems;
  }

  @Override
  public void close() throws IOException {
    for (Table<?> table : tables) {
      table.rows.close();
    }
  }

  private static final class Table<T> {
    private final String file;
    private final CertificateStage stage;
    private final Rows.Cursor<T> rows;
    private final Function<T, String> position;
    private final Function<T, String> content;
    private long got;
    private long certified;
    private Optional<String> problem = Optional.empty();

    Table(
        String file,
        CertificateStage stage,
        Rows.Cursor<T> rows,
        Function<T, String> position,
        Function<T, String> content) {
      this.file = file;
      this.stage = stage;
      this.rows = rows;
      this.position = position;
      this.content = content;
    }

    void take(CertificateRow was) throws IOException {
      certified++;
      Optional<T> row = rows.next();
      if (row.isEmpty()) {
        return;
      }
      got++;
      String is = position.apply(row.get());
      String hash = content.apply(row.get());
      boolean same = is.equals(was.position()) && (hash.isEmpty() || hash.equals(was.content()));
      if (!same && problem.isEmpty()) {
        problem =
            Optional.of(
                String.format(
                    Locale.ROOT,
                    "%s:%d: %s is not as it was certified (certificate.csv, row %d: %s at %s)",
                    file,
                    got + 1,
                    is,
                    was.index(),
                    stage.id(),
                    was.position()));
      }
    }

    Optional<String> finish() throws IOException {
      while (rows.next().isPresent()) {
        got++;
      }
      return problem.isPresent() || got == certified
          ? problem
          : Optional.of(
              String.format(
                  Locale.ROOT, "%s: has %d rows, and %d were certified", file, got, certified));
    }
  }
}
