package org.planetbench.agents.nn;

/** A recurrent cell of gates that mix its state with a candidate. */
public sealed interface RecurrentCell permits GruCell, ResetAfterCell, LayerNormCell {
  /** h' [batch, units] from x [batch, inputs] and h [batch, units]. */
  Rows apply(Tape tape, Rows x, Rows h);
}
