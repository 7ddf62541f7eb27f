package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.replay.Episode;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.suites.ActionSpec;

/**
 * Models of other kinds, learned from the episodes of one finished run: the same data, batches
 * drawn by the same numbers, as many updates as the run had; and all that is measured of each.
 */
final class FixedData {
  static final List<Integer> DISTANCES = List.of(1, 5, 12, 50);

  private static final long TEST = 7L << 32;
  private static final long PROBED = 8L << 32;
  private static final int STARTS = 20;
  private static final int RANKED_STARTS = 8;
  private static final int PLANS = 1_000;
  private static final int EPISODES = 2;

  private final FrozenCell cell;
  private final Checkpoints.Saved last;
  private final ActionSpec box;

  FixedData(FrozenCell cell) {
    this.cell = cell;
    this.last = cell.checkpoints().getLast();
    this.box = cell.setting().actionSpec();
  }

  /**
   * Learns and measures.
   *
   * @param subject its name among the values
   * @param recipe sizes as the run's, with what makes this model another
   */
  List<StudyValue> measure(String subject, Recipe recipe) throws IOException {
    return measure(subject, recipe, 0);
  }

  /**
   * The same of a model that learned from its own dreams, too.
   *
   * @param imagined share of each batch's chunks that end in them
   */
  List<StudyValue> measure(String subject, Recipe recipe, double imagined) throws IOException {
    List<TestEpisodes.Played> fitted = new ArrayList<>();
    List<TestEpisodes.Played> judged = new ArrayList<>();
    long ofRun;
    try (WorldModel own = cell.model(last)) {
      ofRun = own.multiplyAddsPerStep();
      fitted.add(TestEpisodes.random(cell, 0, TEST));
      fitted.add(TestEpisodes.planned(cell, own, 1, TEST));
      judged.add(TestEpisodes.random(cell, 2, TEST));
      judged.add(TestEpisodes.planned(cell, own, 3, TEST));
    }
    List<StudyValue> values = new ArrayList<>();
    try (WorldModel model = new Training(cell, cell.source(), imagined).of(recipe)) {
      readState(subject, model, fitted, judged, values);
      predict(subject, model, judged, values);
      rank(subject, model, recipe, judged.getLast(), values);
      long steps = model.multiplyAddsPerStep();
      values.add(value(subject, "kmac", steps / 1000.0, 1));
      values.add(value(subject, "return", play(model, recipe), EPISODES));
      double share = Math.clamp((double) ofRun / steps, 0.125, 8);
      values.add(
          value(
              subject,
              "return_at_equal_cost",
              play(model, Search.share(recipe, share).of(recipe)),
              EPISODES));
    }
    return values;
  }

  /** How much of the physical state a linear map reads from the belief, by its names. */
  private void readState(
      String subject,
      WorldModel model,
      List<TestEpisodes.Played> fitted,
      List<TestEpisodes.Played> judged,
      List<StudyValue> values) {
    List<double[]> fittedInputs = features(model, fitted);
    List<double[]> judgedInputs = features(model, judged);
    for (String name : fitted.getFirst().states().getFirst().keySet()) {
      double r2 =
          new LinearProbe(fittedInputs, states(fitted, name))
              .r2(judgedInputs, states(judged, name));
      values.add(value(subject, "r2_" + name, r2, judgedInputs.size()));
    }
  }

  private List<double[]> features(WorldModel model, List<TestEpisodes.Played> played) {
    List<double[]> features = new ArrayList<>();
    for (TestEpisodes.Played one : played) {
      for (Belief belief : filter(model, one.episode())) {
        double[] row = new double[belief.sample().length + belief.deterministic().length];
        for (int i = 0; i < row.length; i++) {
          int other = i - belief.sample().length;
          row[i] = other < 0 ? belief.sample()[i] : belief.deterministic()[other];
        }
        features.add(row);
      }
    }
    return features;
  }

