package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.Nd4jBackend;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Adam;
import org.planetbench.agents.nn.NativeTensor;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureDecoder;
import org.planetbench.agents.nn.PictureEncoder;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.Workers;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.Pixels;

/** PlaNet's world model: encoder, latent dynamics of any kind, decoder and reward head. */
public final class PlanetModel implements WorldModel {
  private static final RandomGeneratorFactory<RandomGenerator> L64X128_MIX =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private static final String UPDATES = "adam/updates";

  private final ModelSpec spec;
  private final Workers workers;
  private final List<Shard> shards = new ArrayList<>();
  private final ParameterSet parameters;
  private final PictureEncoder encoder;
  private final LatentDynamics dynamics;
  private final PictureDecoder decoder;
  private final RewardHead rewardHead;
  private final PicturePreprocessing preprocessing;
  private final Adam adam;
  private @Nullable Imagination imagination;
  private boolean imaginationIsCurrent;

  /**
   * @param initialisation draws the first weights
   */
  public PlanetModel(ModelSpec spec, RandomGenerator initialisation) {
    this(spec, Nd4jBackend.threads(), initialisation);
  }

  /** A model that computes with a given number of threads. */
  PlanetModel(ModelSpec spec, int threads, RandomGenerator initialisation) {
    Nd4jBackend.load();
    this.spec = spec;
    workers = new Workers(threads);
    for (int i = 0; i < threads; i++) {
      shards.add(new Shard(i));
    }
    parameters = new ParameterSet(threads, initialisation);
    encoder = new PictureEncoder(parameters, "encoder", spec.convLayers(), spec.convDepth());
    dynamics = spec.dynamics().create(parameters, spec, encoder.embedding());
    decoder =
        new PictureDecoder(
            parameters, "decoder", spec.imageSize(), spec.convDepth(), dynamics.featureWidths());
    rewardHead = new RewardHead(parameters, spec, dynamics.featureWidths());
    preprocessing = new PicturePreprocessing(spec.imageSize(), spec.bits());
    adam =
        new Adam(spec.learningRate(), spec.learningRateRamp(), spec.adamEpsilon(), spec.clipNorm());
  }

  public ModelSpec spec() {
    return spec;
  }

  /** All parameters, for counting and for tests. */
  ParameterSet parameters() {
    return parameters;
  }

  LatentDynamics dynamics() {
    return dynamics;
  }

  RewardHead rewardHead() {
    return rewardHead;
  }

  /** Native memory held for activations. */
  long nativeBytes() {
    return shards.stream().mapToLong(shard -> shard.pool().bytes()).sum();
  }

  @Override
  public UpdateMetrics update(SequenceBatch batch, RandomGenerator noise) {
    RandomGenerator[] perSequence = new RandomGenerator[batch.batch()];
    for (int i = 0; i < perSequence.length; i++) {
      perSequence[i] = L64X128_MIX.create(noise.nextLong());
    }
    return update(batch, i -> perSequence[i]);
  }

  /**
   * One update step. Each sequence draws from a generator of its own, first the dequantisation
   * noise of its pictures (see {@link PicturePreprocessing}), then a standard normal for each time
   * and stochastic dimension, then what overshooting draws, so that the noise does not depend on
   * the number of threads.
   */
  UpdateMetrics update(SequenceBatch batch, IntFunction<RandomGenerator> noise) {
    SequenceLoss.Terms[] terms = differentiate(batch, noise);
    double norm = adam.step(parameters, workers);
    load();
    return metrics(batch, terms, norm);
  }

  /** Forward and backward, up to the collected gradients. */
  SequenceLoss.Terms[] differentiate(SequenceBatch batch, IntFunction<RandomGenerator> noise) {
    SequenceLoss loss =
        new SequenceLoss(spec, encoder, dynamics, decoder, rewardHead, preprocessing);
    int count = Math.min(shards.size(), batch.batch());
    SequenceLoss.Terms[] terms = new SequenceLoss.Terms[count];
    workers.run(
        count,
        i -> {
          int first = i * batch.batch() / count;
          int last = (i + 1) * batch.batch() / count;
          terms[i] = loss.differentiate(shards.get(i), batch, first, last, noise);
        });
    parameters.collect();
    return terms;
  }

