package org.planetbench.suites.control;

import org.planetbench.suites.mujoco.CLibrary;
import org.planetbench.suites.mujoco.NativeArray;

/**
 * dm_control's {@code tolerance}: 1 within bounds, falling off outside of them over a margin, where
 * the sigmoid has a given value at the margin's end.
 *
 * <p>Equal to dm_control in the last bit too, hence the care about squares: NumPy squares the
 * elements of an array by multiplying, but a single number by pow.
 */
public final class Rewards {
  private static final double DEFAULT_VALUE_AT_MARGIN = 0.1;

  /** How the reward falls off with the distance d from the bounds, in margins. */
  public enum Sigmoid {
    /** exp(-(d s)^2 / 2), s = sqrt(-2 ln w). */
    GAUSSIAN {
      @Override
      double at(double d, double w) {
        double x = d * Math.sqrt(-2 * CLibrary.log(w));
        return CLibrary.exp(-0.5 * CLibrary.pow(x, 2));
      }
    },

    /** The same, of an array's element. */
    GAUSSIAN_OF_ELEMENT {
      @Override
      double at(double d, double w) {
        double x = d * Math.sqrt(-2 * CLibrary.log(w));
        return CLibrary.exp(-0.5 * (x * x));
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

    /** 1 - (d s)^2, not below 0, s = sqrt(1 - w); of an array's element. */
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
        return 1 / (CLibrary.pow(x, 2) + 1);
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

  /** Of an element where dm_control has an array. */
  public static double gaussianOfElement(double value, double lower, double upper, double margin) {
    return tolerance(
        value, lower, upper, margin, Sigmoid.GAUSSIAN_OF_ELEMENT, DEFAULT_VALUE_AT_MARGIN);
  }

  public static double longTail(double value, double lower, double upper, double margin) {
    return tolerance(value, lower, upper, margin, Sigmoid.LONG_TAIL, DEFAULT_VALUE_AT_MARGIN);
  }

  public static double linear(
      double value, double lower, double upper, double margin, double valueAtMargin) {
    return tolerance(value, lower, upper, margin, Sigmoid.LINEAR, valueAtMargin);
  }

  /** Rewards small controls: of each 1 at 0 and 0 from 1 on, and of these the mean. */
  public static double smallControl(NativeArray controls) {
    return NumpySums.of(controls, control -> tolerance(control, 0, 0, 1, Sigmoid.QUADRATIC, 0))
        / controls.length();
  }
}
