package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;

@OnEveryBackend
record LatentOvershootingTest(TestBackend backend) {
  private static final int LENGTH = 5;
  private static final int BATCH = 3;

  /** Of a chunk of 5: four starts of distance 2, three of 3, two of 4, one of 5. */
  @ParameterizedTest
  @CsvSource({"2,4", "3,7", "4,9", "5,10"})
  void everyPairOrEveryDistanceWeighsTheSame(int distance, int pairs) {
    OvershootingSpec byPairs = overshooting(distance, "pairs");
    OvershootingSpec byDistances = overshooting(distance, "distances");
    double sumOfPairs = 0;
    double sumOfDistances = 0;
    for (int d = 2; d <= distance; d++) {
      int starts = LENGTH + 1 - d;
      assertEquals(1.0 / pairs, byPairs.weight(LENGTH, d), 1e-15);
      assertEquals(1.0 / (distance - 1), starts * byDistances.weight(LENGTH, d), 1e-15);
      sumOfPairs += starts * byPairs.weight(LENGTH, d);
      sumOfDistances += starts * byDistances.weight(LENGTH, d);
    }
    assertEquals(1, sumOfPairs, 1e-15);
    assertEquals(1, sumOfDistances, 1e-15);
  }

  private static OvershootingSpec overshooting(int distance, String weights) {
    return ModelSpec.head(1)
        .with(
            "overshooting_scale=1",
            "overshooting_distance=" + distance,
            "overshooting_weights=" + weights)
        .overshooting();
  }

  /** The numbers of the paper's size: 4.0 % against 2.0 %, and 0.08 % against 2.0 %. */
  @Test
  void nearDistancesOfManyPairsWeighNoMoreThanFarOnes() {
    OvershootingSpec byPairs = overshooting(50, "pairs");
    OvershootingSpec byDistances = overshooting(50, "distances");
    assertEquals(0.040, 49 * byPairs.weight(50, 2), 0.0005);
    assertEquals(0.0008, byPairs.weight(50, 50), 0.00005);
    assertEquals(1 / 49.0, 49 * byDistances.weight(50, 2), 1e-15);
    assertEquals(1 / 49.0, byDistances.weight(50, 50), 1e-15);
  }

