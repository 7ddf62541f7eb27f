package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.replay.SequenceBatch;

/** Loss terms, gradients and five Adam steps against PyTorch in double precision. */
@OnEveryBackend
record PlanetModelOracleTest(TestBackend backend) {
  private static final int BATCH = 3;
  private static final int LENGTH = 4;

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void everyGradientIsPytorchs(int size) throws IOException {
    Oracle oracle = Oracle.read("rssm-" + size + ".oracle");
    for (int threads = 1; threads <= backend.threads(); threads++) {
      try (PlanetModel model = model(oracle, size, threads)) {
        var _ = model.differentiate(batch(oracle), noise(oracle), noise(oracle));
        model.parameters().read();
        for (Parameter p : model.parameters().parameters()) {
          assertClose(p, "gradient/", oracle, p.gradient(), size);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void fiveUpdatesArePytorchs(int size) throws IOException {
    Oracle oracle = Oracle.read("rssm-" + size + ".oracle");
    for (int threads = 1; threads <= backend.threads(); threads++) {
      fiveUpdatesArePytorchs(oracle, size, threads);
    }
  }

  private void fiveUpdatesArePytorchs(Oracle oracle, int size, int threads) {
    try (PlanetModel model = model(oracle, size, threads)) {
      for (int update = 1; update <= 5; update++) {
        UpdateMetrics m = model.update(batch(oracle), noise(oracle), noise(oracle));
        float[] expected = oracle.get("metrics/" + update);
        double[] actual = {
          m.get(UpdateMetric.LOSS),
          m.get(UpdateMetric.IMAGE_LOSS),
          m.get(UpdateMetric.REWARD_LOSS),
          m.get(UpdateMetric.DIVERGENCE),
          m.get(UpdateMetric.GRADIENT_NORM)
        };
        for (int i = 0; i < actual.length; i++) {
          assertEquals(
              expected[i], actual[i], backend.tolerance() * Math.abs(expected[i]), "metric " + i);
        }
      }
      model.parameters().read();
      for (Parameter p : model.parameters().parameters()) {
        assertClose(p, "updated/", oracle, p.value(), size);
      }
    }
  }

  /** Relative to the largest entry of the array, as sums of floats are. */
  private void assertClose(Parameter p, String kind, Oracle oracle, float[] actual, int size) {
    float[] expected = PublishedLayout.toOurs(p, oracle.get(kind + p.name()), lastLayer(size));
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0, p.name() + " is all zero: nothing was compared");
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          expected[i], actual[i], backend.tolerance() * largest, kind + p.name() + " entry " + i);
    }
  }

  private PlanetModel model(Oracle oracle, int size, int threads) {
    ModelSpec spec =
        ModelSpec.head(2)
            .with(
                "image_size=" + size,
                "conv_depth=2",
                "stochastic_size=5",
                "deterministic_size=7",
                "hidden_size=6",
                "reward_layers=2",
                "reward_units=9",
                "image_loss_scale=1.5",
                "divergence_scale=1.25",
                "free_nats=0.35",
                "gradient_clip=20");
    RandomGenerator random =
        new RandomStreams(1).generator(RandomStreams.Purpose.INITIALISATION, 0);
    PlanetModel model = backend.model(spec, threads, random);
    int count = 0;
    for (Parameter p : model.parameters().parameters()) {
      float[] values =
          PublishedLayout.toOurs(p, oracle.get("parameter/" + p.name()), lastLayer(size));
      System.arraycopy(values, 0, p.value(), 0, values.length);
      count++;
    }
    assertEquals(
        oracle.floats().keySet().stream().filter(name -> name.startsWith("parameter/")).count(),
        count);
    model.load();
    return model;
  }

  private static int lastLayer(int size) {
    return size == 64 ? 3 : 2;
  }

  private static SequenceBatch batch(Oracle oracle) {
    return new SequenceBatch(
        LENGTH,
        BATCH,
        64,
        64,
        oracle.bytes().sequencedValues().getFirst(),
        oracle.get("actions"),
        oracle.get("rewards"));
  }

  private static java.util.function.IntFunction<RandomGenerator> noise(Oracle oracle) {
    float[] noise = oracle.get("noise"); // [length, batch, stochastic]
    return sequence -> new RecordedNoise(noise, sequence, noise.length / (LENGTH * BATCH));
  }

  /** The middle of the dequantisation noise, and one sequence of recorded normals. */
  private static final class RecordedNoise implements RandomGenerator {
    private final float[] noise;
    private final int sequence;
    private final int width;
    private int drawn;

    RecordedNoise(float[] noise, int sequence, int width) {
      this.noise = noise;
      this.sequence = sequence;
      this.width = width;
    }

    @Override
    public long nextLong() {
      return 0x8000_8000_8000_8000L;
    }

    @Override
    public double nextGaussian() {
      int t = drawn / width;
      return noise[(t * BATCH + sequence) * width + drawn++ % width];
    }
  }
}
