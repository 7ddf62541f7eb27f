package org.planetbench.agents.nn;

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

  private final Weights block;

  /** The softplus of each base is at first uniform in (0, 1 / (10 bases)). */
  public MixedVariance(ParameterSet set, String name, int bases, int outputs) {
    Parameter weights =
        set.drawn(
            name + "/weights",
            random -> StrictMath.log(StrictMath.expm1((1 - random.nextDouble()) / (10.0 * bases))),
            bases,
            outputs);
    block = set.weights(new Block(weights, outputs, 0, 0, bases, outputs, WeightMap.POSITIVE));
  }

  /**
   * [rows, outputs]
   *
   * @param alpha [rows, bases], not negative
   */
  public Rows std(Tape tape, Rows alpha) {
    Rows variance = tape.backend().zeros(tape, alpha.rows(), block.outputs());
    tape.backend().accumulate(tape, variance, block, alpha);
    return tape.backend().deviation(tape, variance, FLOOR);
  }

  /** The positive base vectors, transposed: [outputs, bases], for kernels that pack them. */
  public float[][] transposed() {
    return block.readTransposed();
  }
}
