package org.planetbench.results.stats;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * What a one-sided exact {@link MannWhitney} test with a tolerance would have seen, of values with
 * normal noise: by always the same draws, since it has no formula.
 *
 * <p>A shift by d is seen where the sum of ranks is significant, so that enough pairs differ by
 * less than d the other way, and the median of all pairs' differences (Hodges and Lehmann 1963)
 * exceeds what is tolerated: in each draw from one d on.
 */
public final class RankPower {
  private static final int DRAWS = 4_000;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private RankPower() {}

  /**
   * The least shift of x upwards that is seen with a probability.
   *
   * @param deviation of a value on either side
   * @param tolerated shift: a measured one up to it says nothing
   * @param alpha below which a p value is significant; one that so many values can have
   * @param power the probability
   */
  public static double detectableShift(
      int countX, int countY, double deviation, double tolerated, double alpha, double power) {
    int pairs = MannWhitney.leastSignificantU(countX, countY, alpha);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    double[] seen = new double[DRAWS];
    double[] differences = new double[countX * countY];
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] x = noise(random, countX, deviation);
      double[] y = noise(random, countY, deviation);
      for (int i = 0; i < differences.length; i++) {
        differences[i] = y[i / countX] - x[i % countX];
      }
      Arrays.sort(differences);
      seen[draw] = Math.max(differences[pairs - 1], tolerated + Quantiles.median(differences));
    }
    Arrays.sort(seen);
    return seen[Math.min(DRAWS - 1, (int) Math.ceil(power * DRAWS) - 1)];
  }

  private static double[] noise(RandomGenerator random, int count, double deviation) {
    double[] noise = new double[count];
    for (int i = 0; i < count; i++) {
      noise[i] = deviation * NORMAL.inverseCumulativeProbability(random.nextDouble());
    }
    return noise;
  }
}
