package org.planetbench.agents.nn.kernel;

/** The standard normal distribution in double precision, of {@link StrictMath} alone. */
public final class StandardNormal {
  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;

  /** Beyond it the distribution is 0 or 1, but for 1e-18. */
  private static final double FAR = 8.8;

  private StandardNormal() {}

  public static double logDensity(double x) {
    return -0.5 * x * x - HALF_LOG_TWO_PI;
  }

  public static double density(double x) {
    return StrictMath.exp(logDensity(x));
  }

  /**
   * P(X <= x), to an absolute error of some 5e-16.
   *
   * <p>1/2 + density(x) (x + x^3 / 3 + x^5 / (3 5) + ...), whose terms have one sign, so that none
   * cancels another (Marsaglia 2004).
   */
  public static double below(double x) {
    if (Math.abs(x) > FAR) {
      return x > 0 ? 1 : 0;
    }
    double square = x * x;
    double term = x;
    double sum = x;
    for (int odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
      term *= square / odd;
      sum += term;
    }
    return 0.5 + density(x) * sum;
  }

  /**
   * The x with {@link #below} p; of a p at most 1e-17 from 0 or 1 it is infinite.
   *
   * <p>Two steps of Halley's from Hastings' approximation (Abramowitz and Stegun 26.2.23), which is
   * within 5e-4 and each of which cubes the error, but for a constant.
   */
  public static double quantile(double p) {
    double tail = Math.min(p, 1 - p);
    if (tail <= 1e-17) {
      return p < 0.5 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    double t = StrictMath.sqrt(-2 * StrictMath.log(tail));
    double up = 2.515517 + t * (0.802853 + t * 0.010328);
    double down = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
    double x = p < 0.5 ? up / down - t : t - up / down;
    for (int i = 0; i < 2; i++) {
      double error = (below(x) - p) / density(x);
      x -= error / (1 + 0.5 * x * error);
    }
    return x;
  }
}
