package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
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
}
