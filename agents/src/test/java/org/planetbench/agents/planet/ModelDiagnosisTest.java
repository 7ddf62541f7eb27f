package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.PredictionError.Data;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.model.DynamicsKind;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.TestTapes;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.agents.replay.Episode;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Pixels;

class ModelDiagnosisTest {
  private static final RandomGenerator NOISE = () -> 0;

  /**
   * Sees in a picture the time t at which it was taken, and imagines by adding the action to that;
   * so after an action a(t) = 1 it knows where it is, and any other action takes it that much off.
   * Pictures, rewards and means are all the believed time.
   */
  private static final class ClockModel implements WorldModel {
    private final int distributions;
    private final List<Integer> starts = new ArrayList<>();

    ClockModel(int distributions) {
      this.distributions = distributions;
    }

    private Belief at(float time, float std) {
      float[] mean = new float[distributions];
      float[] deviation = new float[distributions];
      java.util.Arrays.fill(mean, time);
      java.util.Arrays.fill(deviation, std);
      return new Belief(List.of(mean, deviation), new float[0], new float[] {time});
    }

    @Override
    public Belief initialBelief() {
      return at(-1, 1);
    }

    @Override
    public float[] encode(Pixels pixels, RandomGenerator noise) {
      return new float[] {Byte.toUnsignedInt(pixels.rgb()[0])};
    }

    @Override
    public Belief posterior(
        Belief previous, float[] previousAction, float[] embedding, RandomGenerator noise) {
      assertEquals(previous.deterministic()[0] + 1, embedding[0], "a picture out of turn");
      assertEquals(action((int) embedding[0]), previousAction[0], "another time's action");
      return at(embedding[0], 1);
    }

    @Override
    public Belief prior(Belief previous, float[] action, RandomGenerator noise) {
      return at(previous.deterministic()[0] + action[0], 2);
    }

    @Override
    public OptionalDouble divergence(Belief posterior, Belief prior) {
      return distributions == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(
              gaussian(posterior).divergence(TestTapes.forgetting(), gaussian(prior), 0, 1).nats());
    }

    private static Gaussian gaussian(Belief belief) {
      return new Gaussian(
          Rows.constant(belief.distribution().getFirst()),
          Rows.constant(belief.distribution().getLast()));
    }

    @Override
    public double[] imageErrors(List<Belief> beliefs, List<Pixels> truths) {
      starts.add((int) beliefs.getFirst().deterministic()[0]);
      double[] errors = new double[beliefs.size()];
      for (int i = 0; i < errors.length; i++) {
        double off = beliefs.get(i).deterministic()[0] - Byte.toUnsignedInt(truths.get(i).rgb()[0]);
        errors[i] = 10 * off * off;
      }
      return errors;
    }

    @Override
    public float reward(Belief belief) {
      return belief.deterministic()[0];
    }

    @Override
    public UpdateMetrics update(
        SequenceBatch batch, RandomGenerator noise, RandomGenerator dreams) {
      throw new AssertionError("a diagnosis does not learn");
    }

    @Override
    public TrajectoryScorer imagination(Belief start, RandomGenerator noise) {
      throw new AssertionError("a diagnosis does not plan");
    }

    @Override
    public long multiplyAddsPerStep() {
      throw new AssertionError("a diagnosis does not plan");
    }

    @Override
    public Pixels decode(Belief belief) {
      throw new AssertionError("a diagnosis takes errors, not rounded pictures");
    }

    @Override
    public SequencedMap<String, float[]> parameterValues() {
      return new LinkedHashMap<>();
    }

    @Override
    public SequencedMap<String, NamedArray> state() {
      return new LinkedHashMap<>();
    }

    @Override
    public void restore(SequencedMap<String, NamedArray> state) {}

    @Override
    public void close() {}
  }

  /** 1, but for the action that leads to record 60: 3. */
  private static float action(int t) {
    return t == 0 ? 0 : t == 60 ? 3 : 1;
  }

  /** Picture and reward of record t are t. */
  private static Episode episode(int decisions) {
    Episode.Recorder recorder = new Episode.Recorder(picture(0), 1);
    for (int t = 1; t <= decisions; t++) {
      recorder.add(new float[] {action(t)}, t, picture(t));
    }
    return recorder.finish();
  }

  private static Pixels picture(int t) {
    return new Pixels(1, 1, new byte[] {(byte) t, 0, 0});
  }

  private static List<PredictionError> errors(WorldModel model, int starts, int decisions) {
    ModelDiagnosis diagnosis = new ModelDiagnosis(model, starts);
    diagnosis.add(episode(decisions), NOISE);
    return diagnosis.errors(Data.HELD_OUT);
  }

  @Test
  void startsLieEvenlyFromTheContextToWhereTheHorizonJustFits() {
    ClockModel model = new ClockModel(1);
    assertEquals(51, errors(model, 5, 120).size());
    assertEquals(List.of(4, 20, 37, 53, 70), model.starts);
  }

  /**
   * From start 4 an action takes the model off by 2 at record 60, out of reach; from start 37 the
   * error begins exactly at distance 23, and from starts 20 and 53 at 40 and 7. Of five starts.
   */
  @Test
  void errorsBeginAtTheVeryDistanceOfTheirCause() {
    List<PredictionError> errors = errors(new ClockModel(1), 5, 120);
    for (PredictionError error : errors) {
      int d = error.distance();
      int off = (d >= 7 ? 1 : 0) + (d >= 23 ? 1 : 0) + (d >= 40 ? 1 : 0);
      assertEquals(10 * 4 * off / 5.0, error.imageError(), 1e-12, error::toString);
      assertEquals(4 * off / 5.0, error.rewardError(), 1e-12, error::toString);
    }
  }

