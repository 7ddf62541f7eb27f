package org.planetbench.agents.nn.torch;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.planetbench.agents.nn.LatentDistribution.Divergence;

/**
 * The divergences of many rows.
 *
 * @param active 1 for rows whose divergence is trained, else 0 [rows, 1]
 * @param sums of all nats, and of those above the free ones [2]
 */
record TorchDivergence(TorchScope scope, TorchTensor active, TorchTensor sums) {
  /**
   * @param terms that add up to a row's divergence [rows, any]
   */
  static TorchDivergence of(TorchScope scope, TorchTensor terms, double freeNats, double scale) {
    TorchTensor nats = Reductions.sum(scope, terms, true, 1);
    TorchTensor above = Elementwise.maximum(scope, Elementwise.add(scope, nats, -freeNats), 0);
    TorchTensor active =
        Creation.to(scope, Elementwise.greater(scope, nats, freeNats), ElementType.FLOAT);
    TorchTensor both = Indexing.cat(scope, 1, nats, above);
    return new TorchDivergence(
        scope,
        scale > 0 ? active : Elementwise.mul(scope, active, 0),
        Reductions.sum(scope, Creation.to(scope, both, ElementType.DOUBLE), false, 0));
  }

  /** A weight for each row that is trained [rows, 1]. */
  TorchTensor weights(double weight) {
    return Elementwise.mul(scope, active, weight);
  }

  Divergence of(TorchSums all) {
    List<DoubleSupplier> each = all.of(sums);
    return new Divergence(each.getFirst(), each.getLast());
  }
}
