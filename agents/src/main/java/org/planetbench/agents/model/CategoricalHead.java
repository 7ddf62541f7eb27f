package org.planetbench.agents.model;

import org.planetbench.agents.nn.Categorical;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** Categorical variables of logits y W + b. */
final class CategoricalHead extends LatentHead<Categorical> {
  private final ModelSpec spec;
  private final Dense logits;

  CategoricalHead(ParameterSet set, String name, ModelSpec spec, int... inputs) {
    super(set, name, spec, inputs);
    this.spec = spec;
    logits =
        new Dense(
            set, name + "/logits", Dense.Activation.LINEAR, spec.sampleWidth(), spec.hidden());
  }

  @Override
  Categorical distribution(Tape tape, Rows y) {
    return new Categorical(logits.apply(tape, y), spec.classes());
  }

  @Override
  Categorical zeros(int rows) {
    return Categorical.zeros(rows, spec.sampleWidth(), spec.classes());
  }

  @Override
  LatentNoise noise() {
    return LatentNoise.uniforms(spec.stochastic());
  }

  @Override
  PackedHead packed(PackedWeights weights, int inputs) {
    return new PackedCategoricalHead(weights, spec, this, inputs);
  }

  Dense logits() {
    return logits;
  }
}
