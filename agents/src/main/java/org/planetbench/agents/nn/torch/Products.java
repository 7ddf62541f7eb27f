package org.planetbench.agents.nn.torch;

/** Products of matrices. */
public final class Products {
  private static final Operator MM = Operator.of("mm");
  private static final Operator BMM = Operator.of("bmm");

  private Products() {}

  /** a b: [n, k] by [k, m]. */
  public static TorchTensor mm(TorchScope scope, TorchTensor a, TorchTensor b) {
    return scope.call(MM).tensor(a).tensor(b).make();
  }

  /** c + a b, where c broadcasts to [n, m]: a layer's product and its bias. */
  public static TorchTensor addmm(TorchScope scope, TorchTensor c, TorchTensor a, TorchTensor b) {
    TorchTensor out = Creation.empty(scope, a.type(), a.device(), a.size(0), b.size(1));
    DirectCalls.addmm(out, c, a, b, 1, 1);
    return out;
  }

  /** c = beta c + alpha a b: with beta 1 a gradient that gathers. */
  public static void addmmInPlace(
      TorchTensor c, TorchTensor a, TorchTensor b, double beta, double alpha) {
    DirectCalls.addmm(c, c, a, b, beta, alpha);
  }

  /** a b of each batch: [batch, n, k] by [batch, k, m]. */
  public static TorchTensor bmm(TorchScope scope, TorchTensor a, TorchTensor b) {
    return scope.call(BMM).tensor(a).tensor(b).make();
  }
}
