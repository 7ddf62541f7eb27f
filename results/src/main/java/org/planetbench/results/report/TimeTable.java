package org.planetbench.results.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** What the running time of each run went to; what nothing accounts for is the harness's own. */
final class TimeTable {
  private TimeTable() {}

  static Table of(List<Run> runs) throws IOException {
    List<List<Cell>> rows = new ArrayList<>();
    for (Run run : runs) {
      if (run.wallClockS() > 0 && !run.record().isAbridged()) { // which lacks what it went to
        rows.add(row(run));
      }
    }
    return new Table(
        "time",
        "Where the time went",
        "Shares of the running time up to the last episode, evaluations included. The rest is what"
            + " no row of latency.csv and updates.csv accounts for: resets, records, replay files,"
            + " checkpoints, measurements of the model's predictions.",
        List.of(
            Column.text("cell", "cell"),
            Column.number("wall_clock_s", "running time"),
            Column.number("environment_fraction", "environment"),
            Column.number("render_fraction", "render"),
            Column.number("decision_fraction", "decisions"),
            Column.number("update_fraction", "updates"),
            Column.number("overhead_fraction", "rest")),
        rows);
  }

  private static List<Cell> row(Run run) throws IOException {
    double whole = 1000 * run.wallClockS();
    DoubleSummaryStatistics environmentMs = new DoubleSummaryStatistics();
    DoubleSummaryStatistics renderMs = new DoubleSummaryStatistics();
    DoubleSummaryStatistics decidingMs = new DoubleSummaryStatistics();
    run.decisions()
        .forEach(
            decision -> {
              environmentMs.accept(decision.environmentMs());
              renderMs.accept(decision.renderMs());
              decidingMs.accept(decision.planningLatencyMs());
            });
    double environment = environmentMs.getSum() / whole;
    double render = renderMs.getSum() / whole;
    double deciding = decidingMs.getSum() / whole;
    double updates = run.losses().totalUpdateMs() / whole;
    return List.of(
        Cell.of(run.name()),
        new Cell(Numbers.duration(run.wallClockS()), Double.toString(run.wallClockS())),
        Cell.percent(environment),
        Cell.percent(render),
        Cell.percent(deciding),
        Cell.percent(updates),
        Cell.percent(1 - environment - render - deciding - updates));
  }
}