  private UpdateMetrics metrics(SequenceBatch batch, SequenceLoss.Terms[] terms, double norm) {
    double count = (double) batch.length() * batch.batch();
    double image = 0;
    double reward = 0;
    double nats = 0;
    double clippedNats = 0;
    double global = 0;
    double overshooting = 0;
    double overshootingReward = 0;
    for (SequenceLoss.Terms share : terms) {
      image += share.image() / count;
      reward += share.reward() / count;
      nats += share.divergence().nats() / count;
      clippedNats += share.divergence().clippedNats() / count;
      global += share.globalDivergence() / count;
      overshooting += share.overshooting();
      overshootingReward += share.overshootingReward();
    }
    OvershootingSpec beyond = spec.overshooting();
    double loss =
        spec.imageLossScale() * image
            + spec.rewardLossScale() * reward
            + spec.divergenceScale() * (clippedNats + floor(spec.trainsDivergence()))
            + beyond.scale() * (overshooting + floor(beyond.isOn()))
            + spec.globalDivergenceScale() * global
            + beyond.rewardScale() * overshootingReward;
    Map<UpdateMetric, Double> values = new EnumMap<>(UpdateMetric.class);
    values.put(UpdateMetric.LOSS, loss);
    values.put(UpdateMetric.IMAGE_LOSS, image);
    values.put(UpdateMetric.REWARD_LOSS, reward);
    values.put(UpdateMetric.DIVERGENCE, nats);
    values.put(UpdateMetric.GRADIENT_NORM, norm);
    values.put(UpdateMetric.OVERSHOOTING_LOSS, overshooting);
    return new UpdateMetrics(values);
  }

  /** What max(free nats, KL) has on max(0, KL - free nats). */
  private double floor(boolean hasTerm) {
    return switch (spec.freeNatsForm()) {
      case EXCESS -> 0;
      case FLOOR -> hasTerm ? spec.freeNats() : 0;
    };
  }

  @Override
  public Belief initialBelief() {
    return dynamics.initial(1).belief();
  }

  @Override
  public float[] encode(Pixels pixels, RandomGenerator noise) {
    float[] folded = new float[preprocessing.values()];
    preprocessing.apply(pixels.rgb(), pixels.width(), 0, noise, folded);
    float[][] embedding = new float[1][];
    onWorker(
        shard -> {
          int mark = shard.pool().mark();
          long half = spec.imageSize() / 2;
          NativeTensor picture = shard.pool().take(1, half, half, 12);
          picture.floats().put(0, folded);
          embedding[0] = encoder.apply(Tape.forgetting(), shard, List.of(picture)).value()[0];
          shard.pool().release(mark);
        });
    return embedding[0];
  }

  @Override
  public Belief posterior(
      Belief previous, float[] previousAction, float[] embedding, RandomGenerator noise) {
    return dynamics
        .posterior(
            Tape.forgetting(),
            state(previous),
            Rows.constant(previousAction),
            Rows.constant(embedding),
            dynamics.noise().draw(1, noise))
        .belief();
  }

  @Override
  public Belief prior(Belief previous, float[] action, RandomGenerator noise) {
    return dynamics
        .prior(Tape.forgetting(), state(previous), Rows.constant(action), dynamics.noise().draw(1, noise))
        .belief();
  }

  private LatentState state(Belief belief) {
    return LatentState.of(belief, dynamics);
  }

  private Rows[] features(Belief belief) {
    return dynamics.features(state(belief));
  }

  @Override
  public TrajectoryScorer imagination(Belief start, RandomGenerator noise) {
    Imagination packed = imagination();
    if (!imaginationIsCurrent) {
      packed.load();
      imaginationIsCurrent = true;
    }
    return packed.from(start, noise);
  }

  @Override
  public long multiplyAddsPerStep() {
    return imagination().multiplyAdds();
  }

  private Imagination imagination() {
    if (imagination == null) {
      imagination = new Imagination(dynamics.packed(), new PackedReward(spec, rewardHead), workers);
    }
    return imagination;
  }

