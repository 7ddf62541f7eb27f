package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.Pixels;

/**
 * One recorded case of {@code ci/record/record_world_models.py} at its small size: the model of the
 * case with the recorded parameters, its batch and its noise.
 */
record WorldModelOracle(Oracle arrays, DynamicsKind dynamics) {
  private static final int BATCH = 3;
  private static final int SIZE = 32;
  private static final int PLANNED = 3; // steps of a candidate
  private static final int PICTURE = SIZE * SIZE * 3;

  private static final int LAST_DECODER_LAYER = 2;

  static WorldModelOracle read(String name, DynamicsKind dynamics) throws IOException {
    return new WorldModelOracle(Oracle.read(name + "-32.oracle.gz"), dynamics);
  }

  /** Pictures of a sequence. */
  private int length() {
    String ofChunk = "forward/rewards"; // camera_ready keeps the record before the chunk, too
    return get(arrays.floats().containsKey(ofChunk) ? ofChunk : "rewards").length / BATCH;
  }

  /** The row of the last time step of the first sequence. */
  int last() {
    return (length() - 1) * BATCH;
  }

  float[] get(String name) {
    return arrays.get(name);
  }

  /** In the digits that the script has: 0.1f is not 0.1. */
  private double setting(String name) {
    return Double.parseDouble(Float.toString(get("settings/" + name)[0]));
  }

  boolean has(String setting) {
    return arrays.floats().containsKey("settings/" + setting);
  }

  ModelSpec spec() {
    ModelSpec spec = withoutOvershooting();
    int distance = (int) setting("overshooting_distance");
    return distance == 0
        ? spec
        : spec.with(
            "overshooting_scale=" + setting("overshooting_scale"),
            "overshooting_distance=" + distance,
            "overshooting_weights="
                + (setting("overshooting_of_pairs") == 0 ? "distances" : "pairs"),
            "overshooting_reward_scale=" + setting("overshooting_reward_scale"));
  }

  private ModelSpec withoutOvershooting() {
    return ModelSpec.head(2)
        .with(
            "image_size=" + SIZE,
            "conv_depth=1",
            "dynamics=" + dynamics.key(),
            "stochastic_size=" + (dynamics.isCategorical() ? 3 : 5),
            "stochastic_classes=4",
            "base_matrices=3",
            "inducing_points=4",
            "inducing_divergence_scale=0.02",
            "process_as_released=" + has("process_as_released"),
            "deterministic_size=7",
            "hidden_size=6",
            "reward_layers=2",
            "reward_units=9",
            "free_nats_form=" + (has("batch_floor") ? "batch_floor" : "excess"),
            "dequantise=" + !has("undisturbed"),
            "bits=" + (has("undisturbed") ? 8 : 5),
            "activation=" + (has("elu") ? "elu" : "relu"),
            "gru_form=" + gruForm(),
            "picture_activation=" + (has("picture_elu") ? "elu" : "relu"),
            "weight_decay=" + (has("weight_decay") ? setting("weight_decay") : 0),
            "image_loss_scale=1.5",
            "divergence_scale=" + setting("divergence_scale"),
            "global_divergence_scale=" + setting("global_divergence_scale"),
            "divergence_balance="
                + (has("divergence_balance") ? setting("divergence_balance") : 0.5),
            "free_nats=" + setting("free_nats"),
            "gradient_clip=" + setting("clip"));
  }

  private String gruForm() {
    return has("layer_norm") ? "layer_norm" : has("reset_after") ? "reset_after" : "reset_before";
  }

  PlanetModel model(TestBackend backend) {
    return model(backend, 1);
  }

  PlanetModel model(TestBackend backend, int threads) {
    PlanetModel model = backend.model(spec(), threads, TestBatches.random(0));
    for (Parameter p : model.parameters().parameters()) {
      System.arraycopy(ours("parameter/", p), 0, p.value(), 0, p.size());
    }
    assertEquals(
        arrays.floats().keySet().stream().filter(name -> name.startsWith("parameter/")).count(),
        model.parameters().parameters().size());
    model.load();
    return model;
  }

  /** What is recorded of a parameter, in this project's layout. */
  float[] ours(String kind, Parameter p) {
    return PublishedLayout.toOurs(p, get(kind + p.name()), LAST_DECODER_LAYER);
  }

