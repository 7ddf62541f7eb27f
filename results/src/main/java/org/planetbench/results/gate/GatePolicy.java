package org.planetbench.results.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.planetbench.results.run.Metric;

/** What a gate tolerates: data, read from {@code ci/gates}. */
public record GatePolicy(String title, Returns returns, Latency latency) {
  /** With less, half of a return could be lost, and be called detectable. */
  public static final double LEAST_POWER = 0.8;

  /** Which way is better. */
  public enum Better {
    HIGHER,
    LOWER,
    /** Neither: what moved is suspicious. */
    NEITHER
  }

  /**
   * @param reference family that runs are held against
   * @param alpha the probability of a false alarm of the whole gate, but for checks with a level of
   *     their own
   * @param power with which a difference counts as detectable: it is found, and is more than what
   *     is tolerated
   * @param leastSeeds of a task and variant
   * @param publishedMargin share of a published number within which a mean counts as equivalent
   * @param publishedSettings with which published numbers were taken: a run that is set otherwise
   *     may be equivalent, but is neither worse nor better for it
   */
  public record Returns(
      String reference,
      double alpha,
      double power,
      int leastSeeds,
      List<Check> checks,
      List<Above> above,
      double publishedMargin,
      Map<String, String> publishedSettings) {
    public Returns {
      checks = List.copyOf(checks);
      above = List.copyOf(above);
      publishedSettings = Map.copyOf(publishedSettings);
      requireShare("alpha", alpha);
      requirePower(power);
      requireShare("published_margin", publishedMargin);
      if (leastSeeds < 2) {
        throw new IllegalArgumentException("least_seeds: expected 2 or more, got " + leastSeeds);
      }
    }

    /** The same, held against another family. */
    public Returns against(String family) {
      return new Returns(
          family, alpha, power, leastSeeds, checks, above, publishedMargin, publishedSettings);
    }
  }

  /**
   * What is compared of the runs of some variants.
   *
   * @param tolerance share of the reference by which a mean may move without notice
   * @param mustDetect share of the reference: a check that could have missed a change for the worse
   *     of this size is inconclusive
   * @param alpha the check's own level, for each of its comparisons: on top of the gate's, so that
   *     what spreads much can be seen at all; empty where it has its share of the gate's
   * @param informational why the check decides nothing, for all to read; empty where it decides
   */
  public record Check(
      List<String> variants,
      List<String> metrics,
      Better better,
      double tolerance,
      double mustDetect,
      Optional<Double> alpha,
      Optional<String> informational) {
    /** What {@code mustDetect} is at most for returns: no policy lets half of one go unseen. */
    public static final double MOST_OF_A_RETURN = 0.5;

    public Check {
      variants = List.copyOf(variants);
      metrics = List.copyOf(metrics);
      alpha.ifPresent(share -> requireShare("alpha", share));
      if (!(tolerance >= 0) || !(mustDetect > 0)) {
        throw new IllegalArgumentException(
            "tolerance, must_detect: expected shares from 0 up, got %s and %s"
                .formatted(tolerance, mustDetect));
      }
      if (metrics.contains(Metric.EPISODE_RETURN.id()) && mustDetect > MOST_OF_A_RETURN) {
        throw new IllegalArgumentException(
            "must_detect of %s: expected at most %s, got %s; what cannot see half of a return lost can be informational, with a reason"
                .formatted(Metric.EPISODE_RETURN.id(), MOST_OF_A_RETURN, mustDetect));
      }
      if (informational.isPresent() && informational.get().strip().split("\\s+").length < 3) {
        throw new IllegalArgumentException(
            "informational: expected a reason of three words or more, got '%s'"
                .formatted(informational.get()));
      }
    }
  }

  /**
   * A variant's returns have to be above another's of the same runs.
   *
   * @param by how many times, at least
   * @param alpha at which they have to stand apart; not divided by the number of comparisons, since
   *     here the alarm is not to find a difference
   */
  public record Above(String variant, String over, double by, double alpha) {
    public Above {
      requireShare("alpha", alpha);
    }
  }

  /**
   * @param reference family that was blessed
   * @param slower how many times slower than the base commit it may get
   * @param drift how many times slower than the reference, which was measured another day, the
   *     median may get
   * @param driftP95 likewise the 95th percentile, which whatever else runs moves much more
   * @param leastRounds processes on either side
   * @param mustDetect how many times slower than is tolerated has to be noticed, for a pass
   */
  public record Latency(
      String reference,
      double alpha,
      double power,
      double slower,
      double drift,
      double driftP95,
      int leastRounds,
      double mustDetect) {
    public Latency {
      requireShare("alpha", alpha);
      requirePower(power);
      if (!(slower > 1) || !(drift >= slower) || !(driftP95 >= drift) || !(mustDetect > 1)) {
        throw new IllegalArgumentException(
            "slower, drift, drift_p95, must_detect: expected 1 < slower <= drift <= drift_p95 and 1 < must_detect, got %s, %s, %s and %s"
                .formatted(slower, drift, driftP95, mustDetect));
      }
      if (leastRounds < 3) {
        throw new IllegalArgumentException("least_rounds: expected 3 or more, got " + leastRounds);
      }
    }
  }

  private static void requirePower(double power) {
    requireShare("power", power);
    if (power < LEAST_POWER) {
      throw new IllegalArgumentException(
          "power: expected at least %s, got %s; must_detect means nothing with less"
              .formatted(LEAST_POWER, power));
    }
  }

  private static void requireShare(String name, double share) {
    if (!(0 < share && share < 1)) {
      throw new IllegalArgumentException(name + ": expected a share between 0 and 1, got " + share);
    }
  }
}