  /** Not shortened: whoever asks for 50 is not to get 5 unawares. */
  @Test
  void aDistanceThatTheChunkCannotHoldIsRefused() {
    try (PlanetModel model = model(DynamicsKind.RSSM, 1, LENGTH + 1)) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> update(model));
      assertEquals(
          "overshooting_distance: expected at most chunk_length (5), got 6; overshooting_distance=chunk_length always fits",
          e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"RSSM", "SSM", "DRNN", "SSSM", "DVBF_FUSION", "SLAC", "PR_SSM"})
  void withoutAScaleNothingChanges(DynamicsKind kind) {
    try (PlanetModel off = model(kind, 0, 50);
        PlanetModel none = model(kind, 0, 0)) {
      UpdateMetrics expected = update(none);
      assertEquals(0, expected.get(UpdateMetric.OVERSHOOTING_LOSS));
      assertEquals(expected, update(off));
      assertGradientsEqual(none, off);
    }
  }

  /** As a floor the free nats stay in both terms of the loss, one-step and overshooting. */
  @Test
  void theFormOfTheFreeNatsIsThatOfTheDivergence() {
    Recipe recipe =
        Variant.OVERSHOOTING.adapt(Recipes.TINY.with("free_nats", "2").with("chunk_length", "5"));
    try (PlanetModel excess = model(recipe.with("free_nats_form", "excess"));
        PlanetModel floor = model(recipe.with("free_nats_form", "floor"))) {
      UpdateMetrics expected = update(excess);
      UpdateMetrics actual = update(floor);
      assertEquals(
          expected.get(UpdateMetric.LOSS) + 2 + 2,
          actual.get(UpdateMetric.LOSS),
          1e-9 * expected.get(UpdateMetric.LOSS));
      assertEquals(
          expected.get(UpdateMetric.OVERSHOOTING_LOSS), actual.get(UpdateMetric.OVERSHOOTING_LOSS));
      assertGradientsEqual(excess, floor);
    }
  }

  private PlanetModel model(Recipe recipe) {
    return backend.model(recipe.model(2), 2, TestBatches.random(0));
  }

  /**
   * The term's own tape gives gradients to the states that rollouts start from and to nothing that
   * they meet: to no mean or deviation, not to the last posterior, from which none starts, and not
   * to the one before, whose rollout ends at distance 1.
   */
  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"RSSM", "SSM", "DRNN", "SSSM", "DVBF_FUSION", "SLAC", "PR_SSM"})
  void thePosteriorsThatAreMetGetNoGradient(DynamicsKind kind) {
    try (TensorBackend tensors = backend.create()) {
      requireNoGradientOfWhatIsMet(tensors.shard(0), spec(kind, 1, LENGTH));
    }
  }

  private static void requireNoGradientOfWhatIsMet(Shard shard, ModelSpec spec) {
    ParameterSet set = new ParameterSet(shard.backend(), 1, TestBatches.random(0));
    LatentDynamics dynamics = spec.dynamics().create(set, spec, 4);
    Rows actions = Rows.constant(matrix(LENGTH * BATCH, spec.actionSize(), 1));
    LatentState posterior =
        dynamics
            .unroll(
                Tape.recording(shard),
                BATCH,
                actions,
                Rows.constant(matrix(LENGTH * BATCH, 4, 2)),
                Rows.constant(matrix(LENGTH * BATCH, dynamics.noise().width(), 3)))
            .posterior();
    RandomGenerator[] random = new RandomGenerator[BATCH];
    Arrays.setAll(random, TestBatches::random);
    double loss =
        new LatentOvershooting(dynamics, spec)
            .differentiate(shard, posterior, actions, random, BATCH);
    assertTrue(loss > 0);
    for (Rows part : posterior.distribution().parts()) {
      assertEquals(0, size(part.readGradient()));
    }
    int end = (LENGTH - 2) * BATCH;
    for (int row = 0; row < LENGTH * BATCH; row++) {
      assertEquals(row < end, gradient(posterior, row) > 0, "row " + row);
    }
  }

  /** Of the sample and the memory; a flag has none. */
  private static double gradient(LatentState state, int row) {
    return Stream.concat(Stream.of(state.sample()), state.memory().stream())
        .filter(Rows::hasGradient)
        .mapToDouble(part -> size(part.readGradient()[row]))
        .sum();
  }

  /** Rows: where a rollout starts, columns: what it meets, and at which distance. */
  private static final String MEETINGS =
      """
           A  B  C  D  E
        -  1  2  3  4  5
        A  .  1  2  3  4
        B  .  .  1  2  3
        C  .  .  .  1  2
        D  .  .  .  .  1
      """;

  /**
   * Additive dynamics, z(t) = z(t-1) + a(t), whose actions are the steps from one posterior to the
   * next: every rollout meets every posterior exactly, if it uses the right actions. Then one
   * posterior, a letter, is moved by delta: the rollouts that meet it and those that start from it
   * are off by delta, and nothing else is.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void everyStartMeetsTheLettersOfTheTable(int distance) {
    try (TensorBackend tensors = backend.create()) {
      requireMeetings(tensors.shard(0), distance);
    }
  }

  private static void requireMeetings(Shard shard, int distance) {
    LatentDynamics additive = additive(shard.backend(), distance);
    for (int letter = 0; letter < LENGTH; letter++) {
      int starts = 0;
      int meetings = 0;
      for (int d = 2; d <= distance; d++) {
        starts += count(MEETINGS.lines().skip(1 + 1 + letter).limit(1).toList(), d);
        meetings += count(column(letter), d);
      }
      float delta = 0.5f;
      LatentState posterior = letters(shard.backend(), letter, delta);
      double pairs = 2 * pairs(distance);
      double loss =
          new LatentOvershooting(additive, additiveSpec(distance))
              .differentiate(shard, posterior, steps(), zeros(), 2);
      assertEquals((starts + meetings) * 0.5 * delta * delta / pairs, loss, 1e-6);
      float[][] gradient = posterior.sample().readGradient();
      for (int row = 0; row < 2 * LENGTH; row++) {
        boolean moved = row == 2 * letter + 1;
        double expected = moved ? starts * delta / pairs : metByStart(row, letter, distance);
        assertEquals(
            moved ? expected : -expected * delta / pairs,
            gradient[row][0],
            1e-6,
            "letter " + letter + " row " + row);
      }
    }
  }

  private static double pairs(int distance) {
    double pairs = 0;
    for (int d = 2; d <= distance; d++) {
      pairs += LENGTH + 1 - d;
    }
    return pairs;
  }

  /**
   * How often the rollout from the letter of a row meets the moved letter of the second sequence.
   */
  private static int metByStart(int row, int moved, int distance) {
    if (row % 2 == 0) {
      return 0; // the first sequence is where it was
    }
    int d = moved - row / 2;
    return d >= 2 && d <= distance ? 1 : 0;
  }

  /** The cells of a letter's column. */
  private static List<String> column(int letter) {
    return MEETINGS
        .lines()
        .skip(1)
        .map(line -> List.of(line.strip().split(" +", -1)).get(1 + letter))
        .toList();
  }

  private static int count(List<String> lines, int distance) {
    return (int)
        lines.stream()
            .flatMap(line -> Stream.of(line.strip().split(" +", -1)))
            .filter(cell -> cell.equals(Integer.toString(distance)))
            .count();
  }

  /** A = 1, B = 2, C = 4, D = 8, E = 16, in two sequences; in the second one letter is moved. */
  private static LatentState letters(TensorBackend tensors, int moved, float delta) {
    float[][] values = new float[2 * LENGTH][1];
    float[][] ones = new float[2 * LENGTH][1];
    for (int row = 0; row < values.length; row++) {
      values[row][0] = (1 << (row / 2)) + (row == 2 * moved + 1 ? delta : 0);
      ones[row][0] = 1;
    }
    return new LatentState(
        new Gaussian(tensors.variable(values), tensors.variable(ones)),
        tensors.variable(values),
        List.of());
  }

  /** From zero to A, from A to B and so on. */
  private static Rows steps() {
    float[][] actions = new float[2 * LENGTH][1];
    for (int row = 0; row < actions.length; row++) {
      int t = row / 2;
      actions[row][0] = t == 0 ? 1 : 1 << (t - 1);
    }
    return Rows.constant(actions);
  }

  private static RandomGenerator[] zeros() {
    RandomGenerator zero =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            throw new AssertionError("only normals are drawn");
          }

          @Override
          public double nextGaussian() {
            return 0;
          }
        };
    return new RandomGenerator[] {zero, zero};
  }

  private static ModelSpec additiveSpec(int distance) {
    return ModelSpec.head(1)
        .with(
            "image_size=32",
            "conv_depth=1",
            "dynamics=ssm",
            "stochastic_size=1",
            "deterministic_size=1",
            "hidden_size=1",
            "reward_layers=0",
            "reward_units=1",
            "reward_loss_scale=1",
            "free_nats=0",
            "overshooting_scale=1",
            "overshooting_distance=" + distance,
            "overshooting_weights=pairs");
  }

  /** SSM with weights that make its prior N(z + a, 1), for sums that are not negative. */
  private static LatentDynamics additive(TensorBackend tensors, int distance) {
    ParameterSet set = new ParameterSet(tensors, 1, TestBatches.random(0));
    LatentDynamics ssm = DynamicsKind.SSM.create(set, additiveSpec(distance), 1);
    for (Parameter p : set.parameters()) {
      switch (p.name()) {
        case "ssm/prior/hidden/weights", "ssm/prior/mean/weights" -> Arrays.fill(p.value(), 1);
        case "ssm/prior/std/bias" -> Arrays.fill(p.value(), (float) Math.log(Math.expm1(0.9)));
        default -> Arrays.fill(p.value(), 0);
      }
    }
    set.load();
    return ssm;
  }

  @Test
  void aScaleWithoutADistanceIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> overshooting(1, "distances"));
    assertEquals(
        "overshooting_distance: expected 2 or more with overshooting_scale 1.0, got 1",
        e.getMessage());
  }

  private static void assertGradientsEqual(PlanetModel expected, PlanetModel actual) {
    expected.parameters().read();
    actual.parameters().read();
    for (int i = 0; i < expected.parameters().parameters().size(); i++) {
      Parameter p = expected.parameters().parameters().get(i);
      assertArrayEquals(p.gradient(), actual.parameters().parameters().get(i).gradient(), p.name());
    }
  }

  private static UpdateMetrics update(PlanetModel model) {
    return model.update(
        TestBatches.batch(LENGTH, BATCH, 64, 2, 5), TestBatches.random(6), TestBatches.random(6));
  }

  private PlanetModel model(DynamicsKind kind, double scale, int distance) {
    return backend.model(spec(kind, scale, distance), 2, TestBatches.random(0));
  }

  private static ModelSpec spec(DynamicsKind kind, double scale, int distance) {
    return TestBatches.smallSpec(kind)
        .with("free_nats=0", "overshooting_scale=" + scale, "overshooting_distance=" + distance);
  }

  private static float[][] matrix(int rows, int columns, long seed) {
    RandomGenerator random = TestBatches.random(seed);
    float[][] matrix = new float[rows][columns];
    for (float[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  /** The sum of the absolute values. */
  private static double size(float[]... rows) {
    double sum = 0;
    for (float[] row : rows) {
      for (float value : row) {
        sum += Math.abs(value);
      }
    }
    return sum;
  }
}
