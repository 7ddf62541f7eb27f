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
final class PackedResetBefore extends PackedCell {
  private final GruCell cell;
  private final NativeTensor gates; // columns h, 1, x; rows r, u
  private final NativeTensor candidate; // columns 1, x, r h

  PackedResetBefore(PackedWeights weights, GruCell cell, int inputs, int units) {
    super(inputs, units);
    this.cell = cell;
    gates = weights.create(2 * units, units + inputs);
    candidate = weights.create(units, inputs + units);
  }

  @Override
  int rows() {
    return units + 1 + inputs + units;
  }

  @Override
  void load() {
    GruCell.Packed packed = cell.packed();
    float[][] resetBias = PackedWeights.column(packed.resetBias());
    float[][] updateBias = PackedWeights.column(packed.updateBias());
    float[][] candidateBias = PackedWeights.column(packed.candidateBias());
    PackedWeights.pack(gates, 0, packed.resetH(), resetBias, packed.resetX());
    PackedWeights.pack(gates, units, packed.updateH(), updateBias, packed.updateX());
    PackedWeights.pack(candidate, 0, candidateBias, packed.candidateX(), packed.candidateH());
  }

  @Override
  Recurrence recurrence(CandidateRows rows, NativeTensor cell) {
    return new OfCell(rows, cell);
  }

  private final class OfCell extends Recurrence {
    private final NativeTensor rh;
    private final NativeTensor r;
    private final NativeTensor u;
    private final NativeTensor c;
    private final Product gatesProduct;
    private final Product candidateProduct;

    OfCell(CandidateRows rows, NativeTensor cell) {
      super(cell, inputs, units);
      rh = cell.rows(units + 1 + inputs, units);
      NativeTensor ru = rows.create(2 * units);
      r = ru.rows(0, units);
      u = ru.rows(units, units);
      c = rows.create(units);
      gatesProduct = rows.product(gates, cell.rows(0, units + 1 + inputs), ru);
      candidateProduct = rows.product(candidate, cell.rows(units, 1 + inputs + units), c);
    }

    @Override
    void step(NativeKernel kernel) {
      gatesProduct.compute();
      kernel.gruGates(r, u, h, rh);
      candidateProduct.compute();
      kernel.gruNext(c, u, h);
    }
  }
}
