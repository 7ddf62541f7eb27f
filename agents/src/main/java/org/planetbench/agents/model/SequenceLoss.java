package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.PictureDecoder;
import org.planetbench.agents.nn.PictureEncoder;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.nn.PictureSequences;
import org.planetbench.agents.nn.Pictures;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.SquaredError;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.replay.SequenceBatch;

/**
 * The loss (Hafner et al. 2019, equation 3) and its gradients, for a share of the sequences of a
 * batch:
 *
 * <pre>
 * L = mean over batch and time of  image scale  * 1/2 |decoder(f) - o|^2
 *                                + reward scale * 1/2 (reward(f) - r)^2
 *                                + divergence scale * max(0, KL(posterior || prior) - free nats)
 *                                + global divergence scale * KL(posterior || what knows nothing)
 *   + inducing divergence scale * KL(parameters that have a distribution || their prior)
 *   + mean over batch, starts and distances of latent overshooting ({@link LatentOvershooting})
 *                                + overshooting reward scale * 1/2 (reward(stop gradient(f)) - r)^2
 * </pre>
 *
 * with f the features of the posterior, and the free nats in one of their forms ({@link
 * DivergenceLoss}). The gradients of the first divergence are weighed by the divergence balance,
 * which leaves its value alone. The last term is the first release's: of the posteriors that its
 * rollouts meet, not of the priors, and stopped, so that it teaches the reward head alone. Nothing
 * here depends on the kind of dynamics.
 */
