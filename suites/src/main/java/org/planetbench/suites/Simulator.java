package org.planetbench.suites;

/**
 * Tries action sequences out from the moment that its environment is at, on copies: the environment
 * itself stays where it is. Used by the environment's thread; close it before the environment.
 */
public interface Simulator extends AutoCloseable {
  /** Numbers in an action. */
  int actionSize();

  /**
   * What each candidate would earn: the discounted sum of rewards that the environment itself would
   * pay for its actions, equal in every bit. Nothing is earned after the episode's end, which is
   * the task's: who ends episodes earlier, at a last whole action or by a schedule, is not asked.
   * Nor is anything of the action in which the physics diverged, or after it.
   *
   * @param actions [horizon, candidates, actionSize], row-major, each within the action box
   * @param discount gamma: what the k-th action earns, from 0, counts gamma^k; 1 for a plain sum
   * @param returns [candidates], filled by the call
   * @throws IllegalStateException if no episode is running, or this is closed
   */
  void rollOut(float[] actions, int horizon, int candidates, double discount, double[] returns);

  /**
   * For whoever opens one.
   *
   * @throws IllegalArgumentException if either is below 1
   */
  static void requireCounts(int actionRepeat, int threads) {
    if (actionRepeat < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "expected an action repeat and threads of at least 1, got %d and %d"
              .formatted(actionRepeat, threads));
    }
  }

  @Override
  void close();
}
