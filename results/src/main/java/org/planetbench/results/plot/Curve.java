package org.planetbench.results.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Points of one line, x ascending. */
public record Curve(double[] x, double[] y) {
  public Curve {
    if (x.length != y.length) {
      throw new IllegalArgumentException("expected " + x.length + " values, got " + y.length);
    }
  }

  public boolean isEmpty() {
    return x.length == 0;
  }

  public double lastX() {
    return x[x.length - 1];
  }

  public double lastY() {
    return y[y.length - 1];
  }

  double least() {
    return Arrays.stream(y).min().orElseThrow();
  }

  double most() {
    return Arrays.stream(y).max().orElseThrow();
  }

  /** Between points on the straight line, outside as at the nearest end. */
  public double at(double position) {
    int next = 0;
    while (next < x.length && x[next] < position) {
      next++;
    }
    if (next == 0 || next == x.length) {
      return y[next == 0 ? 0 : x.length - 1];
    }
    double share = (position - x[next - 1]) / (x[next] - x[next - 1]);
    return y[next - 1] + share * (y[next] - y[next - 1]);
  }

  /** Without the points that a diverged run left. */
  public Curve finite() {
    int[] kept =
        IntStream.range(0, x.length)
            .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
            .toArray();
    return new Curve(
        IntStream.of(kept).mapToDouble(i -> x[i]).toArray(),
        IntStream.of(kept).mapToDouble(i -> y[i]).toArray());
  }

  /** At most {@code points} points, each the mean of a run of neighbours of equal count. */
  public Curve thinned(int points) {
    if (x.length <= points) {
      return this;
    }
    double[] thinX = new double[points];
    double[] thinY = new double[points];
    for (int i = 0; i < points; i++) {
      int from = (int) ((long) i * x.length / points);
      int to = (int) ((long) (i + 1) * x.length / points);
      thinX[i] = Arrays.stream(x, from, to).average().orElseThrow();
      thinY[i] = Arrays.stream(y, from, to).average().orElseThrow();
    }
    return new Curve(thinX, thinY);
  }

  /** The mean at every x that all {@code curves} have; empty if they share none. */
  public static Curve mean(List<Curve> curves) {
    SequencedMap<Double, List<Double>> values = new TreeMap<>();
    for (Curve curve : curves) {
      for (int i = 0; i < curve.x.length; i++) {
        values.computeIfAbsent(curve.x[i], key -> new ArrayList<>()).add(curve.y[i]);
      }
    }
    values.values().removeIf(shared -> shared.size() < curves.size());
    double[] x = values.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    double[] y =
        values.values().stream()
            .mapToDouble(list -> list.stream().mapToDouble(Double::doubleValue).sum() / list.size())
            .toArray();
    return new Curve(x, y);
  }
}
