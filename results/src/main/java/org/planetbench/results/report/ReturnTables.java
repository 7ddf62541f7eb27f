package org.planetbench.results.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.planetbench.results.outcome.Result;
import org.planetbench.results.page.Content;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** Final returns, and published numbers beside them. */
final class ReturnTables {
  private ReturnTables() {}

  static Content.Block section(ReportData data) {
    return Content.Block.of(
        "returns", "Returns", results(data.results()), published(data.results()));
  }

  static Table results(List<Result> results) {
    return new Table(
        "returns",
        "Final evaluation returns",
        "Mean over seeds of the last evaluation of each finished run; a seed counts once, however"
            + " many episodes it was evaluated on. The interval is Student's t over seeds; "
            + Interval.FEW_SEEDS
            + ". Reference numbers name their own budget of environment steps: a shorter run is not a failed"
            + " reproduction of a longer one.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.quiet("recipe", "recipe"),
            Column.number("mean_return", "mean return"),
            Column.number("interval_95", "95 % interval"),
            Column.number("finished_seeds", "seeds finished"),
            Column.text("per_seed", "per seed"),
            Column.number("evaluation_episodes", "episodes evaluated"),
            Column.number("environment_steps", "environment steps"),
            Column.number("random_return", "random agent"),
            Column.number("seeds_above_random", "seeds above random"),
            Column.text("published", "references, at environment steps")),
        results.stream().map(ReturnTables::row).toList());
  }

  private static List<Cell> row(Result result) {
    int all = result.group().runs().size();
    int finished = result.group().finished().size();
    return List.of(
        Cell.of(result.group().task()),
        Cell.of(result.group().name()),
        Cell.of(result.group().recipe()),
        Cell.of(result.mean()),
        result.interval().map(i -> Cell.range(i.low(), i.high())).orElse(Cell.NONE),
        new Cell(finished + " of " + all, Integer.toString(finished)),
        perSeed(result),
        episodes(result),
        result.seeds().isEmpty() ? Cell.NONE : Cell.of(result.environmentSteps()),
        result.baseline().map(baseline -> Cell.of(baseline.mean())).orElse(Cell.NONE),
        result.aboveRandom().isPresent()
            ? new Cell(
                result.aboveRandom().getAsLong() + " of " + result.seeds().size(),
                Long.toString(result.aboveRandom().getAsLong()))
            : Cell.NONE,
        besides(result.references()));
  }

  private static Cell perSeed(Result result) {
    return new Cell(
        result.seeds().stream()
            .map(seed -> "s" + seed.seed() + " " + Numbers.rounded(seed.meanReturn()))
            .collect(Collectors.joining(", ")),
        result.seeds().stream()
            .map(seed -> seed.seed() + ":" + seed.meanReturn())
            .collect(Collectors.joining(" ")));
  }

  private static Cell episodes(Result result) {
    IntStream counts = result.seeds().stream().mapToInt(Result.Seed::episodes);
    int total = counts.sum();
    return result.seeds().isEmpty() ? Cell.NONE : Cell.of(total);
  }

  private static Cell besides(List<Reference> references) {
    List<String> lines = references.stream().map(ReturnTables::oneLine).toList();
    return lines.isEmpty()
        ? Cell.NONE
        : new Cell(String.join("\n", lines), String.join("; ", lines));
  }

  private static String oneLine(Reference reference) {
    return value(reference).text() + " " + budget(reference) + " (" + reference.family() + ")";
  }

  private static Cell value(Reference reference) {
    return new Cell(
        Numbers.spread(reference.value(), reference.spread()), Double.toString(reference.value()));
  }

  /** Never a bare number: what it was trained on is half of what it says. */
  private static String budget(Reference reference) {
    return reference.environmentSteps() == 0
        ? "untrained"
        : "at " + Numbers.tick((double) reference.environmentSteps());
  }

  private static Table published(List<Result> results) {
    return new Table(
        "references",
        "Reference numbers beside these results",
        "Of each family the first number at or after the run's budget, else its last. Families"
            + " differ in code, protocol and budget and are never mixed; own-... are this"
            + " project's own.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.quiet("recipe", "recipe"),
            Column.text("family", "family"),
            Column.number("published_return", "reference return"),
            Column.number("published_environment_steps", "at environment steps"),
            Column.number("mean_return", "return here"),
            Column.number("environment_steps", "environment steps here"),
            Column.number("budget_share", "share of the budget"),
            Column.text("protocol", "protocol"),
            Column.text("source", "source")),
        results.stream().flatMap(ReturnTables::publishedRows).toList());
  }

  private static Stream<List<Cell>> publishedRows(Result result) {
    return result.references().stream()
        .map(
            reference ->
                List.of(
                    Cell.of(result.group().task()),
                    Cell.of(result.group().name()),
                    Cell.of(result.group().recipe()),
                    Cell.of(reference.family()),
                    value(reference),
                    Cell.of(reference.environmentSteps()),
                    Cell.of(result.mean()),
                    result.seeds().isEmpty() ? Cell.NONE : Cell.of(result.environmentSteps()),
                    share(result, reference).map(Cell::percent).orElse(Cell.NONE),
                    Cell.of(reference.protocol()),
                    Cell.of(reference.source())));
  }

  private static Optional<Double> share(Result result, Reference reference) {
    return reference.environmentSteps() == 0 || result.seeds().isEmpty()
        ? Optional.empty()
        : Optional.of((double) result.environmentSteps() / reference.environmentSteps());
  }
}
