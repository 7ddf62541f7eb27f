package org.planetbench.agents.model;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.Workers;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;
import org.planetbench.agents.nn.kernel.GruKernel;
import org.planetbench.agents.nn.kernel.MatrixKernel;
import org.planetbench.agents.planning.TrajectoryScorer;

/**
 * Rolls the prior for many candidates from one belief and sums the reward head's means: the hot
 * path of planning.
 *
 * <p>Everything lies feature by feature, [features, candidates], so that each loop runs over
 * candidates, however narrow a layer is. The candidates are cut into blocks whose whole rollout
 * stays in a core's cache; a thread takes a block through all time steps without waiting for
 * another. Each block draws from a generator of its own, so that neither threads nor timing change
 * a bit. Nothing is allocated but those generators.
 */
final class Imagination implements TrajectoryScorer {
  private static final RandomGeneratorFactory<RandomGenerator> L64X128_MIX =
      RandomGeneratorFactory.of("L64X128MixRandom");
  private static final int WIDEST_BLOCK = 256;

  private final ModelSpec spec;
  private final Workers workers;
  private final Dense input;
  private final GruCell.Packed gru;
  private final GaussianHead prior;
  private final List<Dense> reward;
  private final Block[] blocks;
  private Belief start;
  private RandomGenerator noise;

  Imagination(
      ModelSpec spec,
      RecurrentStateSpace dynamics,
      RewardHead rewardHead,
      Workers workers,
      Belief start,
      RandomGenerator noise) {
    this.spec = spec;
    this.workers = workers;
    this.start = start;
    this.noise = noise;
    input = dynamics.input();
    gru = dynamics.cell().packed();
    prior = dynamics.priorHead();
    reward = rewardHead.layers();
    blocks = new Block[workers.count()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Block(spec);
    }
  }

  /** Begins anew from another belief. */
  TrajectoryScorer from(Belief belief, RandomGenerator random) {
    start = belief;
    noise = random;
    return this;
  }

  @Override
  public void score(float[] actions, int horizon, int candidates, float[] returns) {
    int count = blockCount(candidates);
    long[] seeds = new long[count];
    for (int i = 0; i < count; i++) {
      seeds[i] = noise.nextLong();
    }
    workers.run(
        count,
        i -> {
          int first = firstCandidate(i, count, candidates);
          int width = firstCandidate(i + 1, count, candidates) - first;
          RandomGenerator random = L64X128_MIX.create(seeds[i]);
          rollOut(
              blocks[i % blocks.length],
              actions,
              horizon,
              candidates,
              first,
              width,
              random,
              returns);
        });
  }

  /** An even number of blocks, none wider than {@link #WIDEST_BLOCK}. */
  static int blockCount(int candidates) {
    return candidates < 32 ? 1 : 2 * Math.ceilDiv(candidates, 2 * WIDEST_BLOCK);
  }

  static int firstCandidate(int block, int count, int candidates) {
    return Math.toIntExact((long) block * candidates / count);
  }

  private void rollOut(
      Block b,
      float[] actions,
      int horizon,
      int candidates,
      int first,
      int width,
      RandomGenerator random,
      float[] returns) {
    int n = b.begin(width, start);
    for (int t = 0; t < horizon; t++) {
      b.takeActions(actions, (t * candidates + first) * spec.actionSize(), width);
      imagine(b, n, width, random);
      ElementwiseKernel.add(reward(b, n), b.total, n);
    }
    System.arraycopy(b.total, 0, returns, first, width);
  }

  /** One step of the prior: from z, h and the action to the next h and a sample of z. */
  private void imagine(Block b, int n, int width, RandomGenerator random) {
    affine(input.bias(), b.x, n);
    product(input.transposed(0), b.z, b.x, n);
    product(input.transposed(1), b.action, b.x, n);
    relu(b.x, n);

    gate(gru.resetBias(), gru.resetX(), gru.resetH(), b.x, b.h, b.r, n);
    gate(gru.updateBias(), gru.updateX(), gru.updateH(), b.x, b.h, b.u, n);
    for (int i = 0; i < b.h.length; i++) {
      GruKernel.gates(b.r[i], b.u[i], b.h[i], b.rh[i], n);
    }
    gate(gru.candidateBias(), gru.candidateX(), gru.candidateH(), b.x, b.rh, b.c, n);
    for (int i = 0; i < b.h.length; i++) {
      GruKernel.next(b.c[i], b.u[i], b.h[i], b.h[i], n);
    }

    layer(prior.hidden(), b.h, b.y, n);
    relu(b.y, n);
    layer(prior.mean(), b.y, b.mean, n);
    layer(prior.std(), b.y, b.std, n);
    for (int i = 0; i < b.z.length; i++) {
      ElementwiseKernel.softplus(b.std[i], prior.minStd(), b.std[i], n);
      for (int j = 0; j < width; j++) {
        b.epsilon[j] = (float) random.nextGaussian();
      }
      ElementwiseKernel.sample(b.mean[i], b.std[i], b.epsilon, b.z[i], n);
    }
  }

