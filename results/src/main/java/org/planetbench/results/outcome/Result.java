package org.planetbench.results.outcome;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.References;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.run.Metric;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.Sample;

/**
 * What the finished runs of a group came to.
 *
 * @param seeds the last evaluation of each finished run, by seed
 * @param baseline of the task; empty where nothing acted at random
 * @param references what the mean may be read beside
 */
public record Result(
    Group group, List<Seed> seeds, Optional<Baseline> baseline, List<Reference> references) {

  private static final double CONFIDENCE = 0.95;

  public record Seed(long seed, double meanReturn, int episodes, long environmentSteps) {}

  public Result {
    seeds = List.copyOf(seeds);
    references = List.copyOf(references);
  }

  public static List<Result> of(List<Run> runs, References references) {
    return Group.of(runs).stream().map(group -> of(group, runs, references)).toList();
  }

  private static Result of(Group group, List<Run> runs, References references) {
    List<Seed> seeds = new ArrayList<>();
    for (Run run : group.finished()) {
      List<Evaluation> evaluations = run.evaluations();
      if (!evaluations.isEmpty()) {
        Evaluation last = evaluations.getLast();
        seeds.add(
            new Seed(
                run.record().seed(), last.mean(), last.returns().size(), run.environmentSteps()));
      }
    }
    long environmentSteps = seeds.stream().mapToLong(Seed::environmentSteps).max().orElse(0);
    return new Result(
        group,
        seeds,
        Baseline.beside(group, runs),
        references.beside(
            group.task(), group.variant(), Metric.EPISODE_RETURN.id(), environmentSteps));
  }

  /** Over seeds; not a number without a finished run. */
  public double mean() {
    return seeds.stream().mapToDouble(Seed::meanReturn).average().orElse(Double.NaN);
  }

  /** Of the mean, by Student's t over seeds; empty where that says nothing. */
  public Optional<Interval> interval() {
    double[] means = seeds.stream().mapToDouble(Seed::meanReturn).toArray();
    return means.length > 1 && Arrays.stream(means).allMatch(Double::isFinite)
        ? Sample.of(means).interval(CONFIDENCE)
        : Optional.empty();
  }

  /** Of one minus the other, over the seeds that both have; empty where they have none. */
  public static Optional<Contrast> contrast(Result one, Result other) {
    double[] differences =
        one.seeds.stream()
            .flatMap(
                seed ->
                    other.seeds.stream()
                        .filter(with -> with.seed() == seed.seed())
                        .map(with -> seed.meanReturn() - with.meanReturn()))
            .mapToDouble(Double::doubleValue)
            .toArray();
    return differences.length == 0
        ? Optional.empty()
        : Optional.of(Contrast.of(CONFIDENCE, differences));
  }

  /** The most that one of the seeds was trained on. */
  public long environmentSteps() {
    return seeds.stream().mapToLong(Seed::environmentSteps).max().orElse(0);
  }

  /** Seeds whose own mean is above the mean of acting at random. */
  public OptionalLong aboveRandom() {
    return baseline.isEmpty() || group.isRandom()
        ? OptionalLong.empty()
        : OptionalLong.of(
            seeds.stream().filter(seed -> seed.meanReturn() > baseline.get().mean()).count());
  }
}
