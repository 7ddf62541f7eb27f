package org.planetbench.agents.model;

import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * A {@link GruCell} of one input for planning.
 *
 * <pre>
 *   rows:         h   1   x   r h
 *   gates        [h   1   x]          -> r, u
 *   candidate        [1   x   r h]    -> c -> h
 * </pre>
 */
final class PackedCell {
  private final int inputs;
  private final int units;
  private final NativeTensor gates; // columns h, 1, x; rows r, u
  private final NativeTensor candidate; // columns 1, x, r h

  PackedCell(PackedWeights weights, int inputs, int units) {
    this.inputs = inputs;
    this.units = units;
    gates = weights.create(2 * units, units + inputs);
    candidate = weights.create(units, inputs + units);
  }

  /** How many rows a {@link Recurrence} works on. */
  int rows() {
    return units + 1 + inputs + units;
  }

  void load(GruCell cell) {
    GruCell.Packed packed = cell.packed();
    float[][] resetBias = PackedWeights.column(packed.resetBias());
    float[][] updateBias = PackedWeights.column(packed.updateBias());
    float[][] candidateBias = PackedWeights.column(packed.candidateBias());
    PackedWeights.pack(gates, 0, packed.resetH(), resetBias, packed.resetX());
    PackedWeights.pack(gates, units, packed.updateH(), updateBias, packed.updateX());
    PackedWeights.pack(candidate, 0, candidateBias, packed.candidateX(), packed.candidateH());
  }

  /** The cell on the rows that it is given. */
  final class Recurrence {
    final NativeTensor h;
    final NativeTensor x;
    private final NativeTensor rh;
    private final NativeTensor r;
    private final NativeTensor u;
    private final NativeTensor c;
    private final Product gatesProduct;
    private final Product candidateProduct;

    /**
     * @param cell the rows h, 1, x, r h; this fills the ones
     */
    Recurrence(CandidateRows rows, NativeTensor cell) {
      h = cell.rows(0, units);
      CandidateRows.ones(cell, units);
      x = cell.rows(units + 1, inputs);
      rh = cell.rows(units + 1 + inputs, units);
      NativeTensor ru = rows.create(2 * units);
      r = ru.rows(0, units);
      u = ru.rows(units, units);
      c = rows.create(units);
      gatesProduct = rows.product(gates, cell.rows(0, units + 1 + inputs), ru);
      candidateProduct = rows.product(candidate, cell.rows(units, 1 + inputs + units), c);
    }

    /** The next h, in place. */
    void step(NativeKernel kernel) {
      gatesProduct.compute();
      kernel.gruGates(r, u, h, rh);
      candidateProduct.compute();
      kernel.gruNext(c, u, h);
    }
  }
}