  SequenceBatch batch() {
    return new SequenceBatch(
        length(),
        BATCH,
        SIZE,
        SIZE,
        arrays.bytes().sequencedValues().getFirst(),
        get("actions"),
        get("rewards"));
  }

  /** Filters the recorded embeddings on the recorded noise. */
  LatentDynamics.Unrolled unroll(PlanetModel model) {
    return model
        .dynamics()
        .unroll(
            Tape.forgetting(model.shard()),
            BATCH,
            Rows.constant(rows("actions")),
            Rows.constant(rows("forward/embedding")),
            Rows.constant(rows("noise")));
  }

  /**
   * What planning expects of the recorded candidates from the last posterior of the first sequence.
   */
  float[] planReturns(TestBackend backend) {
    float[] returns = new float[get("forward/plan_returns").length];
    try (PlanetModel model = model(backend)) {
      PlanningNoise.cut(get("plan_noise"), PLANNED, returns.length)
          .score(
              model,
              lastPosterior(),
              ImaginedBlock.Candidates.all(
                  get("plan_actions"), PLANNED, returns.length, setting("discount"), false),
              returns);
    }
    return returns;
  }

  private WorldModel.Belief lastPosterior() {
    List<String> parts = dynamics.isCategorical() ? List.of("logits") : List.of("mean", "std");
    return new WorldModel.Belief(
        parts.stream().map(part -> rows("forward/posterior/" + part)[last()]).toList(),
        rows("forward/posterior/sample")[last()],
        rows("forward/posterior/belief")[last()]);
  }

  /** The true picture of row {@link #last}. */
  Pixels lastPicture() {
    byte[] all = arrays.bytes().sequencedValues().getFirst();
    return new Pixels(
        SIZE, SIZE, Arrays.copyOfRange(all, last() * PICTURE, (last() + 1) * PICTURE));
  }

  /**
   * Of the recorded decoded picture: the mean of (decoded - true)^2, the true one as 5 bits with
   * the middle of the dequantisation noise, or with all bits and none.
   */
  double lastImageError() {
    float[] decoded = get("forward/picture");
    byte[] rgb = lastPicture().rgb();
    double sum = 0;
    for (int i = 0; i < PICTURE; i++) {
      int value = Byte.toUnsignedInt(rgb[i]);
      double truth =
          (has("undisturbed") ? value / 255.0 : (Math.floorDiv(value, 8) + 0.5) / 32) - 0.5;
      sum += (decoded[i] - truth) * (decoded[i] - truth);
    }
    return sum / PICTURE;
  }

  /** A recorded array [length, batch, ...] as rows. */
  float[][] rows(String name) {
    return cut(get(name), length() * BATCH);
  }

  static float[][] cut(float[] values, int rows) {
    int width = values.length / rows;
    float[][] cut = new float[rows][width];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(values, i * width, cut[i], 0, width);
    }
    return cut;
  }

  /**
   * The middle of the dequantisation noise, then a sequence's numbers: those of its posterior by
   * time, then those of overshooting by distance and start, as far as a start gets within the
   * chunk.
   */
  IntFunction<RandomGenerator> noise() {
    return sequence -> {
      RecordedNoise noise = new RecordedNoise();
      float[][] posterior = rows("noise");
      for (int t = 0; t < length(); t++) {
        noise.add(posterior[t * BATCH + sequence]);
      }
      int recorded = (int) setting("overshooting_distance");
      for (int d = 1; d <= recorded; d++) {
        float[][] all = cut(get("overshooting_noise"), recorded * length() * BATCH);
        for (int start = 0; start <= length() - d; start++) {
          noise.add(all[((d - 1) * length() + start) * BATCH + sequence]);
        }
      }
      return noise;
    };
  }

  /** Hands out given numbers, and refuses to hand out more. */
  static final class RecordedNoise implements RandomGenerator {
    private final ArrayDeque<Float> numbers = new ArrayDeque<>();

    void add(float[] values) {
      for (float value : values) {
        numbers.add(value);
      }
    }

    @Override
    public long nextLong() {
      return 0x8000_8000_8000_8000L;
    }

    @Override
    public double nextGaussian() {
      return numbers.remove();
    }

    @Override
    public float nextFloat() {
      return numbers.remove();
    }
  }
}