  private List<Belief> filter(WorldModel model, Episode episode) {
    return model.filter(episode, cell.streams(PROBED).generator(Purpose.BELIEF, 0));
  }

  private static List<double[]> states(List<TestEpisodes.Played> played, String name) {
    List<double[]> states = new ArrayList<>();
    for (TestEpisodes.Played one : played) {
      for (Map<String, double[]> state : one.states()) {
        states.add(state.getOrDefault(name, new double[0]));
      }
    }
    return states;
  }

  private void predict(
      String subject, WorldModel model, List<TestEpisodes.Played> judged, List<StudyValue> values) {
    List<Episode> episodes = judged.stream().map(TestEpisodes.Played::episode).toList();
    RandomGenerator noise = cell.streams(PROBED).generator(Purpose.DIAGNOSIS, 0);
    for (PredictionError error : Agents.predictionErrors(model, episodes, STARTS, noise)) {
      if (DISTANCES.contains(error.distance())) {
        String at = "_d" + error.distance();
        values.add(value(subject, "image_error" + at, error.imageError(), STARTS));
        values.add(value(subject, "reward_error" + at, error.rewardError(), STARTS));
        error
            .divergence()
            .ifPresent(nats -> values.add(value(subject, "divergence" + at, nats, STARTS)));
      }
    }
  }

  /**
   * Whether the model orders plans as the simulator does, which is all that a planner needs: the
   * rank correlation over random plans, a mean over start states.
   */
  private void rank(
      String subject,
      WorldModel model,
      Recipe recipe,
      TestEpisodes.Played played,
      List<StudyValue> values) {
    int horizon = recipe.planner().horizon();
    List<Belief> beliefs = filter(model, played.episode());
    int last = played.episode().records() - 1 - horizon;
    if (last < 0) {
      return;
    }
    int every = Math.max(1, last / RANKED_STARTS);
    cell.environment().reset(played.start());
    double sum = 0;
    int counted = 0;
    for (int t = 0; t <= last && counted < RANKED_STARTS; t++) {
      if (t > 0) {
        cell.step(played.episode().action(t));
      }
      if (t % every == 0) {
        double correlation = rankFidelity(model, beliefs.get(t), horizon, t);
        if (Double.isFinite(correlation)) { // where all plans earn the same there is no order
          sum += correlation;
        }
        counted++;
      }
    }
    values.add(value(subject, "rank_fidelity", sum / counted, counted));
  }

  private double rankFidelity(WorldModel model, Belief belief, int horizon, int start) {
    RandomStreams streams = cell.streams(PROBED);
    RandomGenerator drawn = streams.generator(Purpose.PLANNER, start);
    float[] plans = new float[horizon * PLANS * box.size()];
    for (int i = 0; i < plans.length; i++) {
      plans[i] = (float) Math.clamp(drawn.nextGaussian(), box.minimum(), box.maximum());
    }
    float[] predicted = new float[PLANS];
    double[] paid = new double[PLANS];
    model
        .imagination(belief, streams.generator(Purpose.IMAGINATION, start))
        .score(plans, horizon, PLANS, 1, predicted);
    cell.simulator().rollOut(plans, horizon, PLANS, 1, paid);
    double[] expected = new double[PLANS];
    for (int i = 0; i < PLANS; i++) {
      expected[i] = predicted[i];
    }
    return new SpearmansCorrelation().correlation(expected, paid);
  }

  private double play(WorldModel model, Recipe recipe) {
    FrozenPlay play = new FrozenPlay(cell, model, recipe);
    double sum = 0;
    for (int episode = 0; episode < EPISODES; episode++) {
      sum +=
          play.play(
              cell.start(EPISODES * 10 + episode),
              cell.streams(TEST + 10 + episode),
              FrozenPlay.NOBODY);
    }
    return sum / EPISODES;
  }

  private StudyValue value(String subject, String quantity, double value, long over) {
    return cell.value(last, subject, quantity, value, over);
  }
}
