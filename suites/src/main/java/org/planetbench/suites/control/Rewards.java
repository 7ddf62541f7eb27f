package org.planetbench.suites.control;

/**
 * dm_control's {@code tolerance}: 1 within bounds, falling off outside of them over a margin, where
 * the sigmoid has a given value at the margin's end.
 */
public final class Rewards {
  private static final double DEFAULT_VALUE_AT_MARGIN = 0.1;

  /** How the reward falls off with the distance d from the bounds, in margins. */
  public enum Sigmoid {
    /** exp(-(d s)^2 / 2), s = sqrt(-2 ln w). */
    GAUSSIAN {
      @Override
      double at(double d, double w) {
        double x = d * Math.sqrt(-2 * StrictMath.log(w));
        return StrictMath.exp(-0.5 * (x * x));
      }
    },

    /** 1 - d (1 - w), not below 0. */
    LINEAR {
      @Override
      double at(double d, double w) {
        double x = d * (1 - w);
        return Math.abs(x) < 1 ? 1 - x : 0;
      }
    },

    /** 1 - (d s)^2, not below 0, s = sqrt(1 - w). */
    QUADRATIC {
      @Override
      double at(double d, double w) {
        double x = d * Math.sqrt(1 - w);
        return Math.abs(x) < 1 ? 1 - x * x : 0;
      }
    },

    /** 1 / ((d s)^2 + 1), s = sqrt(1/w - 1). */
    LONG_TAIL {
      @Override
      double at(double d, double w) {
        double x = d * Math.sqrt(1 / w - 1);
        return 1 / (x * x + 1);
      }
    };

    /** The value at distance {@code d}, which is 1 at 0 and {@code w} at 1. */
    abstract double at(double d, double w);
  }

  private Rewards() {}

  /**
   * @param lower inclusive
   * @param upper inclusive
   * @param margin 0 for a sharp edge
   * @param valueAtMargin of the sigmoid, at this distance from the bounds
   */
  public static double tolerance(
      double value,
      double lower,
      double upper,
      double margin,
      Sigmoid sigmoid,
      double valueAtMargin) {
    if (!(lower <= upper) || !(margin >= 0)) {
      throw new IllegalArgumentException(
          "expected lower <= upper and margin >= 0, got ["
              + lower
              + ", "
              + upper
              + "] and "
              + margin);
    }
    if (lower <= value && value <= upper) {
      return 1;
    }
    if (margin == 0) {
      return 0;
    }
    double distance = (value < lower ? lower - value : value - upper) / margin;
    return sigmoid.at(distance, valueAtMargin);
  }

  /** 1 within the bounds, 0 outside. */
  public static double indicator(double value, double lower, double upper) {
    return tolerance(value, lower, upper, 0, Sigmoid.GAUSSIAN, DEFAULT_VALUE_AT_MARGIN);
  }

  public static double gaussian(double value, double lower, double upper, double margin) {
    return tolerance(value, lower, upper, margin, Sigmoid.GAUSSIAN, DEFAULT_VALUE_AT_MARGIN);
  }

  public static double linear(
      double value, double lower, double upper, double margin, double valueAtMargin) {
    return tolerance(value, lower, upper, margin, Sigmoid.LINEAR, valueAtMargin);
  }

  /** Rewards a small control: 1 at 0, 0 from 1 on. */
  public static double smallControl(double control) {
    return tolerance(control, 0, 0, 1, Sigmoid.QUADRATIC, 0);
  }
}
