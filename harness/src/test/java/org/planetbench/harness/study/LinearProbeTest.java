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

  @Test
  void readsWhatIsLinear() {
    List<double[]> fitted = rows(400, 4);
    List<double[]> judged = rows(200, 4);
    double r2 = new LinearProbe(fitted, linear(fitted)).r2(judged, linear(judged));
    assertEquals(1, r2, 1e-4);
  }

  /** 300 numbers fit 400 records by chance, but not others. */
  @Test
  void aWideStateGainsNothingFromItsWidth() {
    List<double[]> fitted = rows(400, 300);
    List<double[]> judged = rows(200, 300);
    double r2 = new LinearProbe(fitted, rows(400, 1)).r2(judged, rows(200, 1));
    assertTrue(r2 < 0.05, "R^2 " + r2);
  }

  /** Ridge on x = -1, 0, 1, scaled to deviation 1, y = 0, 1, 5, penalty 1; judged on itself. */
  @Test
  void agreesWithARidgeByHand() {
    List<double[]> x = List.of(new double[] {-1}, new double[] {0}, new double[] {1});
    List<double[]> y = List.of(new double[] {0}, new double[] {1}, new double[] {5});
    // scaled x = -s, 0, s with s = sqrt(3/2); slope = 5 s / (2 s^2 + 1) = 5 s / 4
    // residuals from mean 2: -2 + 1.875, -1, 3 - 1.875; their squares over 14
    double expected = 1 - (0.125 * 0.125 + 1 + 1.125 * 1.125) / 14;
    assertEquals(expected, new LinearProbe(x, y).r2(x, y), 1e-12);
  }
}
