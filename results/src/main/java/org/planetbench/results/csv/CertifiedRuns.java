package org.planetbench.results.csv;

import java.io.IOException;
import java.nio.file.Files;
import org.planetbench.results.MalformedFileException;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunRecord;
import org.planetbench.results.RunSink.Position;
import org.planetbench.results.RunStatus;
import org.planetbench.results.certificate.CertifiedRun;

/** Reads runs with their certificates. */
public final class CertifiedRuns {
  private CertifiedRuns() {}

  /**
   * All rows of a finished run; of any other those of the last commit, since a kill may have come
   * between two tables of the next one.
   *
   * @throws MalformedFileException if a file is missing or is not what it should be
   */
  public static CertifiedRun read(RunFolder folder) throws IOException {
    RunRecord record = folder.readRecord();
    if (!Files.exists(RunTable.CERTIFICATE.in(folder))) {
      throw MalformedFileException.in(
          folder.path(),
          "has no certificate: an older planet-bench made the run; run the cell again");
    }
    Position end =
        record.status() == RunStatus.FINISHED ? Position.ALL : CommitMark.read(folder).committed();
    return new CertifiedRun(
        record,
        RunTable.CERTIFICATE.read(folder, 0, end.certificate()),
        RunTable.EPISODES.read(folder, 0, end.episodes()),
        RunTable.UPDATES.read(folder, 0, end.updates()),
        RunTable.LATENCY.read(folder, 0, end.decisions()),
        RunTable.MODEL.read(folder, 0, end.model()));
  }
}
