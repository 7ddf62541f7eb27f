package org.planetbench.results.run.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.planetbench.results.run.Contradiction;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunSink.Position;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.certificate.RunRows;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/** Opens runs with their certificates. Rows are read when they are asked for. */
public final class CertifiedRuns {
  private CertifiedRuns() {}

  /**
   * A run with all its rows if it is finished; of any other with those of the last commit, since a
   * kill may have come in the middle of the next one.
   *
   * @throws MalformedFileException if the record is not what it should be, or there is no
   *     certificate
   */
  public static CertifiedRun read(RunFolder folder) throws IOException {
    RunRecord record = record(folder);
    if (!Files.exists(RunTable.CERTIFICATE.in(folder))) {
      throw uncertified(folder, record);
    }
    return new CertifiedRun(record, rows(folder, readable(folder, record)));
  }

  /** No certificate says which run the rows are of: the record has to, in one voice. */
  private static RunRecord record(RunFolder folder) throws IOException {
    RunRecord record = folder.readRecord();
    Optional<Contradiction> first = Contradiction.in(record).stream().findFirst();
    if (first.isPresent()) {
      Path file = folder.file(RunFolder.RECORD);
      throw MalformedFileException.at(
          file,
          JsonFile.line(file, first.get().key().split("\\.", 2)),
          first.get().problem() + "; the record was altered: restore it, or run the cell again");
    }
    return record;
  }

  private static MalformedFileException uncertified(RunFolder folder, RunRecord record) {
    return MalformedFileException.in(folder.path(), "has no certificate" + reason(record));
  }

  private static String reason(RunRecord record) {
    if (record.isAbridged()) {
      return ": it is an abridged copy; take the run that it was made of, or run the cell again";
    }
    return record.isCertified()
        ? ", and should: certificate.csv is missing; restore it, or run the cell again"
        : ": an older planet-bench made the run; run the cell again";
  }

  /**
   * A run whose numbers may be shown: its tables hold what was certified. An abridged one, or one
   * from before there were certificates, is given as it is, if there is none beside it; {@link
   * RunRecord#isCertified} tells it from the others. It takes one pass over the certificate.
   *
   * @throws MalformedFileException naming the first thing that is not as it was recorded
   */
  public static CertifiedRun readGenuine(RunFolder folder) throws IOException {
    RunRecord record = record(folder);
    if (!record.isCertified() && !Files.exists(RunTable.CERTIFICATE.in(folder))) {
      return new CertifiedRun(record, rows(folder, readable(folder, record)));
    }
    if (hasNothingYet(folder, record)) {
      return new CertifiedRun(record, rows(folder, Position.START));
    }
    CertifiedRun run = read(folder);
    Optional<String> problem = Verification.of(run).problems().stream().findFirst();
    if (problem.isPresent()) {
      throw MalformedFileException.in(folder.path(), "not as it was certified: " + problem.get());
    }
    return run;
  }

  /**
   * A run that a verdict may rest on: as {@link #readGenuine} gives it, and with a certificate that
   * vouches for it.
   *
   * @throws MalformedFileException also for one without, such as an abridged copy
   */
  public static CertifiedRun readVouchedFor(RunFolder folder) throws IOException {
    CertifiedRun run = readGenuine(folder);
    if (!run.record().isCertified()) {
      throw uncertified(folder, run.record());
    }
    return run;
  }

  /** A run that ended before its first row, such as on a machine that was not ready. */
  private static boolean hasNothingYet(RunFolder folder, RunRecord record) throws IOException {
    return record.status() != RunStatus.FINISHED
        && CommitMark.read(folder).committed().equals(Position.START);
  }

  /** The first rows of each table. */
  static RunRows rows(RunFolder folder, Position count) {
    return new RunRows(
        RunTable.CERTIFICATE.rows(folder, count.certificate()),
        RunTable.EPISODES.rows(folder, count.episodes()),
        RunTable.UPDATES.rows(folder, count.updates()),
        RunTable.LATENCY.rows(folder, count.decisions()),
        RunTable.MODEL.rows(folder, count.model()));
  }

  private static Position readable(RunFolder folder, RunRecord record) throws IOException {
    if (record.status() != RunStatus.FINISHED) {
      return CommitMark.read(folder).committed();
    }
    Position all = record.isAbridged() ? Position.ALL.abridged() : Position.ALL;
    boolean hasModel = record.hasModelTable() || Files.exists(RunTable.MODEL.in(folder));
    return hasModel ? all : all.withoutModel();
  }
}