record SequenceLoss(
    ModelSpec spec,
    PictureEncoder encoder,
    LatentDynamics dynamics,
    PictureDecoder decoder,
    Mlp rewardHead,
    PicturePreprocessing preprocessing) {

  /** How many pictures a convolution gets at once; from 50 to 200 it makes no difference. */
  private static final int MICRO_BATCH = 100;

  /**
   * What came of a share.
   *
   * @param means the share of each term's mean over batch and time, without its scale
   * @param nats that of the divergence before the free nats are taken off
   * @param posterior the inferred states [time * sequences, ...], stopped
   */
  record Terms(Map<LossTerm, Double> means, double nats, LatentState posterior) {}

  /**
   * A share whose backward pass is to come.
   *
   * @param means of the terms, to be asked for after that
   */
  record Begun(
      Tape tape,
      DivergenceLoss divergence,
      Map<LossTerm, DoubleSupplier> means,
      LatentState posterior) {

    /**
     * Backward, in the same scope.
     *
     * @param ofBatch the divergence of all shares, where the batch as a whole decides
     */
    Terms differentiate(double ofBatch) {
      divergence.backward(ofBatch);
      tape.backward();
      return new Terms(values(means), divergence.nats(), posterior.stopGradient());
    }
  }

  /**
   * Forward for as many sequences as there are generators, in the shard's scope.
   *
   * @param first the share's first sequence
   */
  Begun begin(Shard shard, SequenceBatch batch, int first, RandomGenerator[] random) {
    int width = random.length;
    double count = (double) batch.length() * batch.batch();
    double mean = 1.0 / count;
    Pictures pictures = pictures(shard, batch, first, random);

    Map<LossTerm, DoubleSupplier> means = new EnumMap<>(LossTerm.class);
    Tape tape = Tape.recording(shard);
    Rows drawn = dynamics.noise().draw(tape, batch.length() * width, random);
    Rows epsilon = shard.backend().place(drawn);
    Rows embeddings = encoder.apply(tape, pictures); // [time * width, embedding]
    Rows actions = shard.backend().place(actions(batch, first, width));
    LatentDynamics.Unrolled states = dynamics.unroll(tape, width, actions, embeddings, epsilon);
    LatentDistribution posterior = states.posterior().distribution();
    Rows[] features = dynamics.features(states.posterior());
    Rows rewards = rewardHead.apply(tape, features);
    DoubleSupplier reward =
        SquaredError.apply(
            tape, rewards, rewards(batch, first, width), spec.rewardLossScale() * mean);
    means.put(LossTerm.REWARD, () -> reward.getAsDouble() / count);
    DivergenceLoss divergence =
        new DivergenceLoss(spec, shard, tape, posterior, states.prior(), count);
    means.put(LossTerm.DIVERGENCE, divergence::term);
    DoubleSupplier global = globalDivergence(tape, posterior, mean);
    means.put(LossTerm.GLOBAL_DIVERGENCE, () -> global.getAsDouble() / count);
    double share = (double) width / batch.batch();
    double inducing =
        share * dynamics.parameterDivergence(tape, share * spec.inducingDivergenceScale());
    means.put(LossTerm.INDUCING_DIVERGENCE, () -> inducing);
    means.put(LossTerm.OVERSHOOTING_REWARD, overshootReward(tape, batch, first, width, features));
    DoubleSupplier image = decoder.loss(tape, pictures, spec.imageLossScale() * mean, features);
    means.put(LossTerm.IMAGE, () -> image.getAsDouble() / count);
    double overshooting = // before the tape goes back
        overshoot(shard, batch, states.posterior(), actions, random);
    means.put(LossTerm.OVERSHOOTING, () -> overshooting);
    return new Begun(tape, divergence, means, states.posterior());
  }

  /** Once all is computed that does not wait for them. */
  private static Map<LossTerm, Double> values(Map<LossTerm, DoubleSupplier> means) {
    Map<LossTerm, Double> values = new EnumMap<>(LossTerm.class);
    means.forEach((term, mean) -> values.put(term, mean.getAsDouble()));
    return values;
  }

  private double overshoot(
      Shard shard,
      SequenceBatch batch,
      LatentState posterior,
      Rows actions,
      RandomGenerator[] random) {
    return spec.overshooting().isOn()
        ? new LatentOvershooting(dynamics, spec)
            .differentiate(shard, posterior, actions, random, batch.batch())
        : 0;
  }

  /** The nats of the divergence from what knows nothing, which no free nats are taken off. */
  private DoubleSupplier globalDivergence(Tape tape, LatentDistribution posterior, double mean) {
    if (spec.globalDivergenceScale() == 0) {
      return () -> 0;
    }
    return posterior.divergence(
            tape, posterior.uninformed(), 0, spec.globalDivergenceScale() * mean)
        ::nats;
  }

  private DoubleSupplier overshootReward(
      Tape tape, SequenceBatch batch, int first, int width, Rows[] features) {
    OvershootingSpec overshooting = spec.overshooting();
    double scale = overshooting.rewardScale();
    if (scale == 0) {
      return () -> 0;
    }
    overshooting.requireFits(batch.length());
    Rows[] stopped = Arrays.stream(features).map(Rows::stopGradient).toArray(Rows[]::new);
    Rows predicted = rewardHead.apply(tape, stopped);
    float[] rewards = rewards(batch, first, width);
    List<DoubleSupplier> terms = new ArrayList<>();
    for (int t = 1; t < batch.length(); t++) {
      int from = t * width;
      double mean = overshooting.rewardWeight(batch.length(), t) / batch.batch();
      float[] targets = Arrays.copyOfRange(rewards, from, from + width);
      DoubleSupplier error =
          SquaredError.apply(tape, predicted.slice(from, from + width), targets, scale * mean);
      terms.add(() -> mean * error.getAsDouble());
    }
    return () -> terms.stream().mapToDouble(DoubleSupplier::getAsDouble).reduce(0, Double::sum);
  }

  /** Preprocessed [times * width], time first, in micro-batches of whole times. */
  private Pictures pictures(Shard shard, SequenceBatch batch, int first, RandomGenerator[] random) {
    int width = random.length;
    int chunks = Math.ceilDiv(batch.length(), Math.max(1, MICRO_BATCH / width));
    int[] counts = new int[chunks];
    for (int i = 0; i < chunks; i++) {
      counts[i] = ((i + 1) * batch.length() / chunks - i * batch.length() / chunks) * width;
    }
    return shard.pictures(
        preprocessing,
        new PictureSequences(
            batch.images(), batch.width(), batch.length(), batch.batch(), first, width),
        random,
        counts);
  }

  /** [time * width, actionSize] */
  private Rows actions(SequenceBatch batch, int first, int width) {
    float[][] rows = new float[batch.length() * width][spec.actionSize()];
    for (int row = 0; row < rows.length; row++) {
      int at = (row / width * batch.batch() + first + row % width) * spec.actionSize();
      System.arraycopy(batch.actions(), at, rows[row], 0, spec.actionSize());
    }
    return Rows.constant(rows);
  }

  /** [time * width] */
  private static float[] rewards(SequenceBatch batch, int first, int width) {
    float[] rewards = new float[batch.length() * width];
    for (int row = 0; row < rewards.length; row++) {
      rewards[row] = batch.rewards()[row / width * batch.batch() + first + row % width];
    }
    return rewards;
  }
}
