package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.agents.replay.Episode;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.Pixels;

/**
 * The learned model as the agent uses it: update it, filter a belief with it, imagine with it, look
 * at what it imagines.
 */
public interface WorldModel extends AutoCloseable {
  /**
   * The latent state of one moment. What a kind of dynamics does not have is empty.
   *
   * @param distribution the parts of the distribution of the stochastic state, such as mean and
   *     standard deviation
   * @param sample z, drawn from it
   * @param deterministic the deterministic states, side by side
   */
  record Belief(List<float[]> distribution, float[] sample, float[] deterministic) {
    public Belief {
      distribution = List.copyOf(distribution);
    }

    /** Every number of it, in a fixed order. */
    public float[][] numbers() {
      return Stream.concat(distribution.stream(), Stream.of(sample, deterministic))
          .toArray(float[][]::new);
    }
  }

  /**
   * One update step: forward, loss, gradients, Adam.
   *
   * @param noise of the model
   * @param dreams what is trained beside the model draws from these, when it imagines; nothing else
   *     does
   */
  UpdateMetrics update(SequenceBatch batch, RandomGenerator noise, RandomGenerator dreams);

  /** What was learned beside the model to choose actions, if that was. */
  default Optional<Policy> policy() {
    return Optional.empty();
  }

  /** The belief before anything was observed: zeros. */
  Belief initialBelief();

  /** The embedding of a picture: preprocessing (with its dequantisation noise) and encoder. */
  float[] encode(Pixels pixels, RandomGenerator noise);

  /**
   * One step of the filter: the posterior after {@code previousAction} led to an observation with
   * this embedding.
   */
  Belief posterior(
      Belief previous, float[] previousAction, float[] embedding, RandomGenerator noise);

  /** The beliefs of a whole episode, one for each record, from the initial one on. */
  default List<Belief> filter(Episode episode, RandomGenerator noise) {
    List<Belief> filtered = new ArrayList<>();
    Belief belief = initialBelief();
    for (int t = 0; t < episode.records(); t++) {
      float[] embedding = encode(episode.picture(t), noise);
      belief = posterior(belief, episode.action(t), embedding, noise);
      filtered.add(belief);
    }
    return filtered;
  }

  /**
   * Scores candidates by open-loop imagination from a belief, and knows the gradients of their
   * returns. The scorer is valid until the next call of any method of this model.
   */
  TrajectoryScorer imagination(Belief start, RandomGenerator noise);

  /**
   * The same with the learned value of the last state in the place of its reward: what lies beyond
   * the horizon counts, too.
   *
   * @throws IllegalStateException if no value was learned beside the model
   */
  default TrajectoryScorer imaginationWithValue(Belief start, RandomGenerator noise) {
    throw new IllegalStateException("no value was learned beside this model");
  }

  /**
   * The cost of imagination: multiply-adds of one step of one candidate, its reward included and
   * biases apart.
   */
  long multiplyAddsPerStep();

  /**
   * The belief one imagined step ahead, as planning takes it: by the prior, and with dynamics that
   * imagine pictures by what is inferred of the picture that the prior's state is decoded to.
   */
  Belief prior(Belief previous, float[] action, RandomGenerator noise);

  /**
   * KL(posterior || prior) in nats. Empty where there are no distributions, or where they are not
   * drawn from: of a state that is the mode itself the deviations mean nothing, and are not
   * trained.
   */
  OptionalDouble divergence(Belief posterior, Belief prior);

  /** The mean picture the decoder expects for a belief, as bytes for display. */
  Pixels decode(Belief belief);

  /**
   * For each belief the mean over pixels and colours of (decoder's mean - true picture)^2, where
   * black to white is 0 to 1. The true picture is preprocessed as the model sees it, with the mean
   * of the dequantisation noise instead of the noise, so that a perfect model has no error.
   *
   * @param truths as many pictures as beliefs
   */
  double[] imageErrors(List<Belief> beliefs, List<Pixels> truths);

  /** The reward head's mean for a belief. */
  float reward(Belief belief);

  /** The trained numbers by name, live, in a fixed order: to be read at once. */
  SequencedMap<String, float[]> parameterValues();

  /** Parameters, Adam moments and the update count by name, as copies, in a fixed order. */
  SequencedMap<String, NamedArray> state();

  /** Restores what {@link #state} returned; every name must be there with its shape. */
  void restore(SequencedMap<String, NamedArray> state);

  @Override
  void close();

  /** A float array with its shape. */
  record NamedArray(long[] shape, float[] values) {}
}
