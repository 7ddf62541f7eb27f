package org.planetbench.results.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.LatencyRow;
import org.planetbench.results.ModelRow;
import org.planetbench.results.Rows;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunSink.Position;
import org.planetbench.results.RunStatus;
import org.planetbench.results.UpdateRow;
import org.planetbench.results.csv.CommitMark;
import org.planetbench.results.csv.RunTable;

/**
 * Sends the rows after the cursor: of a finished run all; before only settled ones, which no resume
 * will cut, of a run that failed, too. Holds the rows of one episode at a time.
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
   */
  void send(long startMs) throws IOException, InterruptedException {
    if (Files.exists(RunTable.EPISODES.in(folder))) { // else the run died before its first row
      List<EpisodeRow> episodes = RunTable.EPISODES.rows(folder, limit.episodes()).all();
      RunPoints points = new RunPoints(episodes, new EpisodeClock(episodes, startMs));
      sendEpisodes(points, episodes.size());
      sendUpdates(points);
      sendDecisions(points);
      sendModel(points);
      batch.flush();
    }
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
    boolean ended = status != RunStatus.RUNNING;
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
        List<LatencyRow> episode = new ArrayList<>();
        do {
          episode.add(row.get());
          row = rows.next();
        } while (row.isPresent() && sameEpisode(episode.getFirst(), row.get()));
        Optional<List<Point>> ofEpisode = points.decisions(episode);
        if (ofEpisode.isEmpty()) {
          return; // the episode is not over, or not settled yet
        }
        long done = next += episode.size();
        batch.add(ofEpisode.get(), () -> cursor.decisions = done);
      }
    }
  }

  private void sendModel(RunPoints points) throws IOException, InterruptedException {
    if (!Files.exists(RunTable.MODEL.in(folder))) {
      return; // a run of before there was such a table
    }
    try (Rows.Cursor<ModelRow> rows = left(RunTable.MODEL, cursor.model, limit.model())) {
      long next = cursor.model;
      for (Optional<ModelRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        long done = ++next;
        batch.add(points.model(row.get()), () -> cursor.model = done);
      }
    }
  }

  private static boolean sameEpisode(LatencyRow one, LatencyRow other) {
    return one.episode() == other.episode() && one.phase().equals(other.phase());
  }

  private <T> Rows.Cursor<T> left(RunTable<T> table, long from, long to) throws IOException {
    return table.rows(folder, from, to).open();
  }
}