  @Override
  public OptionalDouble divergence(Belief posterior, Belief prior) {
    return !dynamics.drawsState()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            state(posterior)
                .distribution()
                .divergence(Tape.forgetting(), state(prior).distribution(), 0, 1)
                .nats());
  }

  @Override
  public Pixels decode(Belief belief) {
    float[][] folded = new float[1][];
    onWorker(shard -> folded[0] = decoded(shard, belief));
    return preprocessing.display(folded[0]);
  }

  @Override
  public double[] imageErrors(List<Belief> beliefs, List<Pixels> truths) {
    if (beliefs.size() != truths.size()) {
      throw new IllegalArgumentException(
          "expected a picture for each belief, got %d for %d"
              .formatted(truths.size(), beliefs.size()));
    }
    double[] errors = new double[beliefs.size()];
    int count = Math.min(shards.size(), errors.length);
    workers.run(
        count,
        share -> {
          float[] truth = new float[preprocessing.values()]; // folded
          for (int i = share; i < errors.length; i += count) {
            preprocessing.applyMean(truths.get(i), truth);
            errors[i] = meanSquare(decoded(shards.get(share), beliefs.get(i)), truth);
          }
        });
    return errors;
  }

  /** The mean picture, folded. */
  private float[] decoded(Shard shard, Belief belief) {
    return decoder.decode(shard, features(belief))[0];
  }

  private static double meanSquare(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = (double) one[i] - other[i];
      sum += difference * difference;
    }
    return sum / one.length;
  }

  @Override
  public float reward(Belief belief) {
    return rewardHead.apply(Tape.forgetting(), features(belief)).value()[0][0];
  }

  private void onWorker(java.util.function.Consumer<Shard> work) {
    workers.run(1, i -> work.accept(shards.get(i)));
  }

  @Override
  public SequencedMap<String, float[]> parameterValues() {
    SequencedMap<String, float[]> values = new LinkedHashMap<>();
    parameters.parameters().forEach(p -> values.put(p.name(), p.value()));
    return values;
  }

  @Override
  public SequencedMap<String, NamedArray> state() {
    SequencedMap<String, NamedArray> state = new LinkedHashMap<>();
    for (Parameter p : parameters.parameters()) {
      state.put(p.name(), copy(p, p.value()));
      state.put(p.name() + "/adam_m", copy(p, p.firstMoment()));
      state.put(p.name() + "/adam_v", copy(p, p.secondMoment()));
    }
    // Exact as a float up to 16,777,216 updates.
    state.put(UPDATES, new NamedArray(new long[] {1}, new float[] {adam.updates()}));
    return state;
  }

  private static NamedArray copy(Parameter p, float[] values) {
    return new NamedArray(p.shape(), values.clone());
  }

  @Override
  public void restore(SequencedMap<String, NamedArray> state) {
    SequencedMap<String, NamedArray> expected = state();
    expected.forEach((name, array) -> check(name, array, state.get(name)));
    if (state.size() != expected.size()) {
      throw new IllegalArgumentException(
          "model state: expected " + expected.size() + " arrays, got " + state.size());
    }
    for (Parameter p : parameters.parameters()) {
      restore(state, p.name(), p.value());
      restore(state, p.name() + "/adam_m", p.firstMoment());
      restore(state, p.name() + "/adam_v", p.secondMoment());
    }
    adam.restoreUpdates((long) values(state, UPDATES)[0]);
    load();
  }

  /** To be called whenever parameters have changed. */
  void load() {
    parameters.load();
    imaginationIsCurrent = false;
  }

  private static void check(String name, NamedArray expected, @Nullable NamedArray actual) {
    if (actual == null) {
      throw new IllegalArgumentException("model state: '" + name + "' is missing");
    }
    if (!java.util.Arrays.equals(expected.shape(), actual.shape())
        || expected.values().length != actual.values().length) {
      throw new IllegalArgumentException(
          "model state: '%s' expected shape %s, got %s; was it saved by another recipe?"
              .formatted(
                  name,
                  java.util.Arrays.toString(expected.shape()),
                  java.util.Arrays.toString(actual.shape())));
    }
  }

  private static void restore(SequencedMap<String, NamedArray> state, String name, float[] target) {
    System.arraycopy(values(state, name), 0, target, 0, target.length);
  }

  private static float[] values(SequencedMap<String, NamedArray> state, String name) {
    NamedArray array = state.get(name);
    if (array == null) {
      throw new IllegalArgumentException("model state: '" + name + "' is missing");
    }
    return array.values();
  }

  @Override
  public void close() {
    workers.close();
    if (imagination != null) {
      imagination.close();
    }
    shards.forEach(Shard::close);
    encoder.close();
    decoder.close();
  }
}
