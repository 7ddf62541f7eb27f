package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.Errors;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.TestTapes;
import org.planetbench.agents.replay.SequenceBatch;

/** PR-SSM, with our filter and open loop (world-models-spec section 5). */
class ProcessStateSpaceTest {
  private static final int EMBEDDING = 4;
  private static final int TIMES = 8;

  /** Of the Gaussian processes, for six actions (section 6). */
  @ParameterizedTest
  @CsvSource({"20,4,375,760", "50,30,4867,7300"})
  void theProcessHasAsManyParametersAndMultiplyAddsAsTheSpecificationCounts(
      int points, int width, long parameters, long multiplyAdds) {
    for (DynamicsKind kind : new DynamicsKind[] {DynamicsKind.PR_SSM, DynamicsKind.PR_SSM_OPEN}) {
      ModelSpec spec =
          TestBatches.head(kind).with("inducing_points=" + points, "stochastic_size=" + width);
      ParameterSet set = TestTapes.parameters(1, TestBatches.random(0));
      LatentDynamics _ = kind.create(set, spec, EMBEDDING);
      assertEquals(
          parameters,
          set.parameters().stream()
              .filter(p -> p.name().startsWith(kind.key() + "/process/"))
              .mapToLong(Parameter::size)
              .sum());
      assertEquals(multiplyAdds, kind.step(spec).multiplyAdds());
    }
  }

  /** Pictures move what is recognised from them on, and nothing after the fifth does. */
  @Test
  void openLoopNothingIsSeenAfterTheFifthPicture() {
    LatentDynamics open = dynamics(DynamicsKind.PR_SSM_OPEN);
    Rows expected = unrolled(open, rows(TIMES, EMBEDDING, 0)).posterior().sample();
    for (int t = 0; t < TIMES; t++) {
      Rows pictures = rows(TIMES, EMBEDDING, 0);
      pictures.read()[t][1] += 2;
      pictures.read()[t][2] -= 3;
      Rows actual = unrolled(open, pictures).posterior().sample();
      for (int time = 0; time < TIMES; time++) {
        assertEquals(
            t < OpenProcessStateSpace.PICTURES && time >= t,
            !Arrays.equals(expected.read()[time], actual.read()[time]),
            "picture " + t + ", state " + time);
      }
    }
  }

  /** All that is recognised is held to what was expected; later the posterior is the prior. */
  @Test
  void openLoopTheDivergenceIsThatOfWhatIsRecognised() {
    LatentDynamics.Unrolled states =
        unrolled(dynamics(DynamicsKind.PR_SSM_OPEN), rows(TIMES, EMBEDDING, 0));
    for (int t = 0; t < TIMES; t++) {
      double nats =
          states
              .posterior()
              .slice(t, t + 1)
              .distribution()
              .divergence(TestTapes.forgetting(), states.prior().slice(t, t + 1), 0, 1)
              .nats();
      assertEquals(t < OpenProcessStateSpace.PICTURES, nats > 0, "time " + t);
    }
  }

  @Test
  void aStepWithoutAPictureEndsTheRecognition() {
    try (PlanetModel model = model(DynamicsKind.PR_SSM_OPEN)) {
      float[] action = new float[2];
      float[] picture = rows(1, 96, 3).read()[0];
      Belief first = model.posterior(model.initialBelief(), action, picture, TestBatches.random(1));
      assertFalse(isBlind(model, first, action, picture));
      assertTrue(
          isBlind(model, model.prior(first, action, TestBatches.random(1)), action, picture));
    }
  }

  private static boolean isBlind(PlanetModel model, Belief from, float[] action, float[] picture) {
    return Arrays.equals(
        model.posterior(from, action, picture, TestBatches.random(2)).sample(),
        model.posterior(from, action, new float[picture.length], TestBatches.random(2)).sample());
  }

