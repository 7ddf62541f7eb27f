package org.planetbench.agents.nn;

/**
 * Adam (decays 0.9 and 0.999) with TensorFlow's epsilon: step = rate * sqrt(1 - 0.999^t) / (1 -
 * 0.9^t) * m / (sqrt(v) + epsilon). PyTorch adds epsilon to the bias-corrected root instead, which
 * differs for a large epsilon. The gradient is first scaled down to a global norm over all
 * parameters.
 *
 * <p>With a ramp the learning rate rises in a line from 0, which is what the first update gets, to
 * its value, which it has from update ramp + 1 on: the published schedule sees the number of
 * sequences before the update.
 *
 * <p>With a weight decay all values are first multiplied by 1 - decay, whatever the learning rate,
 * as DreamerV2 has it; the gradients are of the values before.
 */
public final class Adam {
  private final double learningRate;
  private final int ramp;
  private final float epsilon;
  private final double clipNorm;
  private final float kept;
  private long updates;

  /**
   * @param ramp in updates; 0 for none
   */
  public Adam(double learningRate, int ramp, double epsilon, double clipNorm) {
    this(learningRate, ramp, epsilon, clipNorm, 0);
  }

  /**
   * @param ramp in updates; 0 for none
   * @param weightDecay what of each value a step first takes away
   */
  public Adam(double learningRate, int ramp, double epsilon, double clipNorm, double weightDecay) {
    this.learningRate = learningRate;
    this.ramp = ramp;
    this.epsilon = (float) epsilon;
    this.clipNorm = clipNorm;
    this.kept = (float) (1 - weightDecay);
  }

  /** How many steps were taken. */
  public long updates() {
    return updates;
  }

  public void restoreUpdates(long count) {
    updates = count;
  }

  /**
   * A step as it is to be made: gradients are scaled by clipNorm / max(norm, clipNorm), and values
   * are multiplied by what is kept of them and move by rate * m / (sqrt(v) + epsilon).
   *
   * @param rate with the corrections of both moments
   * @param kept 1 without weight decay
   */
  public record Step(double clipNorm, float rate, float epsilon, float kept) {
    /** Whether values decay. */
    public boolean decays() {
      return kept != 1;
    }

    /** What gradients of this global norm are scaled by. */
    public float scale(double norm) {
      return (float) (clipNorm / Math.max(norm, clipNorm));
    }
  }

  /**
   * One step on the collected gradients.
   *
   * @return the global gradient norm before clipping
   */
  public double step(ParameterSet set, Workers workers) {
    updates++;
    double correction =
        StrictMath.sqrt(1 - StrictMath.pow(0.999, (double) updates))
            / (1 - StrictMath.pow(0.9, (double) updates));
    float rate = (float) (learningRate * ramped(updates - 1) * correction);
    return set.step(workers, new Step(clipNorm, rate, epsilon, kept));
  }

  private double ramped(long earlier) {
    return earlier >= ramp ? 1 : (double) earlier / ramp;
  }
}
