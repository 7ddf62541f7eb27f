package org.planetbench.agents.nn.torch;

/** Steps of optimisers, each one call for all parameters, in place. */
public final class Steps {
  private static final Operator ADAM = Operator.of("_fused_adam_");

  private Steps() {}

  /**
   * A step of Adam (Kingma and Ba 2015, Algorithm 1): the mean m and the mean square v of gradients
   * move on, then parameters by -rate m' / (sqrt(v') + epsilon), where m' and v' are without the
   * bias of their first values.
   *
   * <p>All lists are as long, and what is in one place of them is of the same shape and contiguous.
   *
   * @param counts of steps, this one too: one float for each parameter
   */
  public static void adam(
      TorchScope scope,
      TorchTensor[] parameters,
      TorchTensor[] gradients,
      TorchTensor[] means,
      TorchTensor[] squares,
      TorchTensor[] counts,
      double rate,
      double beta1,
      double beta2,
      double epsilon) {
    scope
        .call(ADAM)
        .tensors(parameters)
        .tensors(gradients)
        .tensors(means)
        .tensors(squares)
        .tensors() // no largest squares
        .tensors(counts)
        .real(rate)
        .real(beta1)
        .real(beta2)
        .real(0) // weight decay
        .real(epsilon)
        .flag(false) // the largest square instead of the mean
        .flag(false) // ascent
        .none()
        .none()
        .changeAll();
  }
}
