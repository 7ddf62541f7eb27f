package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * The prior of {@link DoubleRecurrentNetwork} for planning. The embedding is zero, so its weights,
 * most of the encoder's, take no part.
 *
 * <pre>
 *   rows of the state:   r E   1   a   z   E   D   1   z'   r D
 *   encoder's gates           [1   a   z   E]                      -> r, u
 *   encoder's candidate [r E   1   a   z]                          -> c -> E
 *   head                              [z   E   D   1]              -> z
 *   decoder                                   [D   1   z'   r D]   -> D
 *   features                                  [D   1]
 * </pre>
 *
 * z' is a copy of the new z, as its two readers want different neighbours.
 */
final class PackedDrnn extends PackedPrior {
  private static final int ACTION = 1; // inputs of the encoder: e, a, z
  private static final int SAMPLE = 2;

  private final ModelSpec spec;
  private final GruCell encoder;
  private final GaussianHead priorHead;
  private final NativeTensor encoderGates; // columns 1, a, z, E; rows r, u
  private final NativeTensor encoderCandidate; // columns r E, 1, a, z
  private final PackedHead head;
  private final PackedCell cell;

  PackedDrnn(ModelSpec spec, GruCell encoder, GaussianHead priorHead, GruCell decoder) {
    this.spec = spec;
    this.encoder = encoder;
    this.priorHead = priorHead;
    int a = spec.actionSize();
    int z = spec.stochastic();
    int units = spec.deterministic();
    encoderGates = weights.create(2 * units, a + z + units);
    encoderCandidate = weights.create(units, units + a + z);
    head = priorHead.packed(weights, z + units + units);
    cell = PackedCell.of(weights, decoder, z, units);
  }

  @Override
  void load() {
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
    Dense y = priorHead.hidden(); // inputs E, z, D
    float[][] bias = PackedWeights.column(y.bias());
    head.load(y.transposed(1), y.transposed(0), y.transposed(2), bias);
    cell.load();
  }

  private void encoderGate(
      int row, float[] bias, float[][] action, float[][] sample, float[][] state) {
    PackedWeights.pack(encoderGates, row, PackedWeights.column(bias), action, sample, state);
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedPrior.Block {
    private final NativeTensor reset;
    private final NativeTensor action;
    private final NativeTensor z;
    private final NativeTensor encoded;
    private final NativeTensor features;
    private final NativeTensor r;
    private final NativeTensor u;
    private final NativeTensor c;
    private final Product gatesProduct;
    private final Product candidateProduct;
    private final PackedHead.Sampling sampling;
    private final PackedCell.Recurrence decoding;

    Block(int width) {
      super(width);
      int a = spec.actionSize();
      int s = spec.stochastic();
      int d = spec.deterministic();
      int sample = d + 1 + a;
      int belief = sample + s + d; // of D
      NativeTensor state = rows.create(belief + cell.rows());
      reset = state.rows(0, d);
      CandidateRows.ones(state, d);
      action = state.rows(d + 1, a);
      z = state.rows(sample, s);
      encoded = state.rows(sample + s, d);
      features = state.rows(belief, d + 1);
      NativeTensor ru = rows.create(2 * d);
      r = ru.rows(0, d);
      u = ru.rows(d, d);
      c = rows.create(d);
      gatesProduct = rows.product(encoderGates, state.rows(d, 1 + a + s + d), ru);
      candidateProduct = rows.product(encoderCandidate, state.rows(0, d + 1 + a + s), c);
      sampling = head.new Sampling(rows, state.rows(sample, s + d + d + 1), z);
      decoding = cell.recurrence(rows, state.rows(belief, cell.rows()));
    }

    @Override
    void start(Belief belief) {
      rows.replicate(belief.sample(), 0, z);
      rows.replicate(belief.deterministic(), 0, encoded);
      rows.replicate(belief.deterministic(), spec.deterministic(), decoding.h);
    }

    @Override
    NativeTensor action() {
      return action;
    }

    @Override
    void step(RandomGenerator random) {
      gatesProduct.compute();
      kernel.gruGates(r, u, encoded, reset);
      candidateProduct.compute();
      kernel.gruNext(c, u, encoded);
      sampling.step(kernel, random);
      decoding.x.floats().put(0, z.floats(), 0, z.size());
      decoding.step(kernel);
    }

    @Override
    NativeTensor features() {
      return features;
    }
  }
}
