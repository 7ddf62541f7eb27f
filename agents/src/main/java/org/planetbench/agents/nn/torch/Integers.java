package org.planetbench.agents.nn.torch;

/** Arithmetic of longs, bit by bit and modulo 2^64. Shapes broadcast. */
final class Integers {
  private static final Operator MUL = Operator.of("mul.Tensor");
  private static final Operator XOR = Operator.of("bitwise_xor.Tensor");
  private static final Operator AND = Operator.of("bitwise_and.Tensor");
  private static final Operator SHIFT = Operator.of("bitwise_right_shift.Tensor");

  private Integers() {}

  static TorchTensor mul(TorchScope scope, TorchTensor x, TorchTensor y) {
    return both(scope, MUL, x, y);
  }

  static TorchTensor xor(TorchScope scope, TorchTensor x, TorchTensor y) {
    return both(scope, XOR, x, y);
  }

  static TorchTensor and(TorchScope scope, TorchTensor x, TorchTensor y) {
    return both(scope, AND, x, y);
  }

  /** With copies of the sign from the left. */
  static TorchTensor shiftRight(TorchScope scope, TorchTensor x, TorchTensor by) {
    return both(scope, SHIFT, x, by);
  }

  private static TorchTensor both(
      TorchScope scope, Operator operator, TorchTensor x, TorchTensor y) {
    return scope.call(operator).tensor(x).tensor(y).make();
  }
}
