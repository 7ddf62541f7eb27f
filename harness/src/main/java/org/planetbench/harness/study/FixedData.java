package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.planetbench.agents.ModelDivergedException;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.replay.Episode;
import org.planetbench.harness.run.Checkpoints;

/**
 * Models of other kinds, learned from the episodes of one finished run: the same data, batches
 * drawn by the same numbers, as many updates as the run had; and all that is measured of each.
 */
final class FixedData {
  /** At which predictions are measured, as far as an episode is long enough. */
  static final List<Integer> DISTANCES = List.of(1, 2, 3, 5, 8, 12, 20, 30, 50);

  /** The one measure that a model which diverged has, too: it orders nothing. */
  static final String RANK_FIDELITY = "rank_fidelity";

  /** The loss in episodes that were not learned from, after learning and before. */
  static final String HELD_OUT_LOSS = "held_out_loss";

  static final String UNTRAINED_LOSS = "held_out_loss_untrained";

  /** 1 where it did. */
  static final String DIVERGED = "diverged";

  /** How many errors are no finite numbers, of a model that learned. */
  static final String UNCOUNTED = "uncounted_errors";

  private static final long TEST = 7L << 32;
  private static final long PROBED = 8L << 32;
  private static final int STARTS = 20;
  private static final int EPISODES = 4;
  private static final int FEWER_EPISODES = 2;
  private static final int FIRST_PLAYED = 20; // the number of its start

  private final FrozenCell cell;
  private final Checkpoints.Saved last;

  FixedData(FrozenCell cell) {
    this.cell = cell;
    this.last = cell.checkpoints().getLast();
  }

  /**
   * Learns and measures.
   *
   * @param subject its name among the values
   * @param recipe sizes as the run's, with what makes this model another
   */
  List<StudyValue> measure(String subject, Recipe recipe) throws IOException {
    return measure(subject, recipe, 0, EPISODES, false);
  }

  /**
   * The same, and what the return is with as many candidates as cost what the run's model costs;
   * also the loss in episodes that were not learned from, which measurements of before lack.
   */
  List<StudyValue> measureAtEqualCost(String subject, Recipe recipe) throws IOException {
    return measure(subject, recipe, 0, EPISODES, true);
  }

  /**
   * The same of a model that learned from its own dreams, too; the return is of fewer episodes.
   *
   * @param imagined share of each batch's chunks that end in them
   */
  List<StudyValue> measure(String subject, Recipe recipe, double imagined) throws IOException {
    return measure(subject, recipe, imagined, FEWER_EPISODES, false);
  }

  /** A model that diverges orders no plan, and has no other measures. */
  private List<StudyValue> measure(
      String subject, Recipe recipe, double imagined, int episodes, boolean atEqualCost)
      throws IOException {
    try {
      return learnAndJudge(subject, recipe, imagined, episodes, atEqualCost);
    } catch (ModelDivergedException e) {
      System.err.println(
          cell.setting().spec().cell().id() + ", " + subject + ": " + e.getMessage());
      return List.of(
          cell.value(last, subject, DIVERGED, 1, 1),
          cell.value(last, subject, RANK_FIDELITY, 0, 1));
    }
  }

  /**
   * Which of these diverged, and of which there are not all errors, for a page to say.
   *
   * @param here values of one task
   */
  static List<String> remarks(StudyValues here) {
    List<String> remarks = new ArrayList<>();
    addRemark(
        remarks,
        here.quantity(DIVERGED),
        " diverged: rank fidelity counts as 0, other measures are missing");
    addRemark(
        remarks,
        here.quantity(UNCOUNTED),
        ": some open-loop errors are no finite numbers, and left out of means");
    return remarks;
  }

  private static void addRemark(List<String> remarks, StudyValues ofThese, String said) {
    if (!ofThese.isEmpty()) {
      remarks.add(
          ofThese.all().stream()
              .map(value -> "%s of seed %s".formatted(value.subject(), value.seed()))
              .collect(Collectors.joining(", ", "", said)));
    }
  }

