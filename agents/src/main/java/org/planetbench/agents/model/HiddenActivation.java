package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;

/** What follows the hidden layers of a model. */
public enum HiddenActivation {
  /** PlaNet's. */
  RELU(Dense.Activation.RELU),
  /** Dreamer's. */
  ELU(Dense.Activation.ELU);

  private final Dense.Activation ofLayer;

  HiddenActivation(Dense.Activation ofLayer) {
    this.ofLayer = ofLayer;
  }

  Dense.Activation ofLayer() {
    return ofLayer;
  }
}
