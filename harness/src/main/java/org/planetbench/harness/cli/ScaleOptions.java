package org.planetbench.harness.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.stats.ScoreScale;
import picocli.CommandLine.Option;

/** The scores that count as 0 and as 1: for all tasks, or for those that are named. */
final class ScaleOptions {
  private static final String MAXIMUM = "--scale";
  private static final String MINIMUM = "--min";

  @Option(
      names = {MAXIMUM, "--max"},
      paramLabel = "[TASK=]SCORE",
      hideParamSyntax = true,
      split = ",",
      description =
          "The score that counts as 1. Default: 1, scores as they are. 1000 is the highest return of"
              + " a Control Suite task. Given again with TASK=, that of one task, or of those that a"
              + " pattern with * means: --scale 1000 --scale 'mw-*=1,maze=50'.")
  private List<String> maxima = List.of();

  @Option(
      names = MINIMUM,
      paramLabel = "[TASK=]SCORE",
      hideParamSyntax = true,
      split = ",",
      description = "The score that counts as 0, likewise. Default: 0.")
  private List<String> minima = List.of();

  private record Named(double forAll, SequencedMap<String, Double> byTask) {}

  ScoreScale scale(SequencedSet<String> tasks) {
    Named minimum = named(MINIMUM, minima, 0, tasks);
    Named maximum = named(MAXIMUM, maxima, 1, tasks);
    ScoreScale scale =
        new ScoreScale(minimum.forAll, maximum.forAll, minimum.byTask, maximum.byTask);
    try {
      tasks.forEach(scale::of);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(MINIMUM + " and " + MAXIMUM + ": " + e.getMessage(), e);
    }
    return scale;
  }

  private static Named named(
      String option, List<String> values, double otherwise, SequencedSet<String> tasks) {
    double forAll = otherwise;
    SequencedMap<String, Double> byTask = new LinkedHashMap<>();
    for (String value : values) {
      int equals = value.lastIndexOf('=');
      double score = score(option, value, value.substring(equals + 1));
      if (equals < 0) {
        forAll = score;
      } else {
        String pattern = value.substring(0, equals);
        if (tasks.stream().noneMatch(ScoreScale.matches(pattern))) {
          throw new BadInputException(
              "%s %s: expected a task or a pattern of some, got '%s'; there are %s"
                  .formatted(option, value, pattern, String.join(", ", tasks)));
        }
        byTask.remove(pattern);
        byTask.put(pattern, score);
      }
    }
    return new Named(forAll, byTask);
  }

  private static double score(String option, String value, String score) {
    try {
      return Double.parseDouble(score);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "%s %s: expected a number such as 1000, or with its task walker_walk=1000, got '%s'"
              .formatted(option, value, score),
          e);
    }
  }

  /** {@code A score of 0 counts as 0, 1000 as 1.}; of several scales, each with its tasks. */
  static String explanation(ScoreScale scale, SequencedSet<String> tasks) {
    SequencedMap<ScoreScale.Range, Integer> counts = new LinkedHashMap<>();
    tasks.forEach(task -> counts.merge(scale.of(task), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(
            entry ->
                (counts.size() == 1
                        ? "A score of "
                        : "Of %d task%s a score of "
                            .formatted(entry.getValue(), entry.getValue() == 1 ? "" : "s"))
                    + StatsText.plain(entry.getKey().minimum())
                    + " counts as 0, "
                    + StatsText.plain(entry.getKey().maximum())
                    + " as 1.")
        .collect(Collectors.joining(" "));
  }
}
