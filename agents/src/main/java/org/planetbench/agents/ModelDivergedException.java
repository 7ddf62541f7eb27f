package org.planetbench.agents;

/** A model's loss, weights or predictions are no finite numbers any more: it is of no use. */
public final class ModelDivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public ModelDivergedException(String message) {
    super(message);
  }

  /**
   * While it acts.
   *
   * @param what was expected, and got
   */
  public static ModelDivergedException acting(String what) {
    return new ModelDivergedException(
        what + "; the model has diverged (a lower learning rate or gradient clip may help)");
  }

  public ModelDivergedException(String message, Throwable cause) {
    super(message, cause);
  }
}