  private List<StudyValue> learnAndJudge(
      String subject, Recipe recipe, double imagined, int episodes, boolean atEqualCost)
      throws IOException {
    List<TestEpisodes.Played> fitted = new ArrayList<>();
    List<TestEpisodes.Played> judged = new ArrayList<>();
    long ofRun;
    try (WorldModel own = cell.model(last)) {
      ofRun = own.multiplyAddsPerStep();
      fitted.add(TestEpisodes.random(cell, 0, TEST));
      fitted.add(TestEpisodes.planned(cell, own, 1, TEST));
      judged.add(TestEpisodes.random(cell, 2, TEST));
      judged.add(TestEpisodes.planned(cell, own, 3, TEST));
      fitted.add(TestEpisodes.random(cell, 4, TEST));
      fitted.add(TestEpisodes.planned(cell, own, 5, TEST));
    }
    Training training = new Training(cell, cell.source(), imagined);
    try (WorldModel model = training.of(recipe)) {
      Subject of = new Subject(subject, model, recipe);
      List<Filtered> filtered = judged.stream().map(of::filter).toList();
      of.readState(fitted.stream().map(of::filter).toList(), filtered);
      of.predict(judged);
      of.rank(filtered);
      of.add("kmac", model.multiplyAddsPerStep() / 1000.0, 1);
      double[] returns = of.play(recipe, episodes);
      of.add("return", mean(returns), returns.length);
      if (atEqualCost) {
        of.playAtEqualCost(ofRun, returns);
        of.loseHeldOut(judged, training);
      }
      return of.values;
    }
  }

  /**
   * An episode with what a model believes of it.
   *
   * @param beliefs one each record
   */
  private record Filtered(TestEpisodes.Played played, List<Belief> beliefs) {}

  /** One model that learned, and what was measured of it so far. */
  private final class Subject {
    private final String name;
    private final WorldModel model;
    private final Recipe recipe;
    private final List<StudyValue> values = new ArrayList<>();

    Subject(String name, WorldModel model, Recipe recipe) {
      this.name = name;
      this.model = model;
      this.recipe = recipe;
    }

    void add(String quantity, double value, long over) {
      values.add(cell.value(last, name, quantity, value, over));
    }

    private void add(String quantity, OptionalDouble value, long over) {
      value.ifPresent(present -> add(quantity, present, over));
    }

    /** With noise that is the same for every model, and each episode's own. */
    Filtered filter(TestEpisodes.Played played) {
      RandomGenerator noise = cell.streams(PROBED).generator(Purpose.BELIEF, played.number());
      List<Belief> beliefs = model.filter(played.episode(), noise);
      if (!beliefs.stream()
          .flatMapToDouble(b -> Arrays.stream(numbers(b)))
          .allMatch(Double::isFinite)) {
        throw new ModelDivergedException(
            "belief: expected finite numbers in each record of episode " + played.number());
      }
      return new Filtered(played, beliefs);
    }

    /** How much of the physical state a linear map reads from the belief, by its names. */
    void readState(List<Filtered> fitted, List<Filtered> judged) {
      LinearProbe probe = new LinearProbe(inputs(fitted), outputs(fitted));
      List<double[]> judgedInputs = LinearProbe.flat(inputs(judged));
      double[] r2 = probe.r2(judgedInputs, LinearProbe.flat(outputs(judged)));
      int from = 0;
      for (Map.Entry<String, double[]> part :
          judged.getFirst().played.states().getFirst().entrySet()) {
        int to = from + part.getValue().length;
        add(
            "r2_" + part.getKey(),
            Arrays.stream(r2, from, to).filter(Double::isFinite).average(),
            judgedInputs.size());
        from = to;
      }
    }

    private static List<List<double[]>> inputs(List<Filtered> episodes) {
      return episodes.stream()
          .map(episode -> episode.beliefs.stream().map(Subject::numbers).toList())
          .toList();
    }

    private static double[] numbers(Belief belief) {
      double[] numbers = new double[belief.sample().length + belief.deterministic().length];
      for (int i = 0; i < numbers.length; i++) {
        int other = i - belief.sample().length;
        numbers[i] = other < 0 ? belief.sample()[i] : belief.deterministic()[other];
      }
      return numbers;
    }

