package org.planetbench.agents.nn;

import java.util.List;

/**
 * A batch of states of several categorical variables on the tape (Hafner et al. 2021, DreamerV2). A
 * state is one one-hot vector for each variable, side by side.
 *
 * @param logits [rows, variables * classes], unnormalised
 * @param classes of each variable
 */
public record Categorical(Rows logits, int classes) implements LatentDistribution {
  public Categorical {
    if (classes < 2 || logits.columns() % classes != 0) {
      throw new IllegalArgumentException(
          "expected 2 or more classes that divide %d logits, got %d"
              .formatted(logits.columns(), classes));
    }
  }

  @Override
  public List<Rows> parts() {
    return List.of(logits);
  }

  @Override
  public Categorical of(List<Rows> parts) {
    return new Categorical(parts.getFirst(), classes);
  }

  /**
   * One-hot vectors. The class of a variable is the first whose cumulative probability, summed in
   * the order of the classes in double precision, exceeds its number. The gradient is straight
   * through, as if the sample were the probabilities.
   *
   * @param noise [rows, variables], uniform in [0, 1)
   */
  @Override
  public Rows sample(Tape tape, Rows noise) {
    return tape.backend().sample(tape, this, noise);
  }

  /** The first of the likeliest classes of each variable, one-hot; no gradient flows back. */
  @Override
  public Rows mode(Tape tape) {
    return tape.backend().mode(this);
  }

  @Override
  public Divergence divergence(
      Tape tape, LatentDistribution other, double freeNats, double scale, double balance) {
    return tape.backend().divergence(tape, this, (Categorical) other, freeNats, scale, balance);
  }

  /** Every class alike. */
  @Override
  public Categorical uninformed() {
    return zeros(logits.rows(), logits.columns(), classes);
  }

  /** Logits of zero. */
  public static Categorical zeros(int rows, int columns, int classes) {
    return new Categorical(Rows.constant(new float[rows][columns]), classes);
  }

  @Override
  public Categorical slice(int from, int to) {
    return new Categorical(logits.slice(from, to), classes);
  }

  @Override
  public Categorical pick(Tape tape, int... indices) {
    return new Categorical(logits.pick(tape, indices), classes);
  }

  @Override
  public Categorical stopGradient() {
    return new Categorical(logits.stopGradient(), classes);
  }
}
