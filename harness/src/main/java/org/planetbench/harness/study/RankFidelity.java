package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.planetbench.agents.ModelDivergedException;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.suites.ActionSpec;

/**
 * Whether a model orders plans as the simulator does, which is all that a planner needs: the rank
 * correlation over random plans, a mean over start states.
 */
final class RankFidelity {
  /** What a plan's predicted return is a mean of in the second of the two numbers. */
  static final int SAMPLES = 8;

  private static final long RANKED = 11L << 32;
  private static final int STARTS = 8; // of each episode
  private static final int PLANS = 1_000;

  private final FrozenCell cell;
  private final WorldModel model;
  private final int horizon;
  private final ActionSpec box;
  private final List<Double> ofOne = new ArrayList<>();
  private final List<Double> ofMean = new ArrayList<>();

  RankFidelity(FrozenCell cell, WorldModel model, int horizon) {
    this.cell = cell;
    this.model = model;
    this.horizon = horizon;
    this.box = cell.setting().actionSpec();
  }

  /**
   * Where a plan's return was predicted from one sample, as a planner does; empty with no start.
   */
  OptionalDouble ofOneSample() {
    return mean(ofOne);
  }

  /** The same of the mean of {@link #SAMPLES}, so without most of the noise. */
  OptionalDouble ofMeanOfSamples() {
    return mean(ofMean);
  }

  private static OptionalDouble mean(List<Double> correlations) {
    return correlations.stream().mapToDouble(Double::doubleValue).average();
  }

  /** Start states that count so far. */
  int starts() {
    return ofOne.size();
  }

  /**
   * Starts from states of an episode, evenly from its first.
   *
   * @param beliefs one each record
   */
  void add(TestEpisodes.Played played, List<Belief> beliefs) {
    int last = played.episode().records() - 1 - horizon;
    int every = Math.max(1, last / STARTS);
    RandomStreams streams = cell.streams(RANKED + played.number());
    int end = Math.min(last, every * (STARTS - 1));
    cell.environment().reset(played.start());
    for (int t = 0; t <= end; t++) {
      if (t > 0) {
        cell.step(played.episode().action(t));
      }
      if (t % every == 0) {
        compare(
            beliefs.get(t),
            streams.generator(Purpose.PLANNER, t),
            streams.generator(Purpose.IMAGINATION, t));
      }
    }
  }

  /** From the moment that the environment is at. */
  private void compare(Belief belief, RandomGenerator drawn, RandomGenerator imagination) {
    float[] plans = new float[horizon * PLANS * box.size()];
    for (int i = 0; i < plans.length; i++) {
      plans[i] = (float) Math.clamp(drawn.nextGaussian(), box.minimum(), box.maximum());
    }
    double[] paid = new double[PLANS];
    cell.simulator().rollOut(plans, horizon, PLANS, 1, paid);
    if (isConstant(paid)) {
      return;
    }
    TrajectoryScorer scorer = model.imagination(belief, imagination);
    float[] sample = new float[PLANS];
    double[] predicted = new double[PLANS];
    for (int drawing = 1; drawing <= SAMPLES; drawing++) {
      scorer.score(plans, horizon, PLANS, 1, sample);
      for (int i = 0; i < PLANS; i++) {
        predicted[i] += sample[i];
      }
      if (drawing == 1) {
        ofOne.add(correlation(predicted, paid));
      }
    }
    ofMean.add(correlation(predicted, paid));
  }

  /**
   * Of what was predicted and what was paid; 0 where all predictions are equal.
   *
   * @param paid not all equal, since there would be no order to find
   * @throws ModelDivergedException if a prediction is not finite
   */
  static double correlation(double[] predicted, double[] paid) {
    OptionalDouble broken =
        Arrays.stream(predicted).filter(one -> !Double.isFinite(one)).findFirst();
    if (broken.isPresent()) {
      throw new ModelDivergedException(
          "rank fidelity: expected a finite prediction of each plan's return, got "
              + broken.getAsDouble());
    }
    return isConstant(predicted) ? 0 : new SpearmansCorrelation().correlation(predicted, paid);
  }

  static boolean isConstant(double[] numbers) {
    return Arrays.stream(numbers).allMatch(number -> number == numbers[0]);
  }
}
