package org.planetbench.results.report;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.planetbench.results.mlflow.PublishedRun;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** What was run, how long it took, and what decided it. */
final class RunTables {
  private RunTables() {}

  static Content.Block section(ReportData data) throws IOException {
    return Content.Block.of(
        "runs", "Runs", runs(data.runs()), TimeTable.of(data.runs()), provenance(data.runs()));
  }

  private static Table runs(List<Run> runs) {
    return new Table(
        "runs",
        "Runs",
        "",
        List.of(
            Column.text("cell", "cell"),
            Column.text("status", "status"),
            Column.quiet("recipe", "recipe"),
            Column.quiet("profile", "profile"),
            Column.number("environment_steps", "environment steps"),
            Column.number("update_steps", "update steps"),
            Column.number("wall_clock_s", "running time"),
            Column.number("resumes", "times resumed"),
            Column.text("started_at", "started (UTC)"),
            Column.quiet("certificate", "certificate"),
            Column.quiet("mlflow_run_id", "MLflow run")),
        runs.stream().map(RunTables::row).toList());
  }

  private static List<Cell> row(Run run) {
    RunRecord record = run.record();
    String started = record.startedAt().truncatedTo(ChronoUnit.MINUTES).toString();
    return List.of(
        Cell.of(run.name()),
        Cell.of(record.status().id()),
        Cell.of(record.recipe()),
        Cell.of(record.profile()),
        Cell.of(run.environmentSteps()),
        Cell.of(run.updateSteps()),
        new Cell(Numbers.duration(run.wallClockS()), Double.toString(run.wallClockS())),
        Cell.of(record.resumes()),
        new Cell(started.replace('T', ' ').replace(":00Z", ""), record.startedAt().toString()),
        record.certificate().map(head -> new Cell(head.brief(), head.digest())).orElse(Cell.NONE),
        PublishedRun.of(run.folder(), record)
            .map(there -> new Cell(there.id(), there.id(), there.page()))
            .orElse(Cell.NONE));
  }

  /** Settings and provenance: a value that all runs share once, a differing one with its runs. */
  private static Table provenance(List<Run> runs) {
    SequencedMap<String, Map<String, List<String>>> values = new LinkedHashMap<>();
    for (Run run : runs) {
      run.record().provenance().forEach((key, value) -> note(values, key, value, run));
      run.record().settings().forEach((key, value) -> note(values, key, value, run));
    }
    List<List<Cell>> rows = new ArrayList<>();
    values.forEach(
        (key, cells) ->
            cells.forEach(
                (value, names) ->
                    rows.add(List.of(Cell.of(key), Cell.of(value), inRuns(names, runs.size())))));
    return new Table(
        "provenance",
        "Settings and provenance",
        "Every value that decides a result and what made it. A value that all runs share is listed"
            + " once; differing ones name their runs.",
        List.of(
            Column.text("key", "key"), Column.text("value", "value"), Column.text("runs", "runs")),
        rows);
  }

  private static void note(
      Map<String, Map<String, List<String>>> values, String key, String value, Run run) {
    values
        .computeIfAbsent(key, k -> new TreeMap<>())
        .computeIfAbsent(value, v -> new ArrayList<>())
        .add(run.name());
  }

  private static Cell inRuns(List<String> names, int runs) {
    return names.size() == runs ? Cell.of("all") : Findings.names(names);
  }
}
