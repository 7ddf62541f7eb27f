package org.planetbench.agents.model;

import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.LayerNormCell;
import org.planetbench.agents.nn.RecurrentCell;
import org.planetbench.agents.nn.ResetAfterCell;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;

/** A {@link RecurrentCell} of one input for planning, on rows that begin with h, 1, x. */
abstract class PackedCell {
  final int inputs;
  final int units;

  PackedCell(int inputs, int units) {
    this.inputs = inputs;
    this.units = units;
  }

  /** The cell bound to its weights, which {@link #load} copies. */
  static PackedCell of(PackedWeights weights, RecurrentCell cell, int inputs, int units) {
    return switch (cell) {
      case GruCell before -> new PackedResetBefore(weights, before, inputs, units);
      case ResetAfterCell after -> new PackedResetAfter(weights, after, inputs, units);
      case LayerNormCell normed -> new PackedLayerNorm(weights, normed, inputs, units);
    };
  }

  /** How many rows a {@link Recurrence} works on. */
  abstract int rows();

  /** Copies the weights as they are now. */
  abstract void load();

  /**
   * The cell on the rows that it is given.
   *
   * @param cell as many as {@link #rows}: h, a one, which this fills, x, and what else it needs
   */
  abstract Recurrence recurrence(CandidateRows rows, NativeTensor cell);

  /** What moves h by x, both in their rows. */
  abstract static class Recurrence {
    final NativeTensor h;
    final NativeTensor x;

    Recurrence(NativeTensor cell, int inputs, int units) {
      h = cell.rows(0, units);
      CandidateRows.ones(cell, units);
      x = cell.rows(units + 1, inputs);
    }

    /** The next h, in place. */
    abstract void step(NativeKernel kernel);
  }
}
