package org.planetbench.results.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.planetbench.results.outcome.Baseline;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Result;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.plot.TerminalPlot;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.TerminalText;

/** The report in a few words. */
final class Summary {
  private static final int PLOT_COLUMNS = 60;
  private static final int PLOT_ROWS = 10;
  private static final int MOST_HEADLINES = 12;

  private Summary() {}

  static String subtitle(List<Run> runs) {
    if (runs.isEmpty()) {
      return "no runs";
    }
    return "profile "
        + distinct(runs, run -> run.record().profile())
        + " · recipe "
        + distinct(runs, run -> run.record().recipe())
        + " · started "
        + runs.stream()
            .map(run -> run.record().startedAt())
            .min((a, b) -> a.compareTo(b))
            .orElseThrow()
            .toString()
            .substring(0, 10);
  }

  private static String distinct(List<Run> runs, Function<Run, String> value) {
    return runs.stream().map(value).distinct().sorted().collect(Collectors.joining(", "));
  }

  static List<Content.Figure> figures(List<Run> runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    long finished = runs.stream().filter(Run::finished).count();
    long steps = runs.stream().mapToLong(Run::environmentSteps).sum();
    long updates = runs.stream().mapToLong(Run::updateSteps).sum();
    double seconds = runs.stream().mapToDouble(Run::wallClockS).sum();
    return List.of(
        new Content.Figure(finished + " of " + runs.size(), "runs finished"),
        new Content.Figure(count(runs, run -> run.record().task()), "tasks"),
        new Content.Figure(count(runs, run -> run.record().variant()), "variants"),
        new Content.Figure(Numbers.grouped(steps), "environment steps"),
        new Content.Figure(Numbers.grouped(updates), "update steps"),
        new Content.Figure(Numbers.duration(seconds), "running time"));
  }

  private static String count(List<Run> runs, Function<Run, String> value) {
    return Long.toString(runs.stream().map(value).distinct().count());
  }

  /** One line a task and learning variant; PlaNet's first. */
  static List<String> headlines(List<Run> runs, List<Result> results) {
    if (runs.isEmpty()) {
      return List.of("There are no runs here yet. bench run makes some; then bench report again.");
    }
    List<String> lines = new ArrayList<>();
    List<Group> groups = results.stream().map(Result::group).toList();
    results.stream()
        .filter(result -> !result.group().isRandom() && !result.seeds().isEmpty())
        .forEach(result -> lines.add(headline(result, result.group().label(groups))));
    if (lines.isEmpty()) {
      return List.of("No run has finished yet; the curves show how far they are.");
    }
    List<String> headlines = verdicts(results);
    if (headlines.size() + lines.size() <= MOST_HEADLINES) {
      headlines.addAll(lines);
    } else {
      headlines.add(
          Numbers.grouped(lines.size())
              + " combinations of task, variant and recipe finished; the first table has them.");
    }
    return headlines;
  }

  /** On how many seeds it all rests, and what is clear. */
  private static List<String> verdicts(List<Result> results) {
    List<String> lines = new ArrayList<>();
    Verdicts.caution(results).ifPresent(lines::add);
    Verdicts.editions(results).ifPresent(lines::add);
    lines.addAll(Verdicts.betweenVariants(results));
    return lines;
  }

  private static String headline(Result result, String label) {
    StringBuilder line = new StringBuilder();
    line.append(result.group().task()).append(", ").append(label);
    line.append(
        String.format(
            Locale.ROOT,
            ": mean return %s over %d %s",
            Numbers.rounded(result.mean()),
            result.seeds().size(),
            result.seeds().size() == 1 ? "seed" : "seeds"));
    if (result.environmentSteps() > 0) {
      line.append(" after ").append(Numbers.grouped(result.environmentSteps()));
      line.append(" environment steps");
    }
    result
        .baseline()
        .ifPresent(
            baseline ->
                line.append("; acting at random returns ")
                    .append(Numbers.rounded(baseline.mean()))
                    .append(", ")
                    .append(result.aboveRandom().orElse(0))
                    .append(" of ")
                    .append(result.seeds().size())
                    .append(" seeds are above it")
                    .append(Verdicts.againstRandom(result, baseline)));
    return line.append('.').toString();
  }

  /** What {@code bench run} ends with. */
  static String forTerminal(List<Group> groups, List<Result> results, Findings findings) {
    String warnings = findings.text();
    if (groups.isEmpty()) {
      return "There are no runs here yet.\n" + warnings;
    }
    StringBuilder text = new StringBuilder();
    for (String task : groups.stream().map(Group::task).distinct().toList()) {
      TerminalPlot plot = new TerminalPlot(PLOT_COLUMNS, PLOT_ROWS, Run.TRAINING);
      groups.stream()
          .filter(group -> group.task().equals(task) && group.trained())
          .forEach(group -> plot.add(group.label(groups), mean(group)));
      Baseline.each(task, groups.stream().flatMap(group -> group.runs().stream()).toList())
          .forEach(baseline -> plot.level(baseline.source(), baseline.mean()));
      String drawn = plot.draw();
      text.append(drawn.isEmpty() ? "" : task + ": mean return of evaluations\n" + drawn + "\n");
    }
    text.append(
        ReturnTables.results(results)
            .plain(
                List.of(
                    "task",
                    "variant",
                    "mean_return",
                    "finished_seeds",
                    "environment_steps",
                    "random_return",
                    "seeds_above_random")));
    List<String> verdicts = verdicts(results);
    text.append(verdicts.isEmpty() ? "" : "\n");
    verdicts.forEach(line -> text.append(TerminalText.wrapped(line)));
    return text.append(warnings).toString();
  }

  private static Curve mean(Group group) {
    return Curve.mean(
        group.counted().stream().map(Run::evaluationCurve).filter(c -> !c.isEmpty()).toList());
  }
}
