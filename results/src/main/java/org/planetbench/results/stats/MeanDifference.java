package org.planetbench.results.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Student's t for the difference of two means: of two whose spreads are not taken to be alike
 * (Welch 1947), of one and a number that is taken as exact, or with a spread that was pooled
 * ({@link PooledT}).
 *
 * @param difference mean of x minus mean of y
 * @param standardError of the difference; where it is 0 any difference is significant
 * @param degreesOfFreedom by Welch and Satterthwaite, so not whole
 */
public record MeanDifference(double difference, double standardError, double degreesOfFreedom) {
  public MeanDifference {
    if (!Double.isFinite(difference) || !(standardError >= 0) || !(degreesOfFreedom > 0)) {
      throw new IllegalArgumentException(
          "expected a finite difference, an error from 0 up and a number of degrees of freedom"
              + " above 0, got %s, %s and %s"
                  .formatted(difference, standardError, degreesOfFreedom));
    }
  }

  /** Of two samples of two seeds or more each. */
  public static MeanDifference of(Sample x, Sample y) {
    requireTwo(x);
    requireTwo(y);
    double ofX = x.deviation() * x.deviation() / x.count();
    double ofY = y.deviation() * y.deviation() / y.count();
    double sum = ofX + ofY;
    double freedom =
        sum == 0
            ? x.count() + y.count() - 2
            : sum * sum / (ofX * ofX / (x.count() - 1) + ofY * ofY / (y.count() - 1));
    return new MeanDifference(x.mean() - y.mean(), Math.sqrt(sum), freedom);
  }

  /** Of a sample of two seeds or more, and a number without an error. */
  public static MeanDifference fromExact(Sample x, double exact) {
    requireTwo(x);
    return new MeanDifference(
        x.mean() - exact, x.deviation() / Math.sqrt(x.count()), x.count() - 1);
  }

  private static void requireTwo(Sample sample) {
    if (sample.count() < 2) {
      throw new IllegalArgumentException("expected 2 seeds or more a side, got " + sample.count());
    }
  }

  /**
   * Of the test that the true difference is {@code hypothesis}, against its being less, greater or
   * either.
   */
  public double pValue(double hypothesis, Alternative alternative) {
    double statistic = statistic(hypothesis);
    TDistribution t = distribution();
    return switch (alternative) {
      case LESS -> t.cumulativeProbability(statistic);
      case GREATER -> t.survivalProbability(statistic);
      case TWO_SIDED -> 2 * t.survivalProbability(Math.abs(statistic));
    };
  }

  /**
   * The p value of two one-sided tests: small if the difference is both above {@code -margin} and
   * below {@code margin} (Schuirmann 1987). A large p value doesn't show that they differ.
   */
  public double pValueOfEquivalence(double margin) {
    if (!(margin > 0)) {
      throw new IllegalArgumentException("margin: expected a number above 0, got " + margin);
    }
    return Math.max(pValue(-margin, Alternative.GREATER), pValue(margin, Alternative.LESS));
  }

  /** Of the difference. */
  public Interval interval(double confidence) {
    Interval.requireConfidence(confidence);
    double half = distribution().inverseSurvivalProbability((1 - confidence) / 2) * standardError;
    return new Interval(difference - half, difference + half, confidence);
  }

  /**
   * The smallest true difference that the two-sided test of no difference would have found with
   * probability {@code power}, had the measured spread been the true one.
   */
  public double detectable(double alpha, double power) {
    return Power.detectableDifference(standardError, degreesOfFreedom, alpha, power);
  }

  double statistic(double hypothesis) {
    double distance = difference - hypothesis;
    return distance == 0 ? 0 : distance / standardError;
  }

  private TDistribution distribution() {
    return TDistribution.of(degreesOfFreedom);
  }
}
