package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.Nd4jBackend;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Adam;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureDecoder;
import org.planetbench.agents.nn.PictureEncoder;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.Workers;
import org.planetbench.agents.nn.torch.Precision;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.Pixels;

/** PlaNet's world model: encoder, latent dynamics of any kind, decoder and reward head. */
public final class PlanetModel implements WorldModel {
  private static final RandomGeneratorFactory<RandomGenerator> L64X128_MIX =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final ModelSpec spec;
  private final TensorBackend backend;
  private final Workers workers;
  private final List<Shard> shards = new ArrayList<>();
  private final ParameterSet parameters;
  private final PictureEncoder encoder;
  private final LatentDynamics dynamics;
  private final PictureDecoder decoder;
  private final Mlp rewardHead;
  private final PictureCodec codec;
  private final PicturePreprocessing preprocessing;
  private final ModelUpdate update;
  private @Nullable Imagination imagination;
  private boolean imaginationIsCurrent;

  /**
   * @param initialisation draws the first weights
   * @param makers of what is trained beside it
   */
  public PlanetModel(ModelSpec spec, RandomGenerator initialisation, Companion.Maker... makers) {
    this(spec, spec.createBackend(), Nd4jBackend.threads(), initialisation, makers);
  }

  /** A model that computes on the host with a given number of threads. */
  PlanetModel(
      ModelSpec spec, int threads, RandomGenerator initialisation, Companion.Maker... makers) {
    this(spec, BackendKind.ND4J.create(Precision.FP32), threads, initialisation, makers);
  }

  /** A model on a backend, which it takes over and closes. */
  PlanetModel(
      ModelSpec spec,
      TensorBackend backend,
      int threads,
      RandomGenerator initialisation,
      Companion.Maker... makers) {
    this.spec = spec;
    this.backend = backend;
    int count = backend.shards(threads);
    workers = new Workers(count, backend::prepareThread);
    for (int i = 0; i < count; i++) {
      shards.add(backend.shard(i));
    }
    parameters = new ParameterSet(backend, count, initialisation);
    Dense.Activation ofPictures = spec.pictureActivation();
    encoder =
        new PictureEncoder(parameters, "encoder", ofPictures, spec.convLayers(), spec.convDepth());
    dynamics = spec.dynamics().create(parameters, spec, encoder.embedding());
    decoder =
        new PictureDecoder(
            parameters,
            "decoder",
            ofPictures,
            spec.imageSize(),
            spec.convDepth(),
            dynamics.featureWidths());
    rewardHead = Mlp.reward(parameters, spec, dynamics.featureWidths());
    codec = new PictureCodec(encoder, decoder, spec.imageSize() / 2);
    preprocessing = spec.pictures();
    List<Companion> companions =
        Stream.of(makers)
            .map(
                maker ->
                    maker.make(
                        spec,
                        dynamics,
                        rewardHead,
                        () -> new ParameterSet(backend, count, initialisation)))
            .toList();
    update =
        new ModelUpdate(
            spec,
            shards,
            workers,
            new SequenceLoss(spec, encoder, dynamics, decoder, rewardHead, preprocessing),
            new Trained("", parameters, adam(spec), UpdateMetric.GRADIENT_NORM),
            companions);
  }

  private static Adam adam(ModelSpec spec) {
    return new Adam(
        spec.learningRate(),
        spec.learningRateRamp(),
        spec.adamEpsilon(),
        spec.clipNorm(),
        spec.weightDecay());
  }

  public ModelSpec spec() {
    return spec;
  }

  /** All parameters of the model itself, for counting and for tests. */
  ParameterSet parameters() {
    return parameters;
  }

  /** These, and those of each companion. */
  List<Trained> trained() {
    return update.trained();
  }

  /** Those of companions that no optimiser moves. */
  List<Untrained> untrained() {
    return update.untrained();
  }

  LatentDynamics dynamics() {
    return dynamics;
  }

  Mlp rewardHead() {
    return rewardHead;
  }

  /** What its tapes are opened on, where one thread computes. */
  Shard shard() {
    return shards.getFirst();
  }

  /** Native memory held for activations. */
  long nativeBytes() {
    return shards.stream().mapToLong(Shard::bytes).sum();
  }

  @Override
  public UpdateMetrics update(SequenceBatch batch, RandomGenerator noise, RandomGenerator dreams) {
    RandomGenerator[] ofModel = perSequence(batch, noise);
    RandomGenerator[] ofDreams = perSequence(batch, dreams);
    return update(batch, i -> ofModel[i], i -> ofDreams[i]);
  }

  private static RandomGenerator[] perSequence(SequenceBatch batch, RandomGenerator random) {
    RandomGenerator[] perSequence = new RandomGenerator[batch.batch()];
    for (int i = 0; i < perSequence.length; i++) {
      perSequence[i] = L64X128_MIX.create(random.nextLong());
    }
    return perSequence;
  }

  /**
   * One update step. Each sequence draws from a generator of its own, first the dequantisation
   * noise of its pictures (see {@link PicturePreprocessing}), then what the dynamics draw by time,
   * then what overshooting draws, and from another what companions draw, so that the noise does not
   * depend on the number of threads.
   */
  UpdateMetrics update(
      SequenceBatch batch,
      IntFunction<RandomGenerator> noise,
      IntFunction<RandomGenerator> dreams) {
    imaginationIsCurrent = false;
    return update.step(batch, noise, dreams);
  }

