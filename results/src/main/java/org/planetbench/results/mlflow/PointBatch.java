package org.planetbench.results.mlflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects points up to what one request may carry, and moves the cursor when they are there. */
final class PointBatch {
  static final int LARGEST = 1000;

  private final MlflowServer server;
  private final String runId;
  private final Cursor cursor;
  private final List<Point> points = new ArrayList<>();
  private final List<Runnable> moves = new ArrayList<>();
  private final SortedSet<String> infinite = new TreeSet<>();

  PointBatch(MlflowServer server, String runId, Cursor cursor) {
    this.server = server;
    this.runId = runId;
    this.cursor = cursor;
  }

  /**
   * Adds the points of one row.
   *
   * @param move of the cursor past this row, once the server has its points
   */
  void add(List<Point> ofRow, Runnable move) throws IOException, InterruptedException {
    if (points.size() + ofRow.size() > LARGEST || moves.size() >= 10 * LARGEST) {
      flush();
    }
    for (Point point : ofRow) {
      if (Double.isInfinite(point.value())) {
        infinite.add(point.key()); // the server would clamp it and ruin the chart
      } else {
        points.add(point);
      }
    }
    moves.add(move);
  }

  void flush() throws IOException, InterruptedException {
    if (!points.isEmpty()) {
      server.logMetrics(runId, points);
      points.clear();
    }
    if (!moves.isEmpty()) {
      moves.forEach(Runnable::run);
      moves.clear();
      cursor.save();
    }
  }

  /** Keys that had an infinite value. */
  SortedSet<String> infinite() {
    return infinite;
  }
}
