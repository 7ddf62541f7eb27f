package org.planetbench.agents.planning;

import java.util.random.RandomGenerator;
import org.planetbench.agents.ModelDivergedException;

/**
 * The candidates of one decision, and the Gaussian over plans that they are drawn from: drawn,
 * scored, ranked, and the Gaussian fitted to the best. Where they are, whoever scores them knows
 * ({@link TrajectoryScorer#population}); on a device they stay there until the answer is read.
 *
 * <p>Plans are [horizon, actionSize], row-major.
 */
public interface Population extends AutoCloseable {
  /** Begins at a mean, with one deviation for all. */
  void start(float[] mean, float deviation);

  /** Draws all candidates with white noise: clip(mean + std eps). */
  void draw(RandomGenerator random);

  /**
   * Draws the candidates from {@code first} on with noise that is coloured over the horizon; those
   * before were put there since the last ones were scored.
   */
  void draw(ColoredNoise noise, int first, RandomGenerator random);

  /** The next candidate is the Gaussian's mean, clipped. */
  void putMean(int candidate);

  /** What is remembered from the decision before: as many plans, best first. */
  void remember(float[][] plans);

  /** Remembers as many of the best candidates in place of what was remembered. */
  void rememberBest();

  /** The first candidates are what is remembered, clipped. */
  void recall();

  /** Puts these, clipped, in the place of the last candidates. */
  void insert(Proposals proposals);

  /**
   * Scores all candidates and ranks them; of equals the one drawn first is the better.
   *
   * @param iteration for the message, should a return not be finite
   * @throws ModelDivergedException if a return is not finite; of candidates on a device when the
   *     answer is read
   */
  void score(int iteration);

  /**
   * Fits the Gaussian to the K best as clipped: the weighted mean, and the root of the weighted
   * population variance plus 1e-6. Weights are exp((R_k - R_best) / temperature).
   *
   * @param temperature infinity for equal weights
   * @param momentum how much of the old mean and deviation stays
   */
  void fit(double temperature, float momentum);

  /** Holds on to the best candidate, if it is better than what is held from this decision. */
  void holdBest();

  /** Reads the Gaussian's mean. */
  void readMean(float[] plan);

  /** Reads the candidate that is held; zeros if none is. */
  void readHeld(float[] plan);

  /** Reads what is remembered. */
  void readRemembered(float[][] plans);

  /** The decision is made. */
  @Override
  void close();

  /**
   * @throws IllegalStateException if a return is not finite
   */
  static void requireFinite(float[] returns, int iteration) {
    for (int j = 0; j < returns.length; j++) {
      if (!Float.isFinite(returns[j])) {
        throw ModelDivergedException.acting(
            "planner: candidate %d of iteration %d was scored %s, expected a finite return"
                .formatted(j, iteration, returns[j]));
      }
    }
  }
}