    /** All of a state side by side. */
    private static List<List<double[]>> outputs(List<Filtered> episodes) {
      return episodes.stream()
          .map(
              episode ->
                  episode.played.states().stream()
                      .map(
                          state ->
                              state.values().stream().flatMapToDouble(Arrays::stream).toArray())
                      .toList())
          .toList();
    }

    void predict(List<TestEpisodes.Played> judged) {
      List<Episode> episodes = judged.stream().map(TestEpisodes.Played::episode).toList();
      int over = STARTS * episodes.size();
      RandomGenerator noise = cell.streams(PROBED).generator(Purpose.DIAGNOSIS, 0);
      int uncounted = 0;
      for (PredictionError error : Agents.predictionErrors(model, episodes, STARTS, noise)) {
        if (DISTANCES.contains(error.distance())) {
          String at = "_d" + error.distance();
          uncounted += addIfFinite("image_error" + at, error.imageError(), over);
          uncounted += addIfFinite("reward_error" + at, error.rewardError(), over);
          if (error.divergence().isPresent()) {
            uncounted += addIfFinite("divergence" + at, error.divergence().getAsDouble(), over);
          }
        }
      }
      if (uncounted > 0) {
        add(UNCOUNTED, uncounted, over);
      }
    }

    /** Far ahead of the last picture a model that plans well may run away: 1 if it did, else 0. */
    private int addIfFinite(String quantity, double value, long over) {
      if (!Double.isFinite(value)) {
        return 1;
      }
      add(quantity, value, over);
      return 0;
    }

    void rank(List<Filtered> judged) {
      RankFidelity fidelity = new RankFidelity(cell, model, recipe.planner().horizon());
      judged.forEach(episode -> fidelity.add(episode.played, episode.beliefs));
      add(RANK_FIDELITY, fidelity.ofOneSample(), fidelity.starts());
      add(
          "rank_fidelity_mean" + RankFidelity.SAMPLES,
          fidelity.ofMeanOfSamples(),
          fidelity.starts());
    }

    /** The returns of so many episodes, which start alike for every model. */
    double[] play(Recipe planning, int episodes) {
      FrozenPlay play = new FrozenPlay(cell, model, planning);
      double[] returns = new double[episodes];
      for (int episode = 0; episode < episodes; episode++) {
        returns[episode] =
            play.play(
                cell.start(FIRST_PLAYED + episode),
                cell.streams(TEST + 10 + episode),
                FrozenPlay.NOBODY);
      }
      return returns;
    }

    /**
     * In fewer episodes, the first of those that were played with the recipe's candidates; which
     * are not played again where as many candidates cost the same.
     */
    void playAtEqualCost(long multiplyAddsOfRun, double[] returns) {
      double share = (double) multiplyAddsOfRun / model.multiplyAddsPerStep();
      Recipe equal = Search.share(recipe, Math.clamp(share, 0.05, 8)).of(recipe);
      double[] played =
          equal.planner().equals(recipe.planner())
              ? Arrays.copyOf(returns, FEWER_EPISODES)
              : play(equal, FEWER_EPISODES);
      add("return_at_equal_cost", mean(played), played.length);
    }

    /** Before it learned and after; the last that is asked of the model. */
    void loseHeldOut(List<TestEpisodes.Played> judged, Training training) {
      List<Episode> episodes = judged.stream().map(TestEpisodes.Played::episode).toList();
      HeldOutLoss loss = HeldOutLoss.in(episodes, recipe, cell.streams(PROBED));
      try (WorldModel untrained = training.untrained(recipe)) {
        addIfFinite(UNTRAINED_LOSS, loss.ofLastUseOf(untrained), loss.chunks());
      }
      addIfFinite(HELD_OUT_LOSS, loss.ofLastUseOf(model), loss.chunks());
    }
  }

  private static double mean(double[] numbers) {
    return Arrays.stream(numbers).sum() / numbers.length;
  }
}
