package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;

/** Operators with factors, which cannot cross the dispatcher: C functions of their own. */
final class DirectCalls {
  private DirectCalls() {}

  /** x - factor y. */
  static TorchTensor subtract(TorchScope scope, TorchTensor x, TorchTensor y, double factor) {
    long cell = scope.cell();
    if (!Shim.subtract(x.handle(), y.handle(), factor, cell)) {
      throw TorchException.of("aten::sub.Tensor", 0, x, y);
    }
    return scope.own(MEMORY.get(LONG, cell));
  }

  /** out = beta self + alpha a b, where out may be self. */
  static void addmm(
      TorchTensor out, TorchTensor self, TorchTensor a, TorchTensor b, double beta, double alpha) {
    boolean onHost = out.device().kind() == TorchDevice.Kind.CPU;
    if (!Shim.addmmOut(onHost, out.handle(), self.handle(), a.handle(), b.handle(), beta, alpha)) {
      throw TorchException.of("aten::addmm.out", 0, self, a, b, out);
    }
  }
}