  private float[] reward(Block b, int n) {
    Dense firstLayer = reward.getFirst();
    float[][] y = b.reward[0];
    affine(firstLayer.bias(), y, n);
    product(firstLayer.transposed(0), b.z, y, n);
    product(firstLayer.transposed(1), b.h, y, n);
    for (int i = 1; i < reward.size(); i++) {
      relu(y, n);
      layer(reward.get(i), y, b.reward[i], n);
      y = b.reward[i];
    }
    return y[0];
  }

  private static void gate(
      float[] bias, float[][] wx, float[][] wh, float[][] x, float[][] h, float[][] y, int n) {
    affine(bias, y, n);
    product(wx, x, y, n);
    product(wh, h, y, n);
  }

  private static void layer(Dense dense, float[][] x, float[][] y, int n) {
    affine(dense.bias(), y, n);
    product(dense.transposed(0), x, y, n);
  }

  private static void affine(float[] bias, float[][] y, int n) {
    for (int i = 0; i < bias.length; i++) {
      ElementwiseKernel.fill(y[i], bias[i], n);
    }
  }

  /** y += transposed weights [outputs, inputs] times x [inputs, candidates]. */
  private static void product(float[][] transposed, float[][] x, float[][] y, int n) {
    MatrixKernel.multiplyAdd(transposed, x, y, transposed.length, x.length, n);
  }

  private static void relu(float[][] y, int n) {
    for (float[] row : y) {
      ElementwiseKernel.relu(row, n);
    }
  }

  /** The buffers of one thread, each [features, candidates of a block]. */
  private static final class Block {
    private static final int LANES = 16; // floats of the widest vector register
    private static final int WIDTH = Math.ceilDiv(WIDEST_BLOCK, LANES) * LANES;

    final float[][] z;
    final float[][] h;
    final float[][] action;
    final float[][] x;
    final float[][] r;
    final float[][] u;
    final float[][] rh;
    final float[][] c;
    final float[][] y;
    final float[][] mean;
    final float[][] std;
    final float[][][] reward;
    final float[] epsilon = new float[WIDTH];
    final float[] total = new float[WIDTH];

    Block(ModelSpec spec) {
      z = new float[spec.stochastic()][WIDTH];
      h = new float[spec.deterministic()][WIDTH];
      action = new float[spec.actionSize()][WIDTH];
      x = new float[spec.hidden()][WIDTH];
      r = new float[spec.deterministic()][WIDTH];
      u = new float[spec.deterministic()][WIDTH];
      rh = new float[spec.deterministic()][WIDTH];
      c = new float[spec.deterministic()][WIDTH];
      y = new float[spec.hidden()][WIDTH];
      mean = new float[spec.stochastic()][WIDTH];
      std = new float[spec.stochastic()][WIDTH];
      reward = new float[spec.rewardLayers() + 1][][];
      for (int i = 0; i < spec.rewardLayers(); i++) {
        reward[i] = new float[spec.rewardUnits()][WIDTH];
      }
      reward[spec.rewardLayers()] = new float[1][WIDTH];
    }

    /**
     * Puts every candidate at the start.
     *
     * @return the width rounded up to whole vectors; what lies beyond the candidates is computed
     *     and ignored
     */
    int begin(int width, Belief start) {
      int n = Math.ceilDiv(width, LANES) * LANES;
      affine(start.sample(), z, n);
      affine(start.deterministic(), h, n);
      ElementwiseKernel.fill(total, 0f, n);
      return n;
    }

    /** Transposes [candidates, actionSize] from an offset on. */
    void takeActions(float[] actions, int from, int width) {
      int at = from;
      for (int j = 0; j < width; j++) {
        for (float[] row : action) {
          row[j] = actions[at++];
        }
      }
    }
  }
}
