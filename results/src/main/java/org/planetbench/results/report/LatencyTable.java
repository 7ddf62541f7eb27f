package org.planetbench.results.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.planetbench.results.LatencyRow;
import org.planetbench.results.Statistic;
import org.planetbench.results.csv.RunTable;
import org.planetbench.results.report.Table.Cell;
import org.planetbench.results.report.Table.Column;

/** Where the time of a decision goes, in percentiles over all decisions of a group's runs. */
final class LatencyTable {
  private enum Stage {
    /** From picture to action, what a robot would wait for. */
    DECISION("decision"),
    ENCODE("– encode"),
    POSTERIOR("– posterior"),
    PLAN("– plan"),
    ENVIRONMENT("environment"),
    RENDER("render");

    private final String label;

    Stage(String label) {
      this.label = label;
    }

    double milliseconds(LatencyRow row) {
      return switch (this) {
        case DECISION -> row.encodeMs() + row.posteriorMs() + row.planMs();
        case ENCODE -> row.encodeMs();
        case POSTERIOR -> row.posteriorMs();
        case PLAN -> row.planMs();
        case ENVIRONMENT -> row.environmentMs();
        case RENDER -> row.renderMs();
      };
    }

    Cell cell() {
      return new Cell(label, name().toLowerCase(Locale.ROOT));
    }
  }

  private LatencyTable() {}

  /** Reads the decisions of one group at a time: they are by far the largest files of a run. */
  static Table of(List<Group> groups, RunReader reader) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Group group : groups) {
      List<LatencyRow> decisions = decisions(group, reader);
      if (!decisions.isEmpty()) {
        for (Stage stage : Stage.values()) {
          rows.add(row(group, stage, decisions));
        }
      }
    }
    return new Table(
        "latency",
        "Planning latency",
        "Percentiles over every recorded decision of the group (nearest rank). A decision is encode"
            + " + posterior + plan; environment and render are the simulator's part and stand"
            + " beside it. The agent's period is the task's control step times the action repeat:"
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
            Column.number("control_step_ms", "control step [ms]"),
            Column.number("agent_period_ms", "agent's period [ms]"),
            Column.number("p95_share_of_period", "p95 of period")),
        rows);
  }

  private static List<LatencyRow> decisions(Group group, RunReader reader) {
    List<LatencyRow> decisions = new ArrayList<>();
    for (Run run : group.runs()) {
      decisions.addAll(reader.rows(run.folder(), RunTable.LATENCY));
    }
    return decisions;
  }

  private static List<Cell> row(Group group, Stage stage, List<LatencyRow> decisions) {
    double[] values = decisions.stream().mapToDouble(stage::milliseconds).toArray();
    Run first = group.runs().getFirst();
    double periodMs = first.number("control_period_ms").orElse(Double.NaN);
    double controlMs = periodMs / first.number("action_repeat").orElse(Double.NaN);
    double p95 = Statistic.P95.of(values);
    boolean decides = stage == Stage.DECISION;
    return List.of(
        Cell.of(group.task()),
        Cell.of(group.variant()),
        Cell.of(group.recipe()),
        stage.cell(),
        Cell.of(values.length),
        Cell.of(Statistic.P50.of(values)),
        Cell.of(p95),
        Cell.of(Statistic.P99.of(values)),
        decides ? Cell.of(controlMs) : Cell.NONE,
        decides ? Cell.of(periodMs) : Cell.NONE,
        decides ? Cell.percent(p95 / periodMs) : Cell.NONE);
  }
}