  /**
   * The bound weighs the inducing outputs once, whatever the batch: the same sequences twice are
   * the same loss and the same gradients.
   */
  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"PR_SSM", "PR_SSM_OPEN"})
  void asManySequencesAgainChangeNothing(DynamicsKind kind) {
    SequenceBatch once = TestBatches.batch(4, 2, 64, 2, 5);
    try (PlanetModel model = model(kind);
        PlanetModel other = model(kind)) {
      double loss = learn(model, once);
      assertEquals(loss, learn(other, doubled(once)), 1e-6 * loss);
      float[] expected = inducingGradient(model);
      double largest = 0;
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertTrue(largest > 0);
      assertArrayEquals(expected, inducingGradient(other), (float) (1e-4 * largest));
    }
  }

  private static double learn(PlanetModel model, SequenceBatch batch) {
    return model
        .update(
            batch,
            sequence -> TestBatches.random(sequence % 2),
            sequence -> TestBatches.random(sequence % 2))
        .get(UpdateMetric.LOSS);
  }

  private static float[] inducingGradient(PlanetModel model) {
    return model.parameters().parameters().stream()
        .filter(p -> p.name().endsWith("/process/variance/weights"))
        .findFirst()
        .orElseThrow()
        .gradient();
  }

  /** Sequences 0, 1, 0, 1. */
  private static SequenceBatch doubled(SequenceBatch once) {
    SequenceBatch twice =
        SequenceBatch.allocate(once.length(), 2 * once.batch(), once.height(), once.width(), 2);
    for (int to = 0; to < 2 * once.length(); to++) {
      copy(once.images(), twice.images(), to, once.images().length / once.length());
      copy(once.actions(), twice.actions(), to, once.actions().length / once.length());
      copy(once.rewards(), twice.rewards(), to, once.rewards().length / once.length());
    }
    return twice;
  }

  private static void copy(Object from, Object to, int block, int size) {
    System.arraycopy(from, block / 2 * size, to, block * size, size);
  }

  @Test
  void asReleasedPlanningDrawsAsTrainingDoes() {
    ModelSpec spec = TestBatches.smallSpec(DynamicsKind.PR_SSM).with("process_as_released=true");
    try (PlanetModel model = new PlanetModel(spec, 1, TestBatches.random(0));
        PackedPrior prior = model.packedPrior();
        PackedPrior.Block block = prior.block(1)) {
      float[] action = {0.2f, -0.4f};
      Belief start = model.prior(model.initialBelief(), action, TestBatches.random(1));
      prior.load();
      block.start(start);
      block.action().floats().put(0, action);
      block.step(TestBatches.random(3));
      float[] drawn = new float[spec.stochastic()];
      block.features().floats().get(0, drawn);
      assertArrayEquals(model.prior(start, action, TestBatches.random(3)).sample(), drawn, 1e-6f);
      assertEquals(1, model.dynamics().noise().width());
    }
  }

  @Test
  void openLoopThereIsNothingToOvershoot() {
    assertEquals(
        "overshooting_scale: expected 0 with dynamics pr_ssm_open, whose posterior is the prior once the first state is recognised, got 1.0",
        Errors.messageOf(
            IllegalArgumentException.class,
            () ->
                TestBatches.smallSpec(DynamicsKind.PR_SSM_OPEN)
                    .with("overshooting_scale=1", "overshooting_distance=3")));
  }

  private static PlanetModel model(DynamicsKind kind) {
    return new PlanetModel(TestBatches.smallSpec(kind), 1, TestBatches.random(0));
  }

  private static LatentDynamics dynamics(DynamicsKind kind) {
    ParameterSet set = TestTapes.parameters(1, TestBatches.random(2));
    LatentDynamics dynamics = kind.create(set, TestBatches.smallSpec(kind), EMBEDDING);
    set.load();
    return dynamics;
  }

  private static LatentDynamics.Unrolled unrolled(LatentDynamics dynamics, Rows pictures) {
    return dynamics.unroll(
        TestTapes.forgetting(),
        1,
        rows(TIMES, 2, 50),
        pictures,
        rows(TIMES, dynamics.noise().width(), 100));
  }

  private static Rows rows(int rows, int columns, int from) {
    float[][] values = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i][j] = (float) Math.sin(1 + from + i * columns + j);
      }
    }
    return Rows.constant(values);
  }
}
