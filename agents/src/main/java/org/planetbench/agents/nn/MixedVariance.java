package org.planetbench.agents.nn;

import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * Variances that each row mixes of positive base vectors with weights of its own, as standard
 * deviations (the fusion variant of Karl et al. 2016, by its authors' group):
 *
 * <pre>
 *   std = sqrt(sum over i of alpha_i softplus(v_i) + 1e-5)
 * </pre>
 */
public final class MixedVariance {
  /** The least variance. */
  public static final float FLOOR = 1e-5f;

  private final WeightBlock block;

  /** The softplus of each base is at first uniform in (0, 1 / (10 bases)). */
  public MixedVariance(ParameterSet set, String name, int bases, int outputs) {
    Parameter weights =
        set.drawn(
            name + "/weights",
            random -> StrictMath.log(StrictMath.expm1((1 - random.nextDouble()) / (10.0 * bases))),
            bases,
            outputs);
    block =
        set.mirror(
            new WeightBlock(
                weights, outputs, 0, 0, bases, outputs, set.shards(), WeightMap.POSITIVE));
  }

  /**
   * [rows, outputs]
   *
   * @param alpha [rows, bases], not negative
   */
  public Rows std(Tape tape, Rows alpha) {
    int outputs = block.outputs;
    Rows variance = Rows.zeros(tape, alpha.rows(), outputs);
    Dense.accumulate(tape, variance, block, alpha);
    Rows std = Rows.zeros(tape, alpha.rows(), outputs);
    for (int i = 0; i < std.rows(); i++) {
      ElementwiseKernel.deviation(variance.value()[i], FLOOR, std.value()[i], outputs);
    }
    tape.record(
        () -> {
          for (int i = 0; i < std.rows(); i++) {
            for (int j = 0; j < outputs; j++) {
              variance.gradient()[i][j] = std.gradient()[i][j] / (2 * std.value()[i][j]);
            }
          }
        });
    return std;
  }

  /** The positive base vectors, transposed: [outputs, bases], for kernels that pack them. */
  public float[][] transposed() {
    return block.transposed;
  }
}
