package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class LinearProbeTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);

  private List<double[]> rows(int count, int width) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(random.doubles(width, -1, 1).toArray());
    }
    return rows;
  }

  /**
   * Twice the first, less the second, and 5; the other output never moves and counts for nothing.
   */
  private static List<double[]> linear(List<double[]> inputs) {
    return inputs.stream().map(x -> new double[] {2 * x[0] - x[1] + 5, 3}).toList();
  }

  private List<List<double[]>> episodes(int count, int records, int width) {
    List<List<double[]>> episodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      episodes.add(rows(records, width));
    }
    return episodes;
  }

  @Test
  void readsWhatIsLinear() {
    List<List<double[]>> fitted = episodes(4, 100, 4);
    List<double[]> judged = rows(200, 4);
    LinearProbe probe =
        new LinearProbe(fitted, fitted.stream().map(LinearProbeTest::linear).toList());
    double[] r2 = probe.r2(judged, linear(judged));
    assertEquals(1, r2[0], 1e-9);
    assertEquals(1e-3, probe.penalty(0));
    assertTrue(Double.isNaN(r2[1]), "R^2 " + r2[1]);
  }

  /**
   * 300 numbers fit 400 records by chance, but not others: a great penalty reads nearly nothing.
   */
  @Test
  void aWideStateGainsNothingFromItsWidth() {
    LinearProbe probe = new LinearProbe(episodes(4, 100, 300), episodes(4, 100, 1));
    assertTrue(probe.penalty(0) >= 1e4, "penalty " + probe.penalty(0));
    double r2 = probe.r2(rows(200, 300), rows(200, 1))[0];
    assertTrue(-0.02 < r2 && r2 < 0.02, "R^2 " + r2);
  }

  /** A wide state that knows is read nearly as well as a narrow one. */
  @Test
  void aWideStateLosesLittleFromItsWidth() {
    List<List<double[]>> fitted = episodes(4, 100, 300);
    List<double[]> judged = rows(200, 300);
    LinearProbe probe =
        new LinearProbe(fitted, fitted.stream().map(LinearProbeTest::linear).toList());
    double r2 = probe.r2(judged, linear(judged))[0];
    assertTrue(r2 > 0.9, "R^2 %s with penalty %s".formatted(r2, probe.penalty(0)));
  }

  /**
   * Two episodes of x = -1, 1 and y = a x in one, b x in the other. Fitted to one, a slope shrinks
   * by k = 2 / (2 + penalty), and (b - k a)^2 + (a - k b)^2 is least at k = 2 a b / (a^2 + b^2):
   * with a = 1, b = 6 + sqrt 35 at 1/6, penalty 10; with a = b at 1; with a = -b below 0.
   */
  @Test
  void eachOutputHasThePenaltyThatReadsTheEpisodeLeftOutBest() {
    double b = 6 + Math.sqrt(35);
    List<double[]> x = List.of(new double[] {-1}, new double[] {1});
    List<double[]> y = List.of(new double[] {-1, -3, -1}, new double[] {1, 3, 1});
    List<double[]> other = List.of(new double[] {-b, -3, 1}, new double[] {b, 3, -1});
    LinearProbe probe = new LinearProbe(List.of(x, x), List.of(y, other));
    assertEquals(10, probe.penalty(0));
    assertEquals(1e-3, probe.penalty(1));
    assertEquals(1e5, probe.penalty(2));
    // of both: slope = (2 + 2 b) / (4 + 10), residuals 1 - slope and b - slope
    double slope = (1 + b) / 7;
    double residual = (1 - slope) * (1 - slope) + (b - slope) * (b - slope);
    List<List<double[]>> both = List.of(y, other);
    double[] r2 = probe.r2(LinearProbe.flat(List.of(x, x)), LinearProbe.flat(both));
    assertEquals(1 - residual / (1 + b * b), r2[0], 1e-12);
    assertEquals(0, r2[2], 1e-12);
  }
}
