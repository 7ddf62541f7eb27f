package org.planetbench.suites.control;

import java.util.function.DoubleUnaryOperator;
import org.planetbench.suites.mujoco.NativeArray;

/** Sums in the order in which NumPy adds: every rounding is its own. */
public final class NumpySums {
  private static final int LANES = 8;

  private NumpySums() {}

  /** {@code linalg.norm(to - from)}. */
  public static double distance(NativeArray from, NativeArray to) {
    double squares = 0;
    for (int i = 0; i < from.length(); i++) {
      double difference = to.get(i) - from.get(i);
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }

  /** {@code linalg.norm([x, y])}. */
  public static double norm(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  /** {@code linalg.norm([x, y, z])}. */
  public static double norm(double x, double y, double z) {
    return Math.sqrt(x * x + y * y + z * z);
  }

  /**
   * {@code sum(f(array))}, of at most 128 numbers: eight sums side by side, each of every eighth
   * number, added in pairs; then the numbers that are left.
   */
  static double of(NativeArray array, DoubleUnaryOperator f) {
    int whole = array.length() - array.length() % LANES;
    double sum = 0;
    if (whole > 0) {
      sum = pairs(array, f, whole, 0, LANES);
    }
    for (int i = whole; i < array.length(); i++) {
      sum += f.applyAsDouble(array.get(i));
    }
    return sum;
  }

  /** Of {@code lanes} lanes from {@code first} on. */
  private static double pairs(
      NativeArray array, DoubleUnaryOperator f, int whole, int first, int lanes) {
    if (lanes > 1) {
      int half = lanes / 2;
      return pairs(array, f, whole, first, half) + pairs(array, f, whole, first + half, half);
    }
    double lane = f.applyAsDouble(array.get(first));
    for (int i = first + LANES; i < whole; i += LANES) {
      lane += f.applyAsDouble(array.get(i));
    }
    return lane;
  }
}
