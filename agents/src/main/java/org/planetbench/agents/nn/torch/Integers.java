package org.planetbench.agents.nn.torch;

/** Arithmetic of longs, bit by bit and modulo 2^64. Shapes broadcast. */
final class Integers {
  private static final Operator MUL = Operator.withNumbers("mul.Tensor");
  private static final Operator XOR = Operator.withNumbers("bitwise_xor.Tensor");
  private static final Operator AND = Operator.withNumbers("bitwise_and.Tensor");
  private static final Operator SHIFT = Operator.withNumbers("bitwise_right_shift.Tensor");

  private Integers() {}

  static TorchTensor mul(TorchScope scope, TorchTensor x, long y) {
    return scope.call(MUL).tensor(x).whole(y).make();
  }

  static TorchTensor xor(TorchScope scope, TorchTensor x, TorchTensor y) {
    return scope.call(XOR).tensor(x).tensor(y).make();
  }

  static TorchTensor xor(TorchScope scope, TorchTensor x, long y) {
    return scope.call(XOR).tensor(x).whole(y).make();
  }

  static TorchTensor and(TorchScope scope, TorchTensor x, long y) {
    return scope.call(AND).tensor(x).whole(y).make();
  }

  /** With copies of the sign, or with zeros, from the left. */
  static TorchTensor shiftRight(TorchScope scope, TorchTensor x, long by) {
    return scope.call(SHIFT).tensor(x).whole(by).make();
  }
}
