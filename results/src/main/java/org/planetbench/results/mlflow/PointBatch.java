package org.planetbench.results.mlflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects points up to what one request may carry, and moves the cursor when they are there. */
final class PointBatch {
  static final int LARGEST = 1000;

  private final MlflowServer server;
  private final String runId;
  private final Cursor cursor;
  private final List<Point> points = new ArrayList<>();
  private final List<Runnable> moves = new ArrayList<>();
  private final SortedMap<String, String> infinite = new TreeMap<>(); // tags

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
        infinite.put("infinite." + point.key(), "not shown in charts"); // else it ruins the chart
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
    if (!infinite.isEmpty()) {
      server.logTags(runId, infinite);
      infinite.clear();
    }
    if (!moves.isEmpty()) {
      moves.forEach(Runnable::run);
      moves.clear();
      cursor.save();
    }
  }
}
