package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against rliable. */
class BootstrapTest {
  private static final double EXACT = 1e-13;

  private final JsonNode recorded = Recorded.read("aggregates");
  private final Scores x = Recorded.scores(recorded.required("x"));
  private final Scores y = Recorded.scores(recorded.required("y"));
  private final List<Aggregate> aggregates =
      List.of(
          Aggregate.INTERQUARTILE_MEAN,
          Aggregate.MEAN,
          Aggregate.MEDIAN,
          Aggregate.optimalityGap(recorded.required("gamma").doubleValue()));
  private final double[] taus = Recorded.numbers(recorded.required("taus"));
  private final Bootstrap bootstrap =
      new Bootstrap(20_000, recorded.required("confidence").doubleValue(), 7);

  @Test
  void aggregatesAreThoseOfRliable() {
    assertValues(recorded.at("/aggregates/x"), bootstrap.estimate(x, aggregates));
    assertValues(recorded.at("/aggregates/y"), bootstrap.estimate(y, aggregates));
    assertValues(recorded.at("/profile/x"), bootstrap.performanceProfile(x, taus));
    assertValues(recorded.at("/profile/y"), bootstrap.performanceProfile(y, taus));
    assertEquals(
        recorded.required("improvement").doubleValue(),
        bootstrap.probabilityOfImprovement(x, y).value(),
        EXACT);
  }

  @Test
  void intervalsAreThoseOfRliableWithinMonteCarloError() {
    assertIntervals("aggregates", bootstrap.estimate(x, aggregates));
    assertIntervals("profile", bootstrap.performanceProfile(x, taus));
    assertIntervals("improvement", List.of(bootstrap.probabilityOfImprovement(x, y)));
  }

  @Test
  void curveIsThatOfRliable() {
    SortedMap<Long, Scores> points = new TreeMap<>();
    double[] shares = Recorded.numbers(recorded.required("curve_shares"));
    for (int i = 0; i < shares.length; i++) {
      points.put(1000L * i, Recorded.scores(recorded.required("x"), shares[i]));
    }
    SortedMap<Long, Estimate> curve = bootstrap.curve(points, Aggregate.INTERQUARTILE_MEAN);
    assertEquals(List.of(0L, 1000L, 2000L), List.copyOf(curve.keySet()));
    assertValues(recorded.required("curve"), List.copyOf(curve.values()));
    assertIntervals("curve", List.copyOf(curve.values()));
    points.put(3000L, y);
    assertThrows(
        IllegalArgumentException.class,
        () -> bootstrap.curve(points, Aggregate.INTERQUARTILE_MEAN));
  }

  @Test
  void theSeedDecidesEveryBit() {
    Bootstrap other = new Bootstrap(20_000, bootstrap.confidence(), 8);
    assertEquals(bootstrap.estimate(x, aggregates), bootstrap.estimate(x, aggregates));
    assertNotEquals(bootstrap.estimate(x, aggregates), other.estimate(x, aggregates));
    assertEquals(
        bootstrap.probabilityOfImprovement(x, y), bootstrap.probabilityOfImprovement(x, y));
    assertEquals( // asked for alone or with others
        bootstrap.estimate(x, aggregates).get(2), bootstrap.estimate(x, Aggregate.MEDIAN));
  }

  @Test
  void fewerThanFiveSeedsHaveNoInterval() {
    Scores five = scores(5);
    for (int seeds = 1; seeds < 5; seeds++) {
      Scores few = scores(seeds);
      Optional<Interval> none = Optional.empty();
      assertEquals(new Estimate(0.5, none, seeds), bootstrap.estimate(few, Aggregate.MEAN));
      assertEquals(none, bootstrap.performanceProfile(few, 0.5).getFirst().interval());
      assertEquals(new Estimate(0.5, none, seeds), bootstrap.probabilityOfImprovement(few, five));
      assertEquals(none, bootstrap.probabilityOfImprovement(five, few).interval());
    }
    assertTrue(bootstrap.estimate(five, Aggregate.MEAN).interval().isPresent());
    assertTrue(bootstrap.probabilityOfImprovement(five, five).interval().isPresent());
  }

  /** Task a at 0.25 and task b at 0.75, whatever the seed. */
  private static Scores scores(int seeds) {
    Map<Long, Double> a = new TreeMap<>();
    Map<Long, Double> b = new TreeMap<>();
    for (long seed = 1; seed <= seeds; seed++) {
      a.put(seed, 0.25);
      b.put(seed, 0.75);
    }
    return Scores.of(Map.of("a", a, "b", b));
  }

  @Test
  void comparesEqualTasksOnly() {
    Scores other = Scores.of(Map.of("task_0", Map.of(1L, 0.25)));
    assertThrows(
        IllegalArgumentException.class, () -> bootstrap.probabilityOfImprovement(x, other));
  }

  private static void assertValues(JsonNode expected, List<Estimate> estimates) {
    assertEquals(expected.size(), estimates.size());
    for (int i = 0; i < estimates.size(); i++) {
      assertEquals(expected.get(i).doubleValue(), estimates.get(i).value(), EXACT, "number " + i);
    }
  }

  /** Two deviations of one of the twelve, of a tenth as many resamples: more than four of ours. */
  private void assertIntervals(String name, List<Estimate> estimates) {
    JsonNode expected = recorded.required("intervals").required(name);
    assertEquals(expected.required("mean").size(), estimates.size());
    for (int i = 0; i < estimates.size(); i++) {
      Interval interval = estimates.get(i).interval().orElseThrow();
      double[] mean = Recorded.numbers(expected.required("mean").get(i));
      double[] deviation = Recorded.numbers(expected.required("deviation").get(i));
      assertEquals(mean[0], interval.low(), 2 * deviation[0] + EXACT, name + i);
      assertEquals(mean[1], interval.high(), 2 * deviation[1] + EXACT, name + i);
      assertEquals(bootstrap.confidence(), interval.confidence());
    }
  }
}
