package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.TestTapes;

/** The scorer against its plain twin: the model's own steps, one candidate at a time. */
@OnEveryBackend
record ImaginationTest(TestBackend backend) {
  private static final int HORIZON = 4;
  private static final double DISCOUNT = 0.8;

  static Stream<Arguments> kindsAndCandidates() {
    return Arrays.stream(DynamicsKind.values())
        .flatMap(kind -> Stream.of(1, 7, 64).map(candidates -> Arguments.of(kind, candidates)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndCandidates")
  void scoresWhatSteppingOneByOneEarnsOnTheSameNoise(DynamicsKind kind, int candidates) {
    assertScoresAsStepping(TestBatches.smallSpec(kind), candidates);
  }

  @ParameterizedTest
  @CsvSource({
    "RSSM,activation=elu",
    "RSSM,gru_form=reset_after",
    "RSSM,gru_form=layer_norm",
    "RSSM_CATEGORICAL,activation=elu",
    "RSSM_CATEGORICAL,gru_form=reset_after",
    "RSSM_CATEGORICAL,gru_form=layer_norm"
  })
  void scoresTheSameWithDreamersLayers(DynamicsKind kind, String layers) {
    assertScoresAsStepping(TestBatches.smallSpec(kind).with(layers), 7);
  }

  private void assertScoresAsStepping(ModelSpec spec, int candidates) {
    int first = 2;
    int all = candidates + 5;
    int width = candidates + 1; // a block may be wider than its candidates
    float[] actions = TestBatches.actions(HORIZON, all);
    float[] returns = new float[all];
    try (PlanetModel model = TestBatches.trainedModel(backend, spec)) {
      Belief start = TestBatches.start(model);
      float[][][] noise = noise(ofStep(model), width, TestBatches.random(8));
      new PlanningNoise(noise)
          .score(
              model,
              start,
              new ImaginedBlock.Candidates(
                  actions, HORIZON, all, first, candidates, DISCOUNT, false),
              returns);
      for (int j = 0; j < candidates; j++) {
        double expected = plainReturn(model, start, actions, all, first + j, noise, j);
        assertEquals(
            expected, returns[first + j], backend.tolerance() * Math.max(1, Math.abs(expected)));
      }
    }
    assertEquals(0, returns[first - 1], "a neighbour's return was written");
    assertEquals(0, returns[first + candidates], "a neighbour's return was written");
  }

  /** One sample of the posterior for all: with no noise of the prior they cannot differ. */
  @ParameterizedTest
  @EnumSource
  void allCandidatesStartFromTheSameSample(DynamicsKind kind) {
    int candidates = 9;
    float[] returns = new float[candidates];
    RandomGenerator still =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            throw new AssertionError("only what a sample takes is drawn");
          }

          @Override
          public double nextGaussian() {
            return 0;
          }

          @Override
          public float nextFloat() {
            return 0.4f;
          }
        };
    try (PlanetModel model = TestBatches.trainedModel(backend, kind)) {
      float[] actions = new float[HORIZON * candidates * 2];
      new PlanningNoise(noise(ofStep(model), candidates, still))
          .score(
              model,
              TestBatches.start(model),
              ImaginedBlock.Candidates.all(actions, HORIZON, candidates, DISCOUNT, false),
              returns);
    }
    for (float value : returns) {
      assertEquals(returns[0], value, 1e-6f); // products may add in another order in other rows
    }
  }

  /** At the published size, by hand from the layers' sizes; 549 thousand for RSSM. */
  @ParameterizedTest
  @CsvSource({
    "RSSM,548500",
    "RSSM_MEAN,542500",
    "RSSM_PIXELS,39722420", // 548500 + decoder 24202752 + encoder 14714368 + posterior 256800
    "RSSM_EARLY_PRIOR,548500",
    "SSM,208500",
    "GRU,481500",
    "DRNN,617900",
    "SSSM,549700",
    "DSSM,543700",
    "DVBF,228884",
    "DVBF_FUSION,214964",
    "SLAC,509700",
    "PR_SSM,196600", // 7300, and the reward head's 189300
    "PR_SSM_OPEN,196600",
    "RSSM_CATEGORICAL,1193500"
  })
  void countsItsMultiplyAdds(DynamicsKind kind, long expected) {
    assertMultiplyAdds(TestBatches.head(kind), expected);
  }

  /** As many as PlaNet's cell takes. */
  @ParameterizedTest
  @ValueSource(strings = {"reset_after", "layer_norm"})
  void countsTheMultiplyAddsOfOtherCells(String form) {
    assertMultiplyAdds(TestBatches.head(DynamicsKind.RSSM).with("gru_form=" + form), 548_500);
  }

  private void assertMultiplyAdds(ModelSpec spec, long expected) {
    try (PlanetModel model = backend.model(spec, TestBatches.random(0))) {
      assertEquals(expected, model.multiplyAddsPerStep());
    }
  }

  @Test
  void everyCandidateAndEveryCallDrawsItsOwnNoise() {
    int candidates = 40;
    float[] actions = new float[HORIZON * candidates * 2];
    float[] first = new float[candidates];
    float[] second = new float[candidates];
    try (PlanetModel model = TestBatches.trainedModel(backend, DynamicsKind.RSSM)) {
      var scorer = model.imagination(TestBatches.start(model), TestBatches.random(9));
      scorer.score(actions, HORIZON, candidates, 1, first);
      scorer.score(actions, HORIZON, candidates, 1, second);
    }
    assertNotEquals(first[0], first[1]);
    assertNotEquals(first[0], first[candidates - 1]);
    assertFalse(Arrays.equals(first, second));
  }

  @ParameterizedTest
  @EnumSource
  void scoresTheSameOnTheSameNoiseAgain(DynamicsKind kind) {
    float[][] returns = new float[2][40];
    float[] actions = TestBatches.actions(HORIZON, 40);
    try (PlanetModel model = TestBatches.trainedModel(backend, kind)) {
      Belief start = TestBatches.start(model);
      for (float[] each : returns) {
        model.imagination(start, TestBatches.random(9)).score(actions, HORIZON, 40, 1, each);
      }
    }
    assertArrayEquals(returns[0], returns[1]);
    assertNotEquals(0, returns[0][39]);
  }

  @ParameterizedTest
  @EnumSource
  void usesTheWeightsOfTheLastUpdate(DynamicsKind kind) {
    float[] before = new float[32];
    float[] after = new float[32];
    float[] actions = TestBatches.actions(HORIZON, 32);
    try (PlanetModel model = TestBatches.trainedModel(backend, kind)) {
      Belief start = TestBatches.start(model);
      model.imagination(start, TestBatches.random(9)).score(actions, HORIZON, 32, 1, before);
      var _ =
          model.update(
              TestBatches.batch(6, 4, 64, 2, 5), TestBatches.random(1), TestBatches.random(1));
      model.imagination(start, TestBatches.random(9)).score(actions, HORIZON, 32, 1, after);
    }
    assertFalse(Arrays.equals(before, after));
  }

  private static double plainReturn(
      PlanetModel model,
      Belief start,
      float[] actions,
      int all,
      int candidate,
      float[][][] noise,
      int column) {
    double sum = 0;
    Belief belief = start;
    for (int t = 0; t < HORIZON; t++) {
      int at = (t * all + candidate) * 2;
      float[][] now = noise[t];
      belief =
          model.prior(belief, Arrays.copyOfRange(actions, at, at + 2), new Column(now, column));
      sum += Math.pow(DISCOUNT, t) * model.reward(belief);
    }
    return sum;
  }

  /** What one imagined step draws: through pictures the prior's and the posterior's. */
  private static LatentNoise ofStep(PlanetModel model) {
    LatentNoise once = model.dynamics().noise();
    return model.spec().dynamics().imaginesPictures()
        ? LatentNoise.normals(2 * once.width())
        : once;
  }

  /** [horizon, numbers of a row, width], in the order in which a block draws. */
  private static float[][][] noise(LatentNoise ofRow, int width, RandomGenerator random) {
    LatentNoise one = new LatentNoise(ofRow.kind(), 1);
    float[][][] noise = new float[HORIZON][ofRow.width()][width];
    for (float[][] now : noise) {
      for (float[] dimension : now) {
        for (int j = 0; j < width; j++) {
          dimension[j] = one.draw(TestTapes.forgetting(), 1, random).read()[0][0];
        }
      }
    }
    return noise;
  }

  /** Hands out one column of recorded numbers. */
  private static final class Column implements RandomGenerator {
    private final float[][] noise;
    private final int column;
    private int drawn;

    Column(float[][] noise, int column) {
      this.noise = noise;
      this.column = column;
    }

    @Override
    public long nextLong() {
      throw new AssertionError("only what a sample takes is drawn");
    }

    @Override
    public double nextGaussian() {
      return noise[drawn++][column];
    }

    @Override
    public float nextFloat() {
      return noise[drawn++][column];
    }
  }
}
