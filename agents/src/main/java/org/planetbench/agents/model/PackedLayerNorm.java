package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.LayerNormCell;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * A {@link LayerNormCell} for planning: one product, of which each candidate's column is
 * normalised.
 *
 * <pre>
 *   rows:         h   1   x
 *   product      [h   1   x]    -> r, c, u -> h
 * </pre>
 */
final class PackedLayerNorm extends PackedCell {
  private final LayerNormCell cell;
  private final NativeTensor product; // columns h, 1, x; rows r, c, u
  private final float[] scale;
  private final float[] offset; // with the bias of u

  PackedLayerNorm(PackedWeights weights, LayerNormCell cell, int inputs, int units) {
    super(inputs, units);
    this.cell = cell;
    product = weights.create(3 * units, units + inputs);
    scale = new float[3 * units];
    offset = new float[3 * units];
  }

  @Override
  int rows() {
    return units + 1 + inputs;
  }

  @Override
  void load() {
    Dense all = cell.product();
    PackedWeights.pack(
        product, 0, all.transposed(1), PackedWeights.column(all.bias()), all.transposed(0));
    System.arraycopy(cell.scale(), 0, scale, 0, scale.length);
    System.arraycopy(cell.offset(), 0, offset, 0, offset.length);
    for (int i = 2 * units; i < 3 * units; i++) {
      offset[i] += LayerNormCell.UPDATE_BIAS;
    }
  }

  @Override
  Recurrence recurrence(CandidateRows rows, NativeTensor cell) {
    return new OfCell(rows, cell);
  }

  private final class OfCell extends Recurrence {
    private final int width;
    private final NativeTensor all;
    private final NativeTensor r;
    private final NativeTensor c;
    private final NativeTensor u;
    private final Product ofAll;

    OfCell(CandidateRows rows, NativeTensor cell) {
      super(cell, inputs, units);
      width = rows.width();
      all = rows.create(3 * units);
      r = all.rows(0, units);
      c = all.rows(units, units);
      u = all.rows(2 * units, units);
      ofAll = rows.product(product, cell, all);
    }

    @Override
    void step(NativeKernel kernel) {
      ofAll.compute();
      kernel.normalise(all, width, scale, offset, LayerNormCell.EPSILON);
      kernel.layerNormNext(r, c, u, h);
    }
  }
}
