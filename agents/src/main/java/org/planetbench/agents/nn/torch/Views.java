package org.planetbench.agents.nn.torch;

/**
 * Other shapes of a tensor's elements. All but {@link #reshape}, where it has to copy, share the
 * elements with their argument.
 */
public final class Views {
  private static final Operator NARROW = Operator.of("narrow");
  private static final Operator AS_STRIDED = Operator.of("as_strided");
  private static final Operator VIEW = Operator.of("view");
  private static final Operator RESHAPE = Operator.of("reshape");
  private static final Operator T = Operator.of("t");
  private static final Operator TRANSPOSE = Operator.of("transpose.int");
  private static final Operator PERMUTE = Operator.of("permute");
  private static final Operator EXPAND = Operator.of("expand");
  private static final Operator UNSQUEEZE = Operator.of("unsqueeze");

  private Views() {}

  /** {@code length} indices of a dimension from {@code start} on. */
  public static TorchTensor narrow(
      TorchScope scope, TorchTensor x, int dimension, long start, long length) {
    return scope.call(NARROW).tensor(x).integer(dimension).integer(start).integer(length).make();
  }

  /**
   * @param strides how many elements lie between neighbours, for each dimension
   * @param offset of the first element, in elements of the memory that x lies in
   */
  public static TorchTensor asStrided(
      TorchScope scope, TorchTensor x, long[] shape, long[] strides, long offset) {
    return scope
        .call(AS_STRIDED)
        .tensor(x)
        .integers(shape)
        .integers(strides)
        .optionalInteger(offset)
        .make();
  }

  /** Another shape of as many elements, one of it -1 where it follows from the others. */
  public static TorchTensor view(TorchScope scope, TorchTensor x, long... shape) {
    return scope.call(VIEW).tensor(x).integers(shape).make();
  }

  /** The same, of a copy where no view can be. */
  public static TorchTensor reshape(TorchScope scope, TorchTensor x, long... shape) {
    return scope.call(RESHAPE).tensor(x).integers(shape).make();
  }

  /** A matrix transposed. */
  public static TorchTensor t(TorchScope scope, TorchTensor x) {
    return scope.call(T).tensor(x).make();
  }

  /** Two dimensions in each other's place. */
  public static TorchTensor transpose(TorchScope scope, TorchTensor x, int first, int second) {
    return scope.call(TRANSPOSE).tensor(x).integer(first).integer(second).make();
  }

  /** Dimensions in another order: the i-th was {@code order[i]}. */
  public static TorchTensor permute(TorchScope scope, TorchTensor x, long... order) {
    return scope.call(PERMUTE).tensor(x).integers(order).make();
  }

  /** Dimensions of extent 1 repeated to a shape. */
  public static TorchTensor expand(TorchScope scope, TorchTensor x, long... shape) {
    return scope.call(EXPAND).tensor(x).integers(shape).flag(false).make();
  }

  /** With a dimension of extent 1 more, before the given one. */
  public static TorchTensor unsqueeze(TorchScope scope, TorchTensor x, int dimension) {
    return scope.call(UNSQUEEZE).tensor(x).integer(dimension).make();
  }
}
