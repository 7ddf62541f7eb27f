package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * y = activation([x_1, ...] W + b), the model's activation if no other is asked for, and from y a
 * distribution of the stochastic state.
 */
abstract class LatentHead<D extends LatentDistribution> {
  private final Dense hidden;

  LatentHead(ParameterSet set, String name, ModelSpec spec, int... inputs) {
    this(set, name, spec, spec.activation(), inputs);
  }

  LatentHead(
      ParameterSet set, String name, ModelSpec spec, Dense.Activation activation, int... inputs) {
    hidden = new Dense(set, name + "/hidden", activation, spec.hidden(), inputs);
  }

  /** The distribution of a hidden layer y [rows, hidden]. */
  abstract D distribution(Tape tape, Rows y);

  /** As many rows of the distribution before anything was observed: its parts are zeros. */
  abstract D zeros(int rows);

  /** What z is drawn with. */
  abstract LatentNoise noise();

  /** z [rows, its width]: a sample, unless the head takes the mode. */
  Rows state(Tape tape, LatentDistribution distribution, Rows noise) {
    return distribution.sample(tape, noise);
  }

  /**
   * This head for planning, bound to its weights.
   *
   * @param inputs width of all inputs together
   */
  abstract PackedHead packed(PackedWeights weights, int inputs);

  final D apply(Tape tape, Rows... inputs) {
    return distribution(tape, hidden.apply(tape, inputs));
  }

  /** The share of one input, known before the others. */
  final Rows begin(Tape tape, int input, Rows x) {
    return hidden.begin(tape, input, x);
  }

  /** The rest, with other inputs, from the given one on. */
  final D finish(Tape tape, Rows begun, int input, Rows... inputs) {
    return distribution(tape, hidden.finish(tape, begun, input, inputs));
  }

  final Dense hidden() {
    return hidden;
  }
}
