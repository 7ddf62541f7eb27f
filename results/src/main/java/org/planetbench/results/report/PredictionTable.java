package org.planetbench.results.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Predictions.Kind;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** How far the models' predictions were off when they were measured last. */
final class PredictionTable {
  private static final List<Integer> DISTANCES = List.of(1, 10, 50);

  private PredictionTable() {}

  static Table of(List<Group> groups) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("task", "task"));
    columns.add(Column.text("variant", "variant"));
    columns.add(Column.quiet("recipe", "recipe"));
    columns.add(Column.text("data", "data"));
    columns.add(Column.number("update_steps", "update steps"));
    columns.add(Column.number("seeds", "seeds"));
    for (Kind kind : Kind.values()) {
      for (int distance : DISTANCES) {
        String id = String.format(Locale.ROOT, "%s_d%02d", kind.metric().id(), distance);
        columns.add(Column.number(id, kind.metric().label() + " at " + distance));
      }
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Group group : groups) {
      List<Run> runs = PredictionCharts.predicting(group);
      for (String data : ModelRow.DATA) {
        if (runs.stream().anyMatch(run -> has(run, data))) {
          rows.add(row(group, runs.stream().filter(run -> has(run, data)).toList(), data));
        }
      }
    }
    return new Table(
        "predictions",
        "Errors of the last open-loop predictions",
        "Means over seeds, 1, 10 and 50 agent steps after the last picture that the model saw."
            + " Every distance and stage is in each run's model.csv.",
        columns,
        rows);
  }

  private static boolean has(Run run, String data) {
    return run.predictions().rows().stream().anyMatch(row -> row.data().equals(data));
  }

  private static List<Cell> row(Group group, List<Run> runs, String data) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(group.task()));
    cells.add(Cell.of(group.name()));
    cells.add(Cell.of(group.recipe()));
    cells.add(
        new Cell(data.equals(ModelRow.ON_POLICY) ? "own episode" : "held-out episodes", data));
    cells.add(Cell.of(PredictionCharts.lastStage(group)));
    cells.add(Cell.of(runs.size()));
    for (Kind kind : Kind.values()) {
      for (int distance : DISTANCES) {
        cells.add(Cell.of(mean(runs, kind, data, distance)));
      }
    }
    return cells;
  }

  /** NaN, which the table shows as absent, where there is no such number. */
  private static double mean(List<Run> runs, Kind kind, String data, int distance) {
    return runs.stream()
        .map(run -> run.predictions().overTraining(kind, data, distance))
        .filter(curve -> !curve.isEmpty())
        .mapToDouble(Curve::lastY)
        .average()
        .orElse(Double.NaN);
  }
}
