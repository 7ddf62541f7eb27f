package org.planetbench.agents.model;

import java.util.Arrays;
import org.planetbench.agents.nn.Dense.Activation;
import org.planetbench.agents.nn.ResetAfterCell;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * A {@link ResetAfterCell} for planning. Both biases of a gate are added once, here.
 *
 * <pre>
 *   rows:         h   1   x
 *   gates        [h   1   x]    -> u, r
 *   recurrent    [h   1]        -> c'
 *   candidate        [1   x]    -> c, to which r c' is added -> h
 * </pre>
 */
final class PackedResetAfter extends PackedCell {
  private final ResetAfterCell cell;
  private final NativeTensor gates; // columns h, 1, x; rows u, r
  private final NativeTensor recurrent; // columns h, 1
  private final NativeTensor candidate; // columns 1, x

  PackedResetAfter(PackedWeights weights, ResetAfterCell cell, int inputs, int units) {
    super(inputs, units);
    this.cell = cell;
    gates = weights.create(2 * units, units + inputs);
    recurrent = weights.create(units, units);
    candidate = weights.create(units, inputs);
  }

  @Override
  int rows() {
    return units + 1 + inputs;
  }

  @Override
  void load() {
    float[][] ofX = cell.ofInput().transposed(0); // [u, r, c; inputs]
    float[][] ofH = cell.ofState().transposed(0); // [u, r, c; units]
    float[][] b = PackedWeights.column(cell.ofInput().bias());
    float[][] d = PackedWeights.column(cell.ofState().bias());
    float[][] both = new float[2 * units][1];
    for (int i = 0; i < both.length; i++) {
      both[i][0] = b[i][0] + d[i][0];
    }
    PackedWeights.pack(gates, 0, gates(ofH), both, gates(ofX));
    PackedWeights.pack(recurrent, 0, candidate(ofH), candidate(d));
    PackedWeights.pack(candidate, 0, candidate(b), candidate(ofX));
  }

  private float[][] gates(float[]... rows) {
    return Arrays.copyOf(rows, 2 * units);
  }

  private float[][] candidate(float[]... rows) {
    return Arrays.copyOfRange(rows, 2 * units, 3 * units);
  }

  @Override
  Recurrence recurrence(CandidateRows rows, NativeTensor cell) {
    return new OfCell(rows, cell);
  }

  private final class OfCell extends Recurrence {
    private final NativeTensor u;
    private final NativeTensor r;
    private final NativeTensor ofState; // c'
    private final NativeTensor c;
    private final Product gatesProduct;
    private final Product recurrentProduct;
    private final Product candidateProduct;

    OfCell(CandidateRows rows, NativeTensor cell) {
      super(cell, inputs, units);
      NativeTensor ur = rows.create(2 * units);
      u = ur.rows(0, units);
      r = ur.rows(units, units);
      ofState = rows.create(units);
      c = rows.create(units);
      gatesProduct = rows.product(gates, cell, ur);
      recurrentProduct = rows.product(recurrent, cell.rows(0, units + 1), ofState);
      candidateProduct = rows.product(candidate, cell.rows(units, 1 + inputs), c);
    }

    @Override
    void step(NativeKernel kernel) {
      gatesProduct.compute();
      recurrentProduct.compute();
      candidateProduct.compute();
      kernel.activate(Activation.SIGMOID, u);
      kernel.gruReset(r, ofState, c);
      kernel.gruNext(c, u, h);
    }
  }
}
