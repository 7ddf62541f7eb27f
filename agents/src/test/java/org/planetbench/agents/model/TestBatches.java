package org.planetbench.agents.model;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.replay.SequenceBatch;

/** Small models and random batches for tests and benchmarks. */
final class TestBatches {
  private TestBatches() {}

  /** 32x32 pictures and about a thousandth of the published size. */
  static ModelSpec smallSpec() {
    return smallSpec(DynamicsKind.RSSM);
  }

  static ModelSpec smallSpec(DynamicsKind kind) {
    return ModelSpec.head(2)
        .with(
            "image_size=32",
            "conv_depth=3",
            "dynamics=" + kind.key(),
            "stochastic_size=5",
            "stochastic_classes=3",
            "base_matrices=4",
            "inducing_points=6",
            "deterministic_size=10",
            "hidden_size=9",
            "reward_layers=2",
            "reward_units=8",
            "free_nats=0.5");
  }

  /** The published size, for six actions. */
  static ModelSpec head(DynamicsKind kind) {
    return ModelSpec.head(6).with("dynamics=" + kind.key());
  }

  static RandomGenerator random(long index) {
    return new RandomStreams(7).generator(RandomStreams.Purpose.MODEL_NOISE, index);
  }

  static SequenceBatch batch(int length, int batch, int size, int actionSize, long seed) {
    RandomGenerator random = random(seed);
    byte[] images = new byte[length * batch * size * size * 3];
    random.nextBytes(images);
    float[] actions = new float[length * batch * actionSize];
    for (int i = 0; i < actions.length; i++) {
      actions[i] = 2 * random.nextFloat() - 1;
    }
    float[] rewards = new float[length * batch];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = random.nextFloat();
    }
    return new SequenceBatch(length, batch, size, size, images, actions, rewards);
  }

  /** After one update, so that no weight is zero. */
  static PlanetModel trainedModel(TestBackend backend, DynamicsKind kind) {
    return trainedModel(backend, smallSpec(kind));
  }

  /** The same of any specification with 32x32 pictures and two actions. */
  static PlanetModel trainedModel(TestBackend backend, ModelSpec spec) {
    PlanetModel model = backend.model(spec, random(0));
    var _ = model.update(batch(6, 4, 64, 2, 5), random(1), random(1));
    return model;
  }

  /** A belief of such a model with a first step behind it. */
  static Belief start(PlanetModel model) {
    return model.prior(model.initialBelief(), new float[] {0.3f, -0.9f}, random(2));
  }

  /** From now on all that it expects is not a number. */
  static void spoil(PlanetModel model) {
    model.parameters().parameters().forEach(p -> Arrays.fill(p.value(), Float.NaN));
    model.load();
  }

  /** [horizon, candidates, 2] */
  static float[] actions(int horizon, int candidates) {
    RandomGenerator random = random(3);
    float[] actions = new float[horizon * candidates * 2];
    for (int i = 0; i < actions.length; i++) {
      actions[i] = 2 * random.nextFloat() - 1;
    }
    return actions;
  }
}
