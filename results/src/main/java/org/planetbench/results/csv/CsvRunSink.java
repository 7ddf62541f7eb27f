package org.planetbench.results.csv;

import java.io.IOException;
import org.planetbench.results.CertificateHead;
import org.planetbench.results.CertificateStage;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.LatencyRow;
import org.planetbench.results.ModelRow;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunSink;
import org.planetbench.results.UpdateRow;
import org.planetbench.results.certificate.CertificateRow;
import org.planetbench.results.certificate.RowContent;

/**
 * Keeps a run's rows in its folder. Rows wait in memory until {@link #commit}, which replaces each
 * file as a whole: there is never a half row, and nothing to repair after a kill. The price, each
 * commit writing all rows so far, is a copy of some tens of megabytes per episode in the longest
 * runs.
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

  private CsvRunSink(RunFolder folder, Position position) throws IOException {
    this.folder = folder;
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
   * For a run that goes on from a checkpoint: cuts off what was committed after it.
   *
   * @throws org.planetbench.results.MalformedFileException if a table has fewer rows than the
   *     checkpoint knows
   */
  public static CsvRunSink resume(RunFolder folder, Position position) throws IOException {
    CsvRunSink sink = new CsvRunSink(folder, position);
    new CommitMark(position, position).write(folder); // first: a reader must not trust what is cut
    sink.episodes.truncate();
    sink.updates.truncate();
    sink.latency.truncate();
    sink.model.truncate();
    sink.certificate.truncate();
    sink.takeUpTheChain(position.certificate());
    return sink;
  }

  private void takeUpTheChain(long rows) throws IOException {
    if (rows > 0) {
      head = RunTable.CERTIFICATE.read(folder, rows - 1, rows).getFirst().head();
    }
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
   * @throws org.planetbench.results.UnwritableFileException if the disk is full or the like
   */
  @Override
  public Position commit() throws IOException {
    Position settled = position();
    episodes.commit();
    updates.commit();
    latency.commit();
    model.commit();
    certificate.commit();
    Position committed = position();
    new CommitMark(settled, committed).write(folder);
    return committed;
  }

  private Position position() {
    return new Position(
        episodes.rows(), updates.rows(), latency.rows(), model.rows(), certificate.rows());
  }

  /** Drops the rows since the last commit: without a checkpoint that knows them they never were. */
  @Override
  public void close() {}
}
