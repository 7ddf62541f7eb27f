package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Dense.Activation;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** Dense layers of one width and one activation, then a linear one. */
final class Mlp {
  private final Activation activation;
  private final int hidden;
  private final int units;
  private final int inputs;
  private final List<Dense> layers = new ArrayList<>();

  /**
   * @param hidden how many layers before the linear one, of so many units
   * @param outputs of the linear one
   * @param features the width of each input
   */
  Mlp(
      ParameterSet set,
      String name,
      Activation activation,
      int hidden,
      int units,
      int outputs,
      int... features) {
    this.activation = activation;
    this.hidden = hidden;
    this.units = units;
    this.inputs = Arrays.stream(features).sum();
    int[] widths = features;
    for (int i = 0; i < hidden; i++) {
      layers.add(new Dense(set, name + "/" + i, activation, units, widths));
      widths = new int[] {units};
    }
    layers.add(new Dense(set, name + "/out", Activation.LINEAR, outputs, widths));
  }

  /** The reward head: the mean of a unit-variance Gaussian over the reward. */
  static Mlp reward(ParameterSet set, ModelSpec spec, int... features) {
    return new Mlp(
        set, "reward", spec.activation(), spec.rewardLayers(), spec.rewardUnits(), 1, features);
  }

  /** [rows, outputs] */
  Rows apply(Tape tape, Rows... features) {
    Rows y = layers.getFirst().apply(tape, features);
    for (Dense layer : layers.subList(1, layers.size())) {
      y = layer.apply(tape, y);
    }
    return y;
  }

  Activation activation() {
    return activation;
  }

  /** How many layers there are before the linear one. */
  int hidden() {
    return hidden;
  }

  /** Their width. */
  int units() {
    return units;
  }

  /** The width of all features together. */
  int inputs() {
    return inputs;
  }

  List<Dense> layers() {
    return layers;
  }
}
