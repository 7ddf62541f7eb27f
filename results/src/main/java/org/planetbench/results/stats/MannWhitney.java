package org.planetbench.results.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The Mann-Whitney U test of whether x tends to be less or greater than y.
 *
 * @param u pairs in which x is greater; ties count half
 * @param superiority {@code u} as a share of all pairs: 0.5 if neither tends to be greater
 * @param method how the p value was found
 */
public record MannWhitney(double u, double superiority, double pValue, Method method) {
  /** Up to so many values on both sides together, the p value is exact. */
  public static final int EXACT_UP_TO = 100;

  /** How a p value was found. */
  public enum Method {
    /** By the distribution of U over all ways to deal the values, ties included, to two sides. */
    EXACT,
    /** By a normal distribution, with corrections for continuity and ties. */
    NORMAL_APPROXIMATION
  }

  public static MannWhitney test(double[] x, double[] y, Alternative alternative) {
    requireFinite(x);
    requireFinite(y);
    double u = u(x, y);
    double pairs = (double) x.length * y.length;
    boolean exact = x.length + y.length <= EXACT_UP_TO;
    double pValue = exact ? exact(x, y, u, alternative) : approximate(x, y, u, alternative);
    return new MannWhitney(
        u, u / pairs, pValue, exact ? Method.EXACT : Method.NORMAL_APPROXIMATION);
  }

  /**
   * The least that an exact one-sided p value can be with so many values: one of all ways to deal
   * them to two sides, which is that where all of x are greater.
   */
  public static double leastPValue(int countX, int countY) {
    double share = 1;
    for (int i = 1; i <= countX; i++) {
      share *= (double) i / (countY + i);
    }
    return share;
  }

  /**
   * The least U, in whole pairs without ties, whose exact one-sided p value is below a level.
   *
   * @throws IllegalArgumentException if no U's is
   */
  static int leastSignificantU(int countX, int countY, double alpha) {
    int[] ranks = new int[countX + countY]; // doubled
    Arrays.setAll(ranks, i -> 2 * (i + 1));
    double[] ways = ways(ranks, countX);
    double all = Arrays.stream(ways).sum();
    double above = 0;
    int least = countX * countY + 1;
    while (least > 0) {
      above += ways[2 * (least - 1) + countX * (countX + 1)];
      if (above / all >= alpha) {
        break;
      }
      least--;
    }
    if (least > countX * countY) {
      throw new IllegalArgumentException(
          "alpha: expected one that %d against %d values can fall below, got %s"
              .formatted(countX, countY, alpha));
    }
    return least;
  }

  /** By merging the sorted sides: a bootstrap asks for it often. In half numbers, so exact. */
  static double u(double[] x, double[] y) {
    double[] ofX = x.clone();
    double[] ofY = y.clone();
    Arrays.sort(ofX);
    Arrays.sort(ofY);
    long halves = 0;
    int below = 0;
    int upTo = 0;
    for (double a : ofX) {
      while (below < ofY.length && ofY[below] < a) {
        below++;
      }
      while (upTo < ofY.length && ofY[upTo] <= a) {
        upTo++;
      }
      halves += (long) below + upTo;
    }
    return halves / 2.0;
  }

  private static double exact(double[] x, double[] y, double u, Alternative alternative) {
    int[] ranks = doubledRanks(x, y);
    double[] ways = ways(ranks, x.length);
    int sum = (int) Math.rint(2 * u) + x.length * (x.length + 1); // of x's doubled ranks
    double below = 0;
    double above = 0;
    double all = 0;
    for (int s = 0; s < ways.length; s++) {
      all += ways[s];
      below += s <= sum ? ways[s] : 0;
      above += s >= sum ? ways[s] : 0;
    }
    return chosen(below / all, above / all, alternative);
  }

  /**
   * In how many ways {@code count} of the ranks sum to each number. Counts above 2^53 are rounded,
   * by one part in 10^16 for each rank at most.
   */
  private static double[] ways(int[] ranks, int count) {
    double[][] ways = new double[count + 1][Arrays.stream(ranks).sum() + 1]; // [chosen, sum]
    ways[0][0] = 1;
    int largest = 0;
    for (int i = 0; i < ranks.length; i++) {
      largest += ranks[i];
      for (int chosen = Math.min(count, i + 1); chosen > 0; chosen--) {
        for (int sum = largest; sum >= ranks[i]; sum--) {
          ways[chosen][sum] += ways[chosen - 1][sum - ranks[i]];
        }
      }
    }
    return ways[count];
  }

  /** Twice the ranks of all values, from 2 up; equal values share the mean of their ranks. */
  private static int[] doubledRanks(double[] x, double[] y) {
    double[] sorted = sorted(x, y);
    int[] ranks = new int[sorted.length];
    for (int from = 0, to; from < sorted.length; from = to) {
      to = endOfTie(sorted, from);
      Arrays.fill(ranks, from, to, from + 1 + to);
    }
    return ranks;
  }

  private static double approximate(double[] x, double[] y, double u, Alternative alternative) {
    double[] sorted = sorted(x, y);
    double n = sorted.length;
    double ties = 0;
    for (int from = 0, to; from < sorted.length; from = to) {
      to = endOfTie(sorted, from);
      double size = to - from;
      ties += size * size * size - size;
    }
    double pairs = (double) x.length * y.length;
    double deviation = Math.sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))));
    if (deviation == 0) {
      return 1; // all values are the same
    }
    NormalDistribution normal = NormalDistribution.of(pairs / 2, deviation);
    return chosen(
        normal.cumulativeProbability(u + 0.5), normal.survivalProbability(u - 0.5), alternative);
  }

  /** Two-sided: twice the smaller tail. */
  private static double chosen(double below, double above, Alternative alternative) {
    return switch (alternative) {
      case LESS -> below;
      case GREATER -> above;
      case TWO_SIDED -> Math.min(1, 2 * Math.min(below, above));
    };
  }

  private static double[] sorted(double[] x, double[] y) {
    double[] all = Arrays.copyOf(x, x.length + y.length);
    System.arraycopy(y, 0, all, x.length, y.length);
    for (int i = 0; i < all.length; i++) {
      all[i] += 0.0; // -0 and 0 tie
    }
    Arrays.sort(all);
    return all;
  }

  private static int endOfTie(double[] sorted, int from) {
    int to = from + 1;
    while (to < sorted.length && sorted[to] == sorted[from]) {
      to++;
    }
    return to;
  }

  private static void requireFinite(double[] values) {
    if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "expected finite values, one or more, got " + Arrays.toString(values));
    }
  }
}
