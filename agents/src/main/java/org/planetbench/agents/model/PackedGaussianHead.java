package org.planetbench.agents.model;

import org.planetbench.agents.nn.host.NativeTensor;

/**
 * The {@link GaussianHead} of a prior for planning. Its parts are mean and raw std. If z is the
 * mean, there is no std, and the mean is computed where z stands.
 */
final class PackedGaussianHead extends PackedHead {
  private final ModelSpec spec;
  private final GaussianHead head;
  private final boolean meanOnly;

  PackedGaussianHead(
      PackedWeights weights, ModelSpec spec, GaussianHead head, int inputs, boolean meanOnly) {
    super(weights, head, spec.hidden(), inputs, (meanOnly ? 1 : 2) * head.width());
    this.spec = spec;
    this.head = head;
    this.meanOnly = meanOnly;
  }

  @Override
  void loadParts(NativeTensor rows) {
    PackedWeights.layer(rows, 0, head.mean());
    if (!meanOnly) {
      PackedWeights.layer(rows, head.width(), head.std());
    }
  }

  @Override
  NativeTensor drawnFrom(CandidateRows rows, NativeTensor z) {
    return meanOnly ? z : super.drawnFrom(rows, z);
  }

  /** Draws a normal for each entry of z. */
  @Override
  Draw draw(NativeTensor drawnFrom, NativeTensor z) {
    if (meanOnly) {
      return (kernel, random) -> {};
    }
    int s = head.width();
    NativeTensor mean = drawnFrom.rows(0, s);
    NativeTensor std = drawnFrom.rows(s, s);
    return (kernel, random) -> kernel.sample(mean, std, (float) spec.minStd(), random, z);
  }
}
