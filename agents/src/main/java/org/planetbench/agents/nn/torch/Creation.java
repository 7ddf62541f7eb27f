package org.planetbench.agents.nn.torch;

/** Makes tensors and fills them. */
public final class Creation {
  private static final Operator COPY = Operator.of("copy_");
  private static final Operator ZERO = Operator.of("zero_");
  private static final Operator FILL = Operator.withNumbers("fill_.Tensor");
  private static final Operator TO_TYPE = Operator.of("to.dtype");
  private static final Operator CLONE = Operator.of("clone");

  private Creation() {}

  /** Uninitialised, its elements one after another. */
  public static TorchTensor empty(
      TorchScope scope, ElementType type, TorchDevice device, long... shape) {
    return scope.own(scope.empty(type, device, shape));
  }

  public static TorchTensor zeros(
      TorchScope scope, ElementType type, TorchDevice device, long... shape) {
    TorchTensor made = empty(scope, type, device, shape);
    zero(scope, made);
    return made;
  }

  /** On a device, with the host's numbers. */
  public static TorchTensor of(
      TorchScope scope, TorchDevice device, float[] values, long... shape) {
    TorchTensor made = empty(scope, ElementType.FLOAT, device, shape);
    HostCopy.write(scope, made, values, 0);
    return made;
  }

  public static TorchTensor of(
      TorchScope scope, TorchDevice device, double[] values, long... shape) {
    TorchTensor made = empty(scope, ElementType.DOUBLE, device, shape);
    HostCopy.write(scope, made, values, 0);
    return made;
  }

  public static TorchTensor of(TorchScope scope, TorchDevice device, long[] values, long... shape) {
    TorchTensor made = empty(scope, ElementType.LONG, device, shape);
    HostCopy.write(scope, made, values, 0);
    return made;
  }

  public static TorchTensor of(TorchScope scope, TorchDevice device, byte[] values, long... shape) {
    TorchTensor made = empty(scope, ElementType.BYTE, device, shape);
    HostCopy.write(scope, made, values, 0);
    return made;
  }

  /** Copies the elements of {@code from}, of any type and device, into {@code to}, in place. */
  public static void copy(TorchScope scope, TorchTensor to, TorchTensor from) {
    scope.call(COPY).tensor(to).tensor(from).flag(false).change();
  }

  /** The same, without waiting where the elements lie in memory that a GPU can read. */
  static void send(TorchScope scope, TorchTensor to, TorchTensor from) {
    scope.call(COPY).tensor(to).tensor(from).flag(true).change();
  }

  /** In place. */
  public static void zero(TorchScope scope, TorchTensor tensor) {
    scope.call(ZERO).tensor(tensor).change();
  }

  /** In place. */
  public static void fill(TorchScope scope, TorchTensor tensor, double value) {
    scope.call(FILL).tensor(tensor).scalar(value, tensor).change();
  }

  /** The same numbers as another type; of the same type, the very elements. */
  public static TorchTensor to(TorchScope scope, TorchTensor tensor, ElementType type) {
    return scope.call(TO_TYPE).tensor(tensor).type(type).flag(false).flag(false).none().make();
  }

  /** A copy. */
  public static TorchTensor copyOf(TorchScope scope, TorchTensor tensor) {
    return scope.call(CLONE).tensor(tensor).none().make();
  }
}
