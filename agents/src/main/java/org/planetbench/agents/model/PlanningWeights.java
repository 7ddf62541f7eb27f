package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.NativeTensor;

/**
 * The weights that planning uses, packed for {@link Imagination}: each matrix [outputs, inputs]
 * with its bias as one more column, and what acts on the same inputs in one matrix.
 *
 * @param input columns 1, a, z
 * @param gates columns h, 1, x; rows r, u
 * @param candidate columns 1, x, r h
 * @param priorHidden columns h, 1
 * @param prior columns y, 1; rows mean, raw std
 * @param reward the first with columns z, h, 1, the others with the layer below, 1
 */
record PlanningWeights(
    NativeTensor input,
    NativeTensor gates,
    NativeTensor candidate,
    NativeTensor priorHidden,
    NativeTensor prior,
    List<NativeTensor> reward)
    implements AutoCloseable {

  static PlanningWeights of(ModelSpec spec) {
    int z = spec.stochastic();
    int h = spec.deterministic();
    List<NativeTensor> reward = new ArrayList<>();
    int inputs = z + h;
    for (int i = 0; i < spec.rewardLayers(); i++) {
      reward.add(NativeTensor.create(spec.rewardUnits(), inputs + 1));
      inputs = spec.rewardUnits();
    }
    reward.add(NativeTensor.create(1, inputs + 1));
    return new PlanningWeights(
        NativeTensor.create(spec.hidden(), 1 + spec.actionSize() + z),
        NativeTensor.create(2L * h, h + 1 + spec.hidden()),
        NativeTensor.create(h, 1 + spec.hidden() + h),
        NativeTensor.create(spec.hidden(), h + 1),
        NativeTensor.create(2L * z, spec.hidden() + 1),
        reward);
  }

  /** Copies the weights as they are now. */
  void load(RecurrentStateSpace dynamics, RewardHead rewardHead) {
    Dense in = dynamics.input();
    pack(input, 0, column(in.bias()), in.transposed(1), in.transposed(0));
    GruCell.Packed g = dynamics.cell().packed();
    int h = g.resetBias().length;
    pack(gates, 0, g.resetH(), column(g.resetBias()), g.resetX());
    pack(gates, h, g.updateH(), column(g.updateBias()), g.updateX());
    pack(candidate, 0, column(g.candidateBias()), g.candidateX(), g.candidateH());
    GaussianHead p = dynamics.priorHead();
    layer(priorHidden, 0, p.hidden());
    layer(prior, 0, p.mean());
    layer(prior, p.mean().bias().length, p.std());
    List<Dense> layers = rewardHead.layers();
    Dense first = layers.getFirst();
    pack(reward.getFirst(), 0, first.transposed(0), first.transposed(1), column(first.bias()));
    for (int i = 1; i < layers.size(); i++) {
      layer(reward.get(i), 0, layers.get(i));
    }
  }

  private static void layer(NativeTensor target, int row, Dense dense) {
    pack(target, row, dense.transposed(0), column(dense.bias()));
  }

  private static float[][] column(float[] bias) {
    float[][] column = new float[bias.length][1];
    for (int i = 0; i < bias.length; i++) {
      column[i][0] = bias[i];
    }
    return column;
  }

  /** Writes the parts side by side, from a row of the target on. */
  private static void pack(NativeTensor target, int row, float[][]... parts) {
    int width = 0;
    for (float[][] part : parts) {
      width += part[0].length;
    }
    int at = row * width;
    for (int i = 0; i < parts[0].length; i++) {
      for (float[][] part : parts) {
        target.floats().put(at, part[i]);
        at += part[i].length;
      }
    }
  }

  @Override
  public void close() {
    input.close();
    gates.close();
    candidate.close();
    priorHidden.close();
    prior.close();
    reward.forEach(NativeTensor::close);
  }
}
