package org.planetbench.agents.nn;

/**
 * Keras's GRU cell, also cuDNN's and PyTorch's: the reset gate acts after the recurrent product,
 * which has biases of its own.
 *
 * <pre>
 * [u, r, c]    = x W + b    W [inputs, 3 units], Glorot at first, b = 0
 * [u', r', c'] = h U + d    U [units, 3 units], its rows orthonormal at first, d = 0
 * h'           = v h + (1 - v) tanh(c + sigmoid(r + r') c'),   v = sigmoid(u + u')
 * </pre>
 *
 * So Keras draws and orders them. It is another function than {@link GruCell}: weights do not carry
 * over.
 */
public final class ResetAfterCell implements RecurrentCell {
  private final Dense ofInput;
  private final Dense ofState;

  /**
   * @param inputs the width of x
   */
  public ResetAfterCell(ParameterSet set, String name, int inputs, int units) {
    ofInput = new Dense(set, name + "/input", Dense.Activation.LINEAR, 3 * units, inputs);
    ofState = Dense.orthogonal(set, name + "/state", 3 * units, units);
  }

  @Override
  public Rows apply(Tape tape, Rows x, Rows h) {
    return tape.backend().resetAfterGru(tape, ofInput.apply(tape, x), ofState.apply(tape, h), h);
  }

  /** x W + b, columns u, r, c. */
  public Dense ofInput() {
    return ofInput;
  }

  /** h U + d, columns u', r', c'. */
  public Dense ofState() {
    return ofState;
  }
}
