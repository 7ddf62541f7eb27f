package org.planetbench.agents.model;

import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.LayerNormCell;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.RecurrentCell;
import org.planetbench.agents.nn.ResetAfterCell;

/** What the reset gate of a recurrent cell acts on: three functions, with weights of their own. */
public enum GruForm {
  /** On h, before the matrix product: PlaNet's cell ({@link GruCell}). */
  RESET_BEFORE,
  /** On the product and its bias: Dreamer's cell ({@link ResetAfterCell}). */
  RESET_AFTER,
  /**
   * On the candidate's share of a product that is normalised: DreamerV2's ({@link LayerNormCell}).
   */
  LAYER_NORM;

  RecurrentCell create(ParameterSet set, String name, int inputs, int units) {
    return switch (this) {
      case RESET_BEFORE -> new GruCell(set, name, inputs, units);
      case RESET_AFTER -> new ResetAfterCell(set, name, inputs, units);
      case LAYER_NORM -> new LayerNormCell(set, name, inputs, units);
    };
  }
}
