package org.planetbench.agents.nn;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * The operations that a model is made of, on rows that lie where the backend computes. Layers,
 * distributions and losses say what is computed and this says how; each operation leaves its
 * backward pass on the tape.
 *
 * <p>The operations are coarse, so that a backend can fuse them: {@link
 * org.planetbench.agents.nn.host.HostBackend} has a loop for each, {@link
 * org.planetbench.agents.nn.torch.TorchBackend} makes them of libtorch's operators.
 */
public interface TensorBackend extends AutoCloseable {
  /** What one thread of an update owns; as many as {@link #shards}. */
  Shard shard(int number);

  /**
   * Into how many shares an update cuts a batch.
   *
   * @param threads that compute
   */
  int shards(int threads);

  /** To be called on a thread before it computes. */
  void prepareThread();

  /**
   * Where planning keeps its candidates; empty where it computes on the host, with weights that are
   * packed for its matrix products.
   */
  Optional<Populations> populations();

  /** Frees all that it holds. */
  @Override
  void close();

  /** Owns what is computed on a {@link Tape#forgetting(TensorBackend)} until it is closed. */
  Scope open();

  /** Where the numbers of a set of parameters are while a model learns. */
  ParameterStore store(ParameterSet set);

  /** A block of one of the set's parameters, as layers multiply with it. */
  Weights weights(ParameterSet set, Block block);

  /** A chain of layers over pictures; whoever calls this closes it. */
  PictureStack pictures(ParameterSet set, List<PictureLayer> layers);

  /** Constants that are used often, where they are used. */
  Rows place(Rows constant);

  /** Inputs whose gradient is wanted. */
  Rows variable(float[][] value);

  /**
   * Standard normals [rows, columns].
   *
   * @param random row r draws from generator r modulo their number, so that a row of a sequence has
   *     its sequence's whatever the time
   */
  Rows normals(int rows, int columns, RandomGenerator... random);

  /** The same, uniform in [0, 1). */
  Rows uniforms(int rows, int columns, RandomGenerator... random);

  /** Zeros, with a gradient if the tape records. */
  Rows zeros(Tape tape, int rows, int columns);

  /**
   * What was computed on the host, wherever its inputs are.
   *
   * @param values of each result [rows, columns]
   * @param gradient adds to the inputs' gradients, once those of the results are known
   */
  List<Rows> computedOnHost(
      Tape tape, List<Rows> inputs, List<float[][]> values, HostGradient gradient);

  /** The backward pass of what the host computed. */
  @FunctionalInterface
  interface HostGradient {
    /**
     * @param results their gradients
     * @param inputs to add theirs to; no rows for an input that has none
     */
    void add(List<float[][]> results, List<float[][]> inputs);
  }

  // Rows.

  /** See {@link Rows#plus}. */
  Rows plus(Tape tape, Rows one, Rows other);

  /** See {@link Rows#stack}. */
  Rows stack(Tape tape, List<Rows> parts);

  /** See {@link Rows#pick}. */
  Rows pick(Tape tape, Rows rows, int... indices);

  /** See {@link Rows#withhold}. */
  Rows withhold(Tape tape, Rows rows, boolean[] withheld);

  /**
   * The sum over all parts of weight x part, added in double precision; no gradient flows back.
   *
   * @param parts of one shape
   */
  Rows weightedSum(List<Rows> parts, double... weights);

  // Layers.

  /** As many copies of the biases as there are rows. */
  Rows biases(Tape tape, Weights bias, int rows);

  /** y += x W, in place. */
  void accumulate(Tape tape, Rows y, Weights weights, Rows x);

  /** In place: the affine map's backward pass needs its gradient, not its value. */
  void activate(Tape tape, Dense.Activation activation, Rows y);

  /**
   * The rest of {@link GruCell}, from pre-activations that are used up and of which the candidate's
   * lacks r h.
   *
   * @return h'
   */
  Rows gru(Tape tape, GruCell.Begun begun, Weights candidateOfH, Rows h);

  /**
   * The rest of {@link ResetAfterCell}; what this is given of x and h is used up.
   *
   * @param ofInput [rows, 3 units]: u, r, c
   * @param ofState [rows, 3 units]: u', r', c'
   * @return h' [rows, units]
   */
  Rows resetAfterGru(Tape tape, Rows ofInput, Rows ofState, Rows h);

  /**
   * The rest of {@link LayerNormCell}; the product is used up.
   *
   * @param product [rows, 3 units]: p
   * @param scale [1, 3 units]
   * @param offset [1, 3 units]
   * @return h' [rows, units]
   */
  Rows layerNormGru(Tape tape, Rows product, Weights scale, Weights offset, Rows h);

  /**
   * sum over i of alpha_i all_i.
   *
   * @param alpha [rows, bases]
   * @param all [rows, bases * outputs], whose gradient this writes
   * @return [rows, outputs]
   */
  Rows mix(Tape tape, Rows alpha, Rows all);

  /** sqrt(variance + floor); of the variance this writes the gradient. */
  Rows deviation(Tape tape, Rows variance, float floor);

  // Distributions.

  /** softplus(raw) + floor. */
  Rows softplus(Tape tape, Rows raw, float floor);

  /** See {@link Gaussian#product}. */
  Gaussian product(Tape tape, Gaussian one, Gaussian other);

  /** x^2, entry by entry. */
  Rows square(Tape tape, Rows x);

  /** mean + std * epsilon. */
  Rows sample(Tape tape, Gaussian distribution, Rows epsilon);

  /** See {@link LatentDistribution#divergence}. */
  LatentDistribution.Divergence divergence(
      Tape tape, Gaussian q, Gaussian p, double freeNats, double scale, double balance);

  /** See {@link Categorical#sample}. */
  Rows sample(Tape tape, Categorical distribution, Rows uniform);

  /** See {@link Categorical#mode}. */
  Rows mode(Categorical distribution);

  /** See {@link LatentDistribution#divergence}. */
  LatentDistribution.Divergence divergence(
      Tape tape, Categorical q, Categorical p, double freeNats, double scale, double balance);

  /**
   * Mean bound * tanh(m / bound), standard deviation softplus(s + shift) + floor.
   *
   * @param raw [rows, 2 columns]: m, then s
   */
  Gaussian bounded(Tape tape, Rows raw, float bound, float shift, float floor);

  /** tanh(u). */
  Rows tanh(Tape tape, Rows u);

  /** See {@link TanhGaussian#addLogDensity}. */
  void addLogDensity(Tape tape, Gaussian before, Rows epsilon, double scale);

  // Losses.

  /** See {@link SquaredError}. */
  DoubleSupplier squaredError(Tape tape, Rows prediction, float[] target, double scale);
}
