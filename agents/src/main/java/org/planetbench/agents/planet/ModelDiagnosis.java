package org.planetbench.agents.planet;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.PredictionError.Data;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.replay.Episode;
import org.planetbench.suites.Pixels;

/**
 * Measures open-loop predictions over episodes. Each episode is filtered once; then the prior is
 * rolled on from some of its beliefs with the true actions, one sample each:
 *
 * <pre>
 *   o_0    o_1         o_s    o_s+1        o_s+2            o picture, r reward, as they were
 *    |      |           |      |            |
 *   q_0 -- q_1 - ... - q_s -- q_s+1 ------ q_s+2 -- ...     q posterior, of the whole episode
 *                        \
 *                         p_1 ---------- p_2 -- ...         p open-loop prior
 *                       a_s+1          a_s+2
 *
 *   at distance d:  |decoder(p_d) - o_s+d|^2,  (reward(p_d) - r_s+d)^2,  KL(q_s+d || p_d)
 *   at distance 0:  the same of q_s, without the KL
 * </pre>
 *
 * <p>The reward is the one that the model learns with that state ({@link
 * org.planetbench.agents.replay.RewardPairing}): paired with the state before, it is still to come.
 *
 * <p>The starts s lie evenly from {@link #CONTEXT} - 1, the first with so many pictures seen, to
 * the last from which all distances fit in; so each distance is a mean over equally many starts.
 * Where an episode is shorter than context and horizon, the horizon is.
 */
final class ModelDiagnosis {
  /** The greatest distance: what the paper shows open-loop. */
  static final int HORIZON = 50;

  /** Pictures seen before the first start, as in the paper's open-loop figure. */
  static final int CONTEXT = 5;

  private final WorldModel model;
  private final int starts;
  private final Sum[] sums = new Sum[HORIZON + 1];

  /** Of one distance. */
  private static final class Sum {
    private double image;
    private double reward;
    private double divergence;
    private int predictions;
    private int divergences;
  }

  ModelDiagnosis(WorldModel model, int starts) {
    this.model = model;
    this.starts = starts;
    for (int d = 0; d <= HORIZON; d++) {
      sums[d] = new Sum();
    }
  }

  /** Takes the predictions of an episode in. */
  void add(Episode episode, RandomGenerator noise) {
    int horizon = Math.min(HORIZON, episode.records() - CONTEXT);
    if (horizon < 1) {
      return;
    }
    List<Belief> filtered = model.filter(episode, noise);
    int span = episode.records() - horizon - CONTEXT; // from the first start to the last
    int count = Math.min(starts, span + 1);
    for (int i = 0; i < count; i++) {
      int start = CONTEXT - 1 + (count == 1 ? 0 : i * span / (count - 1));
      predict(episode, filtered, start, horizon, noise);
    }
  }

  private void predict(
      Episode episode, List<Belief> filtered, int start, int horizon, RandomGenerator noise) {
    List<Belief> predicted = new ArrayList<>();
    List<Pixels> truths = new ArrayList<>();
    Belief belief = filtered.get(start);
    for (int d = 0; d <= horizon; d++) {
      int t = start + d;
      if (d > 0) {
        belief = model.prior(belief, episode.action(t), noise);
        addDivergence(sums[d], model.divergence(filtered.get(t), belief));
      }
      double difference = (double) model.reward(belief) - episode.rewards()[t];
      sums[d].reward += difference * difference;
      sums[d].predictions++;
      predicted.add(belief);
      truths.add(episode.picture(t));
    }
    double[] errors = model.imageErrors(predicted, truths);
    for (int d = 0; d <= horizon; d++) {
      sums[d].image += errors[d];
    }
  }

  private static void addDivergence(Sum sum, OptionalDouble nats) {
    if (nats.isPresent()) {
      sum.divergence += nats.getAsDouble();
      sum.divergences++;
    }
  }

  /** The means so far, by distance; of distances that no episode reached there is nothing. */
  List<PredictionError> errors(Data data) {
    List<PredictionError> errors = new ArrayList<>();
    for (int d = 0; d <= HORIZON; d++) {
      Sum sum = sums[d];
      if (sum.predictions > 0) {
        errors.add(
            new PredictionError(
                data,
                d,
                sum.image / sum.predictions,
                sum.reward / sum.predictions,
                sum.divergences == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(sum.divergence / sum.divergences)));
      }
    }
    return errors;
  }
}
