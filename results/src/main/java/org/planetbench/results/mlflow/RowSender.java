package org.planetbench.results.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunSink.Position;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.SystemRow;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.csv.CommitMark;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * Sends the rows after the cursor: of a finished run all; before only settled ones, which no resume
 * will cut, of a run that failed, too. Holds the decisions of one episode, or of one evaluation, at
 * a time.
 */
final class RowSender {
  private final RunFolder folder;
  private final RunStatus status;
  private final Cursor cursor;
  private final PointBatch batch;
  private final Position limit;

  RowSender(RunFolder folder, RunStatus status, Cursor cursor, PointBatch batch)
      throws IOException {
    this.folder = folder;
    this.status = status;
    this.cursor = cursor;
    this.batch = batch;
    this.limit = status == RunStatus.FINISHED ? Position.ALL : CommitMark.read(folder).settled();
  }

  /**
   * @param startMs time base; the server's own start of the run, known to whoever finds it there
   * @return what the settled episodes are to the server
   */
  RunPoints send(long startMs) throws IOException, InterruptedException {
    List<EpisodeRow> episodes =
        Files.exists(RunTable.EPISODES.in(folder))
            ? RunTable.EPISODES.rows(folder, limit.episodes()).all()
            : List.of(); // the run died before its first row
    RunPoints points = new RunPoints(episodes, new EpisodeClock(episodes, startMs));
    if (!episodes.isEmpty()) {
      sendEpisodes(points, episodes.size());
      sendUpdates(points);
      sendDecisions(points);
      sendModel(points);
      batch.flush();
    }
    sendSystem();
    return points;
  }

  private void sendEpisodes(RunPoints points, int count) throws IOException, InterruptedException {
    for (int i = Math.toIntExact(cursor.episodes); i < count; i++) {
      long done = i + 1L;
      batch.add(points.episode(i), () -> cursor.episodes = done);
    }
    if (status == RunStatus.FINISHED && !cursor.status.equals(RunDescription.status(status))) {
      batch.add(points.lastEvaluation(), () -> {});
    }
  }

  private void sendUpdates(RunPoints points) throws IOException, InterruptedException {
    boolean ended = status == RunStatus.FINISHED; // another may go on, and settle their time
    try (Rows.Cursor<UpdateRow> rows = left(RunTable.UPDATES, cursor.updates, limit.updates())) {
      long next = cursor.updates;
      for (Optional<UpdateRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        Optional<List<Point>> ofRow = points.update(row.get(), ended);
        if (ofRow.isEmpty()) {
          return; // its episode is not settled yet
        }
        long done = ++next;
        batch.add(ofRow.get(), () -> cursor.updates = done);
      }
    }
  }

  private void sendDecisions(RunPoints points) throws IOException, InterruptedException {
    try (Rows.Cursor<LatencyRow> rows =
        left(RunTable.LATENCY, cursor.decisions, limit.decisions())) {
      long next = cursor.decisions;
      Optional<LatencyRow> row = rows.next();
      while (row.isPresent()) {
        Optional<Integer> last = points.lastOfPoint(row.get(), status == RunStatus.FINISHED);
        if (last.isEmpty()) {
          return; // the episode, or its evaluation, is not over, or not settled yet
        }
        List<LatencyRow> ofPoint = new ArrayList<>();
        do {
          ofPoint.add(row.get());
          row = rows.next();
        } while (row.isPresent() && points.isUpTo(last.get(), row.get()));
        long done = next += ofPoint.size();
        batch.add(points.decisions(ofPoint, last.get()), () -> cursor.decisions = done);
      }
    }
  }

  private void sendModel(RunPoints points) throws IOException, InterruptedException {
    if (!Files.exists(RunTable.MODEL.in(folder))) {
      return; // a run from before there was such a table
    }
    try (Rows.Cursor<ModelRow> rows = left(RunTable.MODEL, cursor.model, limit.model())) {
      long next = cursor.model;
      for (Optional<ModelRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        long done = ++next;
        batch.add(points.model(row.get()), () -> cursor.model = done);
      }
    }
  }

  /**
   * The last row may be half there, and nobody answers for those of a run made elsewhere: what is
   * no row is left, and keeps nothing else from being sent.
   */
  private void sendSystem() throws IOException, InterruptedException {
    if (!Files.exists(RunTable.SYSTEM.in(folder))) {
      return;
    }
    try (Rows.Cursor<SystemRow> rows = left(RunTable.SYSTEM, cursor.system, Long.MAX_VALUE)) {
      long next = cursor.system;
      for (Optional<SystemRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        long done = ++next;
        batch.add(RunPoints.system(row.get(), done), () -> cursor.system = done);
      }
    } catch (MalformedFileException e) {
      // See above.
    }
    batch.flush();
  }

  private <T> Rows.Cursor<T> left(RunTable<T> table, long from, long to) throws IOException {
    return table.rows(folder, from, to).open();
  }
}