  /** KL(N(m, 1) || N(m + off, 2)) = ln 2 + (1 + off^2) / 8 - 1/2, twice for two dimensions. */
  @Test
  void divergenceIsFromThePosteriorOfTheSameTimeToTheOpenLoopPrior() {
    for (PredictionError error : errors(new ClockModel(2), 5, 120)) {
      int d = error.distance();
      int off = (d >= 7 ? 1 : 0) + (d >= 23 ? 1 : 0) + (d >= 40 ? 1 : 0);
      double expected = 2 * (Math.log(2) + 1 / 8.0 - 0.5 + off / 5.0 * 4 / 8.0);
      if (d == 0) {
        assertEquals(OptionalDouble.empty(), error.divergence());
      } else {
        assertEquals(expected, error.divergence().orElseThrow(), 1e-6, error::toString);
      }
    }
  }

  @Test
  void aModelWithoutDistributionsHasNoDivergence() {
    List<PredictionError> errors = errors(new ClockModel(0), 2, 80);
    assertEquals(51, errors.size());
    assertTrue(errors.stream().allMatch(error -> error.divergence().isEmpty()));
  }

  @Test
  void inShortEpisodesTheHorizonIsShorter() {
    ClockModel model = new ClockModel(1);
    List<PredictionError> errors = errors(model, 5, 20);
    assertEquals(16, errors.getLast().distance());
    assertEquals(List.of(4), model.starts);
    assertEquals(List.of(), errors(model, 5, 4), "nothing is left to predict");
  }

  /**
   * Of the long episode's five starts one is off by 2 from distance 7 on, two are from 23 on; the
   * short one's only start never is, and reaches distance 16.
   */
  @Test
  void averagesOverEpisodes() {
    ModelDiagnosis diagnosis = new ModelDiagnosis(new ClockModel(1), 5);
    diagnosis.add(episode(120), NOISE);
    diagnosis.add(episode(20), NOISE);
    List<PredictionError> errors = diagnosis.errors(Data.ON_POLICY);
    assertEquals(51, errors.size());
    assertTrue(errors.stream().allMatch(e -> e.data() == Data.ON_POLICY));
    assertEquals(0, errors.get(6).imageError(), 1e-12);
    assertEquals(40 / 6.0, errors.get(7).imageError(), 1e-12);
    assertEquals(4 / 6.0, errors.get(16).rewardError(), 1e-12);
    assertEquals(40 / 5.0, errors.get(17).imageError(), 1e-12);
    assertEquals(2 * 4 / 5.0, errors.get(23).rewardError(), 1e-12);
  }

  static List<Variant> learners() {
    return Variant.all().stream().filter(variant -> variant.kind().learns()).toList();
  }

  /** Over all variants that learn: finite, of all distances, the same bits each time. */
  @ParameterizedTest
  @MethodSource("learners")
  void everyModelCanBeDiagnosed(Variant variant) {
    Recipe recipe = variant.adapt(Recipes.named("tiny"));
    Episode.Recorder recorder = new Episode.Recorder(noise(0), 2);
    for (int t = 1; t <= 60; t++) {
      recorder.add(new float[] {0.5f, -0.25f}, 1, noise(t));
    }
    Episode episode = recorder.finish();
    RandomStreams streams = new RandomStreams(1);
    try (WorldModel model = Agents.model(recipe, new ActionSpec(2, -1, 1), streams)) {
      List<List<PredictionError>> twice = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ModelDiagnosis diagnosis = new ModelDiagnosis(model, 2);
        diagnosis.add(episode, streams.generator(RandomStreams.Purpose.DIAGNOSIS, 0));
        twice.add(diagnosis.errors(Data.HELD_OUT));
      }
      assertEquals(twice.get(0), twice.get(1));
      assertEquals(51, twice.get(0).size());
      for (PredictionError error : twice.get(0)) {
        assertTrue(error.imageError() > 0 && Double.isFinite(error.imageError()));
        assertTrue(error.rewardError() > 0 && Double.isFinite(error.rewardError()));
        boolean isSame = // one step on, where the filter sees no picture either
            recipe.model(2).dynamics() == DynamicsKind.PR_SSM_OPEN && error.distance() == 1;
        assertTrue(error.divergence().orElse(1) > 0 || isSame, error::toString);
        assertEquals(
            error.distance() > 0 && isDrawn(recipe.model(2).dynamics()),
            error.divergence().isPresent(),
            error::toString);
      }
    }
  }

  private static boolean isDrawn(DynamicsKind kind) {
    return switch (kind) {
      case RSSM_MEAN, GRU -> false;
      case RSSM, RSSM_CATEGORICAL, RSSM_PIXELS, RSSM_EARLY_PRIOR -> true;
      case SSM, DRNN, SSSM, DSSM -> true;
      case DVBF, DVBF_FUSION, SLAC, PR_SSM, PR_SSM_OPEN -> true;
    };
  }

  private static Pixels noise(long seed) {
    byte[] rgb = new byte[64 * 64 * 3];
    new java.util.SplittableRandom(seed).nextBytes(rgb);
    return new Pixels(64, 64, rgb);
  }
}
