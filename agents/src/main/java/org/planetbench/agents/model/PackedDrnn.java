package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.NativeKernel;
import org.planetbench.agents.nn.NativeTensor;
import org.planetbench.agents.nn.Product;

/**
 * The prior of {@link DoubleRecurrentNetwork} for planning. The embedding is zero, so its weights,
 * most of the encoder's, take no part.
 *
 * <pre>
 *   rows of the state:   r E   1   a   z   E   D   1   z'   r D
 *   encoder's gates           [1   a   z   E]                      -> r, u
 *   encoder's candidate [r E   1   a   z]                          -> c -> E
 *   hidden                            [z   E   D   1]              -> y -> mean, std -> z
 *   decoder's gates                           [D   1   z']         -> r, u
 *   decoder's candidate                           [1   z'   r D]   -> c -> D
 *   features                                  [D   1]
 * </pre>
 *
 * z' is a copy of the new z, as its two readers want different neighbours.
 */
final class PackedDrnn implements PackedPrior {
  private static final int ACTION = 1; // inputs of the encoder: e, a, z
  private static final int SAMPLE = 2;

  private final ModelSpec spec;
  private final GruCell encoder;
  private final GaussianHead head;
  private final GruCell decoder;
  private final PackedWeights weights = new PackedWeights();
  private final NativeTensor encoderGates; // columns 1, a, z, E; rows r, u
  private final NativeTensor encoderCandidate; // columns r E, 1, a, z
  private final NativeTensor hidden; // columns z, E, D, 1
  private final NativeTensor distribution; // columns y, 1; rows mean, raw std
  private final NativeTensor decoderGates; // columns D, 1, z'; rows r, u
  private final NativeTensor decoderCandidate; // columns 1, z', r D

  PackedDrnn(ModelSpec spec, GruCell encoder, GaussianHead head, GruCell decoder) {
    this.spec = spec;
    this.encoder = encoder;
    this.head = head;
    this.decoder = decoder;
    int a = spec.actionSize();
    int z = spec.stochastic();
    int units = spec.deterministic();
    encoderGates = weights.create(2 * units, a + z + units);
    encoderCandidate = weights.create(units, units + a + z);
    hidden = weights.create(spec.hidden(), z + units + units);
    distribution = weights.create(2 * z, spec.hidden());
    decoderGates = weights.create(2 * units, units + z);
    decoderCandidate = weights.create(units, z + units);
  }

  @Override
  public void load() {
    GruCell.Packed a = encoder.packed(ACTION);
    GruCell.Packed z = encoder.packed(SAMPLE);
    encoderGate(0, a.resetBias(), a.resetX(), z.resetX(), a.resetH());
    encoderGate(spec.deterministic(), a.updateBias(), a.updateX(), z.updateX(), a.updateH());
    PackedWeights.pack(
        encoderCandidate,
        0,
        a.candidateH(),
        PackedWeights.column(a.candidateBias()),
        a.candidateX(),
        z.candidateX());
    Dense y = head.hidden(); // inputs E, z, D
    PackedWeights.pack(
        hidden,
        0,
        y.transposed(1),
        y.transposed(0),
        y.transposed(2),
        PackedWeights.column(y.bias()));
    PackedWeights.layer(distribution, 0, head.mean());
    PackedWeights.layer(distribution, spec.stochastic(), head.std());
    PackedWeights.cell(decoderGates, decoderCandidate, decoder);
  }

  private void encoderGate(
      int row, float[] bias, float[][] action, float[][] sample, float[][] state) {
    PackedWeights.pack(encoderGates, row, PackedWeights.column(bias), action, sample, state);
  }

  @Override
  public long multiplyAdds() {
    return weights.multiplyAdds();
  }

  @Override
  public PackedPrior.Block block(int width) {
    return new Block(width);
  }

  @Override
  public void close() {
    weights.close();
  }

  private final class Block implements PackedPrior.Block {
    private final NativeKernel kernel = new NativeKernel();
    private final CandidateRows rows;
    private final NativeTensor encoderReset;
    private final NativeTensor action;
    private final NativeTensor z;
    private final NativeTensor encoded;
    private final NativeTensor decoded;
    private final NativeTensor zCopy;
    private final NativeTensor decoderReset;
    private final NativeTensor features;
    private final NativeTensor r;
    private final NativeTensor u;
    private final NativeTensor c;
    private final NativeTensor y;
    private final NativeTensor mean;
    private final NativeTensor std;
    private final Product encoderGatesProduct;
    private final Product encoderCandidateProduct;
    private final Product hiddenProduct;
    private final Product distributionProduct;
    private final Product decoderGatesProduct;
    private final Product decoderCandidateProduct;

    Block(int width) {
      rows = new CandidateRows(width);
      int a = spec.actionSize();
      int s = spec.stochastic();
      int d = spec.deterministic();
      int sample = d + 1 + a;
      int belief = sample + s + d; // of D
      int copy = belief + d + 1;
      NativeTensor state = rows.create(copy + s + d);
      encoderReset = state.rows(0, d);
      CandidateRows.ones(state, d);
      action = state.rows(d + 1, a);
      z = state.rows(sample, s);
      encoded = state.rows(sample + s, d);
      decoded = state.rows(belief, d);
      CandidateRows.ones(state, belief + d);
      zCopy = state.rows(copy, s);
      decoderReset = state.rows(copy + s, d);
      features = state.rows(belief, d + 1);

      NativeTensor ru = rows.create(2 * d);
      r = ru.rows(0, d);
      u = ru.rows(d, d);
      c = rows.create(d);
      NativeTensor yAndOne = rows.createWithOne(spec.hidden());
      y = yAndOne.rows(0, spec.hidden());
      NativeTensor meanAndStd = rows.create(2 * s);
      mean = meanAndStd.rows(0, s);
      std = meanAndStd.rows(s, s);

      encoderGatesProduct = new Product(encoderGates, state.rows(d, 1 + a + s + d), ru);
      encoderCandidateProduct = new Product(encoderCandidate, state.rows(0, d + 1 + a + s), c);
      hiddenProduct = new Product(hidden, state.rows(sample, s + d + d + 1), y);
      distributionProduct = new Product(distribution, yAndOne, meanAndStd);
      decoderGatesProduct = new Product(decoderGates, state.rows(belief, d + 1 + s), ru);
      decoderCandidateProduct = new Product(decoderCandidate, state.rows(belief + d, 1 + s + d), c);
    }

    @Override
    public void start(Belief belief) {
      rows.replicate(belief.sample(), 0, z);
      rows.replicate(belief.deterministic(), 0, encoded);
      rows.replicate(belief.deterministic(), spec.deterministic(), decoded);
    }

    @Override
    public NativeTensor action() {
      return action;
    }

    @Override
    public void step(RandomGenerator random) {
      encoderGatesProduct.compute();
      kernel.gruGates(r, u, encoded, encoderReset);
      encoderCandidateProduct.compute();
      kernel.gruNext(c, u, encoded);
      hiddenProduct.compute();
      kernel.relu(y);
      distributionProduct.compute();
      kernel.sample(mean, std, (float) spec.minStd(), random, z);
      zCopy.floats().put(0, z.floats(), 0, z.size());
      decoderGatesProduct.compute();
      kernel.gruGates(r, u, decoded, decoderReset);
      decoderCandidateProduct.compute();
      kernel.gruNext(c, u, decoded);
    }

    @Override
    public NativeTensor features() {
      return features;
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
