package org.planetbench.results.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Latencies;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.run.LatencyStage;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** Where the time of a decision goes, in percentiles over all decisions of a group's runs. */
final class LatencyTable {
  private LatencyTable() {}

  static Content.Block section(ReportData data) {
    return Content.Block.of("latency", "Planning latency", of(data.latencies()));
  }

  private static Table of(Latencies latencies) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Latencies.OfGroup of : latencies.all()) {
      of.stages().forEach((stage, times) -> rows.add(row(of.group(), stage, times)));
    }
    return new Table(
        "latency",
        "Planning latency",
        "Percentiles over every recorded decision of the group (nearest rank); where actions are"
            + " random nothing is planned, and only the simulator's part counts. A decision is encode"
            + " + posterior + plan; environment and render are the simulator's part and stand"
            + " beside it; GMAC are thousand million multiply-adds of the model. The agent's period is the task's control step times the action repeat:"
            + " a share above 100 % would not keep up with the clock.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.quiet("recipe", "recipe"),
            Column.text("stage", "stage"),
            Column.number("decisions", "decisions"),
            Column.number("p50_ms", "p50 [ms]"),
            Column.number("p95_ms", "p95 [ms]"),
            Column.number("p99_ms", "p99 [ms]"),
            Column.number("plan_gmac", "plan [GMAC]"),
            Column.number("control_step_ms", "control step [ms]"),
            Column.number("agent_period_ms", "agent's period [ms]"),
            Column.number("p95_share_of_period", "p95 of period")),
        rows);
  }

  private static Cell cell(LatencyStage stage) {
    String id = stage.name().toLowerCase(Locale.ROOT);
    return switch (stage) {
      case DECISION, ENVIRONMENT, RENDER -> Cell.of(id);
      case ENCODE, POSTERIOR, PLAN -> new Cell("– " + id, id);
    };
  }

  private static List<Cell> row(Group group, LatencyStage stage, Latencies.Times times) {
    Run first = group.runs().getFirst();
    OptionalDouble periodMs = first.number("control_period_ms"); // a set of tasks has several
    OptionalDouble repeat = first.number("action_repeat");
    OptionalDouble gmac = first.number("plan_gmac");
    boolean decides = stage == LatencyStage.DECISION;
    boolean keepsTime = decides && periodMs.isPresent() && repeat.isPresent();
    return List.of(
        Cell.of(group.task()),
        Cell.of(group.name()),
        Cell.of(group.recipe()),
        cell(stage),
        Cell.of(times.count()),
        Cell.of(times.p50()),
        Cell.of(times.p95()),
        Cell.of(times.p99()),
        decides && gmac.isPresent() ? Cell.of(gmac.getAsDouble()) : Cell.NONE,
        keepsTime ? Cell.of(periodMs.getAsDouble() / repeat.getAsDouble()) : Cell.NONE,
        keepsTime ? Cell.of(periodMs.getAsDouble()) : Cell.NONE,
        keepsTime ? Cell.percent(times.p95() / periodMs.getAsDouble()) : Cell.NONE);
  }
}