  /** Forward and backward, up to the collected gradients. */
  Map<UpdateMetric, Double> differentiate(
      SequenceBatch batch,
      IntFunction<RandomGenerator> noise,
      IntFunction<RandomGenerator> dreams) {
    return update.differentiate(batch, noise, dreams);
  }

  @Override
  public Optional<Policy> policy() {
    return update.companions().stream().flatMap(each -> each.policy().stream()).findFirst();
  }

  @Override
  public Belief initialBelief() {
    return dynamics.initial(1).belief();
  }

  @Override
  public float[] encode(Pixels pixels, RandomGenerator noise) {
    float[][] embedding = new float[1][];
    onWorker(shard -> embedding[0] = codec.embedding(shard, preprocessing, pixels, noise));
    return embedding[0];
  }

  @Override
  public Belief posterior(
      Belief previous, float[] previousAction, float[] embedding, RandomGenerator noise) {
    try (Scope _ = backend.open()) {
      Tape tape = Tape.forgetting(backend);
      return dynamics
          .posterior(
              tape,
              state(previous),
              Rows.constant(previousAction),
              Rows.constant(embedding),
              dynamics.noise().draw(tape, 1, noise))
          .belief();
    }
  }

  @Override
  public Belief prior(Belief previous, float[] action, RandomGenerator noise) {
    Belief expected = expected(previous, action, noise);
    if (!spec.dynamics().imaginesPictures()) {
      return expected;
    }
    float[][] embedding = new float[1][];
    onWorker(shard -> embedding[0] = codec.embeddings(shard, decoded(shard, expected))[0]);
    return posterior(previous, action, embedding[0], noise);
  }

  private Belief expected(Belief previous, float[] action, RandomGenerator noise) {
    try (Scope _ = backend.open()) {
      Tape tape = Tape.forgetting(backend);
      return dynamics
          .prior(
              tape, state(previous), Rows.constant(action), dynamics.noise().draw(tape, 1, noise))
          .belief();
    }
  }

  private LatentState state(Belief belief) {
    return LatentState.of(belief, dynamics);
  }

  private Rows[] features(Belief belief) {
    return dynamics.features(state(belief));
  }

  @Override
  public TrajectoryScorer imagination(Belief start, RandomGenerator noise) {
    return current().from(start, noise, false);
  }

  @Override
  public TrajectoryScorer imaginationWithValue(Belief start, RandomGenerator noise) {
    if (value().isEmpty()) {
      return WorldModel.super.imaginationWithValue(start, noise);
    }
    return current().from(start, noise, true);
  }

  private Optional<Mlp> value() {
    return update.companions().stream().flatMap(each -> each.value().stream()).findFirst();
  }

  /** With the weights as they are. */
  private Imagination current() {
    Imagination packed = imagination();
    if (!imaginationIsCurrent) {
      packed.load();
      imaginationIsCurrent = true;
    }
    return packed;
  }

  @Override
  public long multiplyAddsPerStep() {
    return imagination().multiplyAdds();
  }

  /** What scores, with weights as they were when it was last loaded. */
  Imagination imagination() {
    if (imagination == null) {
      TapedImagination taped = new TapedImagination(dynamics, rewardHead, value());
      imagination =
          backend
              .populations()
              .<Imagination>map(there -> new RowsImagination(spec, taped, codec, shard(), there))
              .orElseGet(() -> new PackedImagination(packedPrior(), taped, workers, shards));
    }
    return imagination;
  }

  /** What planning rolls on, which the caller closes before this. */
  PackedPrior packedPrior() {
    return dynamics.packed(encoder, decoder);
  }

  @Override
  public OptionalDouble divergence(Belief posterior, Belief prior) {
    if (!dynamics.drawsState()) {
      return OptionalDouble.empty();
    }
    try (Scope _ = backend.open()) {
      return OptionalDouble.of(
          state(posterior)
              .distribution()
              .divergence(Tape.forgetting(backend), state(prior).distribution(), 0, 1)
              .nats());
    }
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
    return codec.decoded(shard, features(belief))[0];
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
    try (Scope _ = backend.open()) {
      return rewardHead.apply(Tape.forgetting(backend), features(belief)).read()[0][0];
    }
  }

  private void onWorker(java.util.function.Consumer<Shard> work) {
    workers.run(1, _ -> work.accept(shard()));
  }

  @Override
  public SequencedMap<String, float[]> parameterValues() {
    SequencedMap<String, float[]> values = new LinkedHashMap<>();
    update.trained().forEach(trained -> trained.addValues(values));
    update.untrained().forEach(untrained -> untrained.addValues(values));
    return values;
  }

  @Override
  public SequencedMap<String, NamedArray> state() {
    SequencedMap<String, NamedArray> state = new LinkedHashMap<>();
    update.trained().forEach(trained -> trained.addState(state));
    update.untrained().forEach(untrained -> untrained.addState(state));
    return state;
  }

  @Override
  public void restore(SequencedMap<String, NamedArray> state) {
    Trained.check(state(), state);
    update.trained().forEach(trained -> trained.restore(state));
    update.untrained().forEach(untrained -> untrained.restore(state));
    imaginationIsCurrent = false;
  }

  /** To be called whenever parameters have changed from outside. */
  void load() {
    parameters.load();
    imaginationIsCurrent = false;
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
    update.trained().forEach(trained -> trained.set().close());
    update.untrained().forEach(untrained -> untrained.set().close());
    backend.close();
  }
}
