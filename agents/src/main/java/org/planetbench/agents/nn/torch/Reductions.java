package org.planetbench.agents.nn.torch;

/**
 * Sums and the like over dimensions, which go unless they are kept with extent 1. In one thread of
 * the CPU the order of additions follows from the shape alone.
 */
public final class Reductions {
  private static final Operator SUM = Operator.of("sum.dim_IntList");
  private static final Operator MEAN = Operator.of("mean.dim");
  private static final Operator VAR_MEAN = Operator.of("var_mean.dim");
  private static final Operator CUMSUM = Operator.of("cumsum");

  /** Of the rows of a matrix, each [1, columns]; the variance divides by their number. */
  record Moments(TorchTensor variance, TorchTensor mean) {}

  private Reductions() {}

  /**
   * @param dimensions none for all
   */
  public static TorchTensor sum(
      TorchScope scope, TorchTensor x, boolean keepDimensions, long... dimensions) {
    return scope
        .call(SUM)
        .tensor(x)
        .optionalIntegers(dimensions)
        .flag(keepDimensions)
        .none()
        .make();
  }

  /**
   * @param dimensions none for all
   */
  public static TorchTensor mean(
      TorchScope scope, TorchTensor x, boolean keepDimensions, long... dimensions) {
    return scope
        .call(MEAN)
        .tensor(x)
        .optionalIntegers(dimensions)
        .flag(keepDimensions)
        .none()
        .make();
  }

  static Moments moments(TorchScope scope, TorchTensor matrix) {
    TorchTensor[] both =
        scope.call(VAR_MEAN).tensor(matrix).optionalIntegers(0).flag(false).flag(true).makeAll(2);
    return new Moments(both[0], both[1]);
  }

  /** At each index of a dimension the sum of those up to it. */
  public static TorchTensor cumulativeSum(TorchScope scope, TorchTensor x, int dimension) {
    return scope.call(CUMSUM).tensor(x).integer(dimension).none().make();
  }
}
