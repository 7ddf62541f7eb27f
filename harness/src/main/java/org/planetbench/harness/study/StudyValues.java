package org.planetbench.harness.study;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.stats.Sample;

/** The values of all cells of a study, and what can be asked of them. */
public record StudyValues(List<StudyValue> all) {
  public StudyValues {
    all = List.copyOf(all);
  }

  StudyValues where(Predicate<StudyValue> condition) {
    return new StudyValues(all.stream().filter(condition).toList());
  }

  StudyValues of(String task, String variant) {
    return where(value -> value.task().equals(task) && value.variant().equals(variant));
  }

  StudyValues of(String subject) {
    return where(value -> value.subject().equals(subject));
  }

  StudyValues quantity(String quantity) {
    return where(value -> value.quantity().equals(quantity));
  }

  /** Of each seed, checkpoint and subject one quantity less another. */
  StudyValues less(String quantity, String other) {
    StudyValues others = quantity(other);
    return new StudyValues(
        quantity(quantity).all.stream()
            .flatMap(value -> others.all.stream().filter(value::isBeside).map(value::less))
            .toList());
  }

  /** Those after as many environment steps, the fewest first. */
  List<StudyValues> byCheckpoint() {
    return distinct(StudyValue::environmentSteps).stream()
        .sorted()
        .map(steps -> where(value -> value.environmentSteps() == steps))
        .toList();
  }

  /** Those of each cell's last checkpoint. */
  StudyValues last() {
    Map<String, Long> last = new TreeMap<>();
    all.forEach(value -> last.merge(cell(value), value.environmentSteps(), Math::max));
    return where(value -> value.environmentSteps() == last.getOrDefault(cell(value), -1L));
  }

  private static String cell(StudyValue value) {
    return value.task() + " " + value.variant() + " " + value.seed();
  }

  /** Distinct values of a column, in the order in which they come. */
  <T> List<T> distinct(Function<StudyValue, T> column) {
    return all.stream().map(column).distinct().toList();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** One number a seed; of several of one seed their mean. */
  BySeed bySeed() {
    SortedMap<Long, double[]> sums = new TreeMap<>();
    for (StudyValue value : all) {
      double[] sum = sums.computeIfAbsent(value.seed(), seed -> new double[2]);
      sum[0] += value.value();
      sum[1]++;
    }
    SortedMap<Long, Double> means = new TreeMap<>();
    sums.forEach((seed, sum) -> means.put(seed, sum[0] / sum[1]));
    return new BySeed(means);
  }

  /** Over the seeds; there has to be one. */
  Sample sample() {
    return bySeed().sample().orElseThrow();
  }

  /** Of a quantity, over the seeds; there has to be one. */
  double mean(String quantity) {
    return quantity(quantity).sample().mean();
  }

  /** Seed by seed what these are more than others; empty without a seed that both have. */
  Optional<Sample> moreThan(StudyValues others) {
    return bySeed().less(others.bySeed()).sample();
  }

  /** Of each seed the values over environment steps. */
  List<Curve> curves() {
    return distinct(StudyValue::seed).stream()
        .map(
            seed -> {
              List<StudyValue> points = all.stream().filter(v -> v.seed() == seed).toList();
              return new Curve(
                  points.stream().mapToDouble(StudyValue::environmentSteps).toArray(),
                  points.stream().mapToDouble(StudyValue::value).toArray());
            })
        .toList();
  }
}
