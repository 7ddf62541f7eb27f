package org.planetbench.agents.nn;

/** What an actor draws its actions in [-1, 1] from: a batch of rows on the tape. */
public sealed interface ActionDistribution permits TanhGaussian, TruncatedNormal {
  /**
   * Reparametrised actions [rows, actionSize].
   *
   * @param noise [rows, actionSize], as the distribution takes it
   */
  Rows sample(Tape tape, Rows noise);

  /** The same on the host, where {@link #entropy} is computed, with no gradient. */
  ActionDistribution onHost();

  /**
   * The entropy of a row's action, or where there is no closed form -ln p of the action that the
   * noise draws.
   */
  double entropy(int row, float[] noise);

  /** Adds to a loss the gradient of {@code -scale * entropy}, summed over rows. */
  void addEntropy(Tape tape, Rows noise, double scale);
}
