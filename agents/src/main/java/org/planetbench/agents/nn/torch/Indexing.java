package org.planetbench.agents.nn.torch;

/** Elements by their places, and places by their elements. Places are tensors of longs. */
public final class Indexing {
  private static final Operator INDEX_SELECT = Operator.of("index_select");
  private static final Operator INDEX_PUT = Operator.of("index_put_");
  private static final Operator CAT = Operator.of("cat");
  private static final Operator STACK = Operator.of("stack");
  private static final Operator WHERE = Operator.of("where.self");
  private static final Operator ONE_HOT = Operator.of("one_hot");
  private static final Operator ARGMAX = Operator.of("argmax");
  private static final Operator SORT = Operator.of("sort.stable");

  /** Elements in an order, and where each was. */
  public record Ordered(TorchTensor values, TorchTensor indices) {}

  private Indexing() {}

  /** The indices of a dimension that a vector names, in its order. */
  public static TorchTensor indexSelect(
      TorchScope scope, TorchTensor x, int dimension, TorchTensor index) {
    return scope.call(INDEX_SELECT).tensor(x).integer(dimension).tensor(index).make();
  }

  /**
   * Adds the i-th slice of {@code source} to that of {@code index[i]} in a dimension of x, in
   * place: one after another, so that equal indices give equal bits (the operator {@code
   * index_add_} is atomic on GPUs).
   *
   * @param dimension from 0 on
   */
  public static void indexAdd(
      TorchScope scope, TorchTensor x, int dimension, TorchTensor index, TorchTensor source) {
    scope.call(INDEX_PUT).tensor(x).index(dimension, index).tensor(source).flag(true).change();
  }

  /** One after another in a dimension. */
  public static TorchTensor cat(TorchScope scope, int dimension, TorchTensor... parts) {
    return scope.call(CAT).tensors(parts).integer(dimension).make();
  }

  /** One after another in a new dimension. */
  public static TorchTensor stack(TorchScope scope, int dimension, TorchTensor... parts) {
    return scope.call(STACK).tensors(parts).integer(dimension).make();
  }

  /** Where a condition holds x, elsewhere y. */
  public static TorchTensor where(
      TorchScope scope, TorchTensor condition, TorchTensor x, TorchTensor y) {
    return scope.call(WHERE).tensor(condition).tensor(x).tensor(y).make();
  }

  public static TorchTensor where(
      TorchScope scope, TorchTensor condition, TorchTensor x, double y) {
    return where(scope, condition, x, scope.constant(y, x));
  }

  /** 1 at each element's place in a new last dimension, else 0; longs. */
  public static TorchTensor oneHot(TorchScope scope, TorchTensor x, long classes) {
    return scope.call(ONE_HOT).tensor(x).integer(classes).make();
  }

  /** Where in a dimension the largest element is, the first of equal ones. */
  public static TorchTensor argmax(
      TorchScope scope, TorchTensor x, int dimension, boolean keepDimension) {
    return scope.call(ARGMAX).tensor(x).optionalInteger(dimension).flag(keepDimension).make();
  }

  /** A dimension sorted, equal ones in the order in which they were. */
  public static Ordered sort(TorchScope scope, TorchTensor x, int dimension, boolean descending) {
    TorchTensor[] both =
        scope
            .call(SORT)
            .tensor(x)
            .optionalFlag(true)
            .integer(dimension)
            .flag(descending)
            .makeAll(2);
    return new Ordered(both[0], both[1]);
  }
}
