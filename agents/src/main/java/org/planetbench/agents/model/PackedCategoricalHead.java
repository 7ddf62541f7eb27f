package org.planetbench.agents.model;

import org.planetbench.agents.nn.host.CategoricalSampler;
import org.planetbench.agents.nn.host.NativeTensor;

/**
 * The {@link CategoricalHead} of a prior for planning. Its parts are the logits, where z stands.
 */
final class PackedCategoricalHead extends PackedHead {
  private final ModelSpec spec;
  private final CategoricalHead head;

  PackedCategoricalHead(PackedWeights weights, ModelSpec spec, CategoricalHead head, int inputs) {
    super(weights, head, spec.hidden(), inputs, spec.sampleWidth());
    this.spec = spec;
    this.head = head;
  }

  @Override
  void loadParts(NativeTensor rows) {
    PackedWeights.layer(rows, 0, head.logits());
  }

  @Override
  NativeTensor drawnFrom(CandidateRows rows, NativeTensor z) {
    return z;
  }

  /** Draws a uniform number for each variable. */
  @Override
  Draw draw(NativeTensor drawnFrom, NativeTensor z) {
    CategoricalSampler sampler =
        new CategoricalSampler(spec.classes(), z.size() / spec.sampleWidth());
    return (kernel, random) -> sampler.draw(drawnFrom, random, z);
  }
}
