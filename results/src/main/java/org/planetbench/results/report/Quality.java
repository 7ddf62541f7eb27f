package org.planetbench.results.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Latencies;
import org.planetbench.results.outcome.Latencies.Times;
import org.planetbench.results.outcome.Result;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.Metric;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** What a planner returns, beside what it costs. */
final class Quality {
  private static final String INTRO =
      "Return of the last evaluations against the time of a decision, from picture to action. A"
          + " point is at the median time; the line from it reaches to the 95th percentile. Up and"
          + " left is better. Times are of the machine that made the runs, whatever else it did.";

  private record Row(Result result, Times times) {
    Group group() {
      return result.group();
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private final Function<Group, String> label;
  private final ToIntFunction<Group> slot;

  /**
   * @param label what a legend calls a group
   * @param slot a group's colour
   */
  private Quality(
      List<Result> results,
      Latencies latencies,
      Function<Group, String> label,
      ToIntFunction<Group> slot) {
    this.label = label;
    this.slot = slot;
    for (Result result : results) {
      if (!result.seeds().isEmpty()) {
        latencies.decision(result.group()).ifPresent(times -> rows.add(new Row(result, times)));
      }
    }
  }

  static Content.Block section(ReportData data) throws IOException {
    List<Group> groups = data.results().stream().map(Result::group).toList();
    Quality quality =
        new Quality(data.results(), data.latencies(), group -> group.label(groups), data::slot);
    List<Chart> charts = quality.charts();
    return new Content.Block(
        "quality",
        "Return against latency",
        charts.isEmpty() ? "" : INTRO,
        data.pictures().plots(charts),
        List.of(quality.table()),
        List.of());
  }

  /** A chart for each task with several points. */
  private List<Chart> charts() {
    return rows.stream()
        .map(row -> row.group().task())
        .distinct()
        .map(task -> chart(task, rows.stream().filter(r -> r.group().task().equals(task)).toList()))
        .filter(chart -> chart.lines().size() > 1)
        .toList();
  }

  private Chart chart(String task, List<Row> ofTask) {
    List<Chart.Line> lines = new ArrayList<>();
    for (Row row : ofTask) {
      double returned = row.result.mean();
      Times times = row.times;
      lines.add(
          new Chart.Line(
              label.apply(row.group()) + " · " + planner(row.group()),
              slot.applyAsInt(row.group()),
              1,
              new Curve(new double[] {times.p50()}, new double[] {returned}),
              List.of(
                  new Curve(
                      new double[] {times.p50(), times.p95()},
                      new double[] {returned, returned}))));
    }
    return new Chart(
        task + "-quality",
        task + ": return and time to decide",
        Metric.PLANNING_LATENCY_MS.label(),
        Metric.EPISODE_RETURN.label(),
        lines,
        List.of());
  }

  private Table table() {
    return new Table(
        "quality",
        "Return and latency by planner",
        "Mean returns over seeds beside percentiles over all decisions. GMAC: thousand million"
            + " multiply-adds of the model in one decision, which don't depend on the machine;"
            + " planning in the simulator has none. A share of the agent's period above 100 %"
            + " would not keep up with the clock.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.quiet("recipe", "recipe"),
            Column.text("planner", "planner"),
            Column.number("mean_return", "mean return"),
            Column.number("seeds", "seeds"),
            Column.number("p50_ms", "p50 [ms]"),
            Column.number("p95_ms", "p95 [ms]"),
            Column.number("plan_gmac", "plan [GMAC]"),
            Column.number("p95_share_of_period", "p95 of period")),
        rows.stream().map(Quality::cells).toList());
  }

  private static List<Cell> cells(Row row) {
    Run first = row.group().runs().getFirst();
    OptionalDouble gmac = first.number("plan_gmac");
    OptionalDouble period = first.number("control_period_ms"); // a set of tasks has several
    return List.of(
        Cell.of(row.group().task()),
        Cell.of(row.group().name()),
        Cell.of(row.group().recipe()),
        Cell.of(planner(row.group())),
        Cell.of(row.result.mean()),
        Cell.of(row.result.seeds().size()),
        Cell.of(row.times.p50()),
        Cell.of(row.times.p95()),
        gmac.isPresent() ? Cell.of(gmac.getAsDouble()) : Cell.NONE,
        period.isPresent() ? Cell.percent(row.times.p95() / period.getAsDouble()) : Cell.NONE);
  }

  private static String planner(Group group) {
    return group.runs().getFirst().setting("planner").orElse("planner unknown");
  }
}
