package org.planetbench.results.run.csv;

import java.io.IOException;
import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunSink;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.certificate.CertificateRow;
import org.planetbench.results.run.certificate.RowContent;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * Keeps a run's rows in its folder. Rows wait in memory until {@link #commit}, which adds them to
 * their files, flushes these, and only then moves the {@link CommitMark}: what a kill or a power
 * cut leaves after the rows that the mark knows, half rows too, is read by nobody and cut off when
 * the run goes on. What a commit costs depends on its own rows alone.
 *
 * <p>Not for several threads. The caller holds the folder's lock.
 */
public final class CsvRunSink implements RunSink {
  private final RunFolder folder;
  private final TableFile<EpisodeRow> episodes;
  private final TableFile<UpdateRow> updates;
  private final TableFile<LatencyRow> latency;
  private final TableFile<ModelRow> model;
  private final TableFile<CertificateRow> certificate;
  private final RowContent content = new RowContent();
  private CertificateHead head = CertificateHead.START;
  private Position committed;

  private CsvRunSink(RunFolder folder, Position position) throws IOException {
    this.folder = folder;
    this.committed = position;
    this.episodes = new TableFile<>(folder, RunTable.EPISODES, position.episodes());
    this.updates = new TableFile<>(folder, RunTable.UPDATES, position.updates());
    this.latency = new TableFile<>(folder, RunTable.LATENCY, position.decisions());
    this.model = new TableFile<>(folder, RunTable.MODEL, position.model());
    this.certificate = new TableFile<>(folder, RunTable.CERTIFICATE, position.certificate());
  }

  /** For a run that starts anew: empties the tables. */
  public static CsvRunSink create(RunFolder folder) throws IOException {
    return resume(folder, Position.START);
  }

  /**
   * For a run that goes on from a checkpoint: cuts off what was committed after it. The rows before
   * are first held against their certificate, as nothing that follows could make them good.
   *
   * @throws MalformedFileException if a table has fewer rows than the checkpoint knows, or others
   *     than were certified
   */
  public static CsvRunSink resume(RunFolder folder, Position position) throws IOException {
    CsvRunSink sink = new CsvRunSink(folder, position);
    sink.head = certified(folder, position);
    new CommitMark(position, position).write(folder); // first: a reader must not trust what is cut
    sink.episodes.truncate();
    sink.updates.truncate();
    sink.latency.truncate();
    sink.model.truncate();
    sink.certificate.truncate();
    return sink;
  }

  private static CertificateHead certified(RunFolder folder, Position position) throws IOException {
    Verification found;
    try {
      found = Verification.ofBeginning(CertifiedRuns.rows(folder, position));
    } catch (MalformedFileException e) {
      throw MalformedFileException.at(e.file(), e.line(), e.problem() + TableFile.REMEDY);
    }
    if (!found.passed()) {
      throw MalformedFileException.in(
          folder.path(), found.problems().getFirst() + TableFile.REMEDY);
    }
    return found.head();
  }

  @Override
  public void episode(EpisodeRow row) {
    episodes.add(row);
    certify(CertificateStage.EPISODE, RowContent.position(row), content.of(row));
  }

  @Override
  public void update(UpdateRow row) {
    updates.add(row);
    certify(CertificateStage.LOSSES, RowContent.position(row), content.of(row));
  }

  @Override
  public void decision(LatencyRow row) {
    latency.add(row);
  }

  @Override
  public void model(ModelRow row) {
    model.add(row);
    certify(CertificateStage.DIAGNOSIS, RowContent.position(row), content.of(row));
  }

  @Override
  public void certify(CertificateStage stage, String position, String hash) {
    CertificateRow row = CertificateRow.after(head, stage, position, hash);
    certificate.add(row);
    head = row.head();
  }

  /** Where the certificate is, with rows that wait for the commit. */
  public CertificateHead head() {
    return head;
  }

  /**
   * {@inheritDoc} If it fails, the rows are kept, and a later commit may succeed.
   *
   * @throws org.planetbench.results.run.file.UnwritableFileException if the disk is full or the
   *     like
   */
  @Override
  public Position commit() throws IOException {
    Position settled = committed;
    episodes.commit();
    updates.commit();
    latency.commit();
    model.commit();
    certificate.commit();
    Position now = position();
    new CommitMark(settled, now).write(folder);
    committed = now;
    return now;
  }

  private Position position() {
    return new Position(
        episodes.rows(), updates.rows(), latency.rows(), model.rows(), certificate.rows());
  }

  /** Drops the rows since the last commit: without a checkpoint that knows them they never were. */
  @Override
  public void close() {}
}
