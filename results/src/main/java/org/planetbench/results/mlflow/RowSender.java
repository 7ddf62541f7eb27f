package org.planetbench.results.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.LatencyRow;
import org.planetbench.results.ModelRow;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunSink.Position;
import org.planetbench.results.RunStatus;
import org.planetbench.results.UpdateRow;
import org.planetbench.results.csv.CommitMark;
import org.planetbench.results.csv.RunTable;

/**
 * Sends the rows after the cursor: of a finished run all; before only settled ones, which no resume
 * will cut, of a run that failed, too. Holds some thousand rows at a time.
 */
final class RowSender {
  private static final int CHUNK = 4096;

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
      List<EpisodeRow> episodes = RunTable.EPISODES.read(folder, 0, limit.episodes());
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
    long next = cursor.updates;
    while (true) {
      List<UpdateRow> rows = chunk(RunTable.UPDATES, next, CHUNK, limit.updates());
      if (rows.isEmpty()) {
        return;
      }
      for (UpdateRow row : rows) {
        Optional<List<Point>> ofRow = points.update(row, ended);
        if (ofRow.isEmpty()) {
          return; // its episode is not settled yet
        }
        long done = ++next;
        batch.add(ofRow.get(), () -> cursor.updates = done);
      }
    }
  }

  private void sendDecisions(RunPoints points) throws IOException, InterruptedException {
    long next = cursor.decisions;
    while (true) {
      List<LatencyRow> episode = decisionsOfOneEpisode(next);
      if (episode.isEmpty()) {
        return;
      }
      Optional<List<Point>> ofEpisode = points.decisions(episode);
      if (ofEpisode.isEmpty()) {
        return; // the episode is not over, or not settled yet
      }
      long done = next += episode.size();
      batch.add(ofEpisode.get(), () -> cursor.decisions = done);
    }
  }

  private void sendModel(RunPoints points) throws IOException, InterruptedException {
    if (!Files.exists(RunTable.MODEL.in(folder))) {
      return; // a run of before there was such a table
    }
    long next = cursor.model;
    while (true) {
      List<ModelRow> rows = chunk(RunTable.MODEL, next, CHUNK, limit.model());
      if (rows.isEmpty()) {
        return;
      }
      for (ModelRow row : rows) {
        long done = ++next;
        batch.add(points.model(row), () -> cursor.model = done);
      }
    }
  }

  private List<LatencyRow> decisionsOfOneEpisode(long from) throws IOException {
    List<LatencyRow> rows = new ArrayList<>();
    while (true) {
      List<LatencyRow> chunk =
          chunk(RunTable.LATENCY, from + rows.size(), CHUNK, limit.decisions());
      for (LatencyRow row : chunk) {
        if (!rows.isEmpty() && !sameEpisode(rows.getFirst(), row)) {
          return rows;
        }
        rows.add(row);
      }
      if (chunk.size() < CHUNK) {
        return rows;
      }
    }
  }

  private static boolean sameEpisode(LatencyRow one, LatencyRow other) {
    return one.episode() == other.episode() && one.phase().equals(other.phase());
  }

  private <T> List<T> chunk(RunTable<T> table, long from, int rows, long limit) throws IOException {
    return from >= limit ? List.of() : table.read(folder, from, Math.min(from + rows, limit));
  }
}
