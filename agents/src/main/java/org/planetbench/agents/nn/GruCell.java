package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * TensorFlow's GRU cell (GRUBlockCell): the reset gate acts on h before the matrix product.
 *
 * <pre>
 * [r, u] = sigmoid([x, h] W_ru + b_ru)      W_ru [inputs + units, 2 units], b_ru = 1 at first
 * c      = tanh([x, r h] W_c + b_c)         W_c  [inputs + units, units],   b_c = 0 at first
 * h'     = (1 - u) c + u h
 * </pre>
 *
 * {@link ResetAfterCell} is PyTorch's and Keras's: weights do not carry over.
 *
 * <p>As in {@link Dense}, x may be several inputs that nobody concatenates, and the share of the
 * first can be computed early, for all times at once ({@link #begin}).
 */
public final class GruCell implements RecurrentCell {
  /** The blocks of one input, those of h, and the biases, transposed, for whoever packs them. */
  public record Packed(
      float[][] resetX,
      float[][] resetH,
      float[] resetBias,
      float[][] updateX,
      float[][] updateH,
      float[] updateBias,
      float[][] candidateX,
      float[][] candidateH,
      float[] candidateBias) {}

  /** Pre-activations of the gates that lack some inputs, each [rows, units]; good for one use. */
  public record Begun(Rows reset, Rows update, Rows candidate) {
    /** Rows from (inclusive) to (exclusive), shared. */
    public Begun slice(int from, int to) {
      return new Begun(reset.slice(from, to), update.slice(from, to), candidate.slice(from, to));
    }
  }

  private final Gate reset;
  private final Gate update;
  private final Gate candidate;

  /**
   * @param inputs the width of x
   */
  public GruCell(ParameterSet set, String name, int inputs, int units) {
    this(set, name, new int[] {inputs}, units);
  }

  /**
   * @param inputs the width of each input, in the order of the matrices' rows
   */
  public GruCell(ParameterSet set, String name, int[] inputs, int units) {
    int width = units;
    for (int input : inputs) {
      width += input;
    }
    Parameter gates = set.glorot(name + "/gates/weights", width, 2 * units, width, 2L * units);
    Parameter gateBias = set.constant(name + "/gates/bias", 1f, 2L * units);
    Parameter weights = set.glorot(name + "/candidate/weights", width, units, width, units);
    Parameter bias = set.constant(name + "/candidate/bias", 0f, units);
    reset = new Gate(set, gates, gateBias, 2 * units, 0, inputs, units);
    update = new Gate(set, gates, gateBias, 2 * units, units, inputs, units);
    candidate = new Gate(set, weights, bias, units, 0, inputs, units);
  }

  @Override
  public Rows apply(Tape tape, Rows x, Rows h) {
    return finish(tape, begin(tape, x), h);
  }

  /** The share b + x_1 W_1 of the first input. */
  public Begun begin(Tape tape, Rows first) {
    Begun begun = beginWithout(tape, first.rows());
    tape.backend().accumulate(tape, begun.update, update.x.getFirst(), first);
    tape.backend().accumulate(tape, begun.reset, reset.x.getFirst(), first);
    tape.backend().accumulate(tape, begun.candidate, candidate.x.getFirst(), first);
    return begun;
  }

  /** The share of a first input that is zero: the biases. */
  public Begun beginWithout(Tape tape, int rows) {
    return new Begun(
        tape.backend().biases(tape, reset.bias, rows),
        tape.backend().biases(tape, update.bias, rows),
        tape.backend().biases(tape, candidate.bias, rows));
  }

  /** h' from what {@link #begin} began, which is used up, h, and the inputs but the first. */
  public Rows finish(Tape tape, Begun begun, Rows h, Rows... others) {
    for (int i = 0; i < others.length; i++) {
      tape.backend().accumulate(tape, begun.update, update.x.get(i + 1), others[i]);
      tape.backend().accumulate(tape, begun.reset, reset.x.get(i + 1), others[i]);
      tape.backend().accumulate(tape, begun.candidate, candidate.x.get(i + 1), others[i]);
    }
    tape.backend().accumulate(tape, begun.update, update.h, h);
    tape.backend().accumulate(tape, begun.reset, reset.h, h);
    return tape.backend().gru(tape, begun, candidate.h, h);
  }

  /** The blocks of a cell with a single input. */
  public Packed packed() {
    return packed(0);
  }

  /** The blocks of one of several inputs. */
  public Packed packed(int input) {
    return new Packed(
        reset.x.get(input).readTransposed(),
        reset.h.readTransposed(),
        reset.bias.read()[0],
        update.x.get(input).readTransposed(),
        update.h.readTransposed(),
        update.bias.read()[0],
        candidate.x.get(input).readTransposed(),
        candidate.h.readTransposed(),
        candidate.bias.read()[0]);
  }

  /** [x_1, ..., h] W + b for one block of W's columns. */
  private static final class Gate {
    private final List<Weights> x = new ArrayList<>();
    private final Weights h;
    private final Weights bias;

    Gate(
        ParameterSet set,
        Parameter weights,
        Parameter biases,
        int stride,
        int column,
        int[] inputs,
        int units) {
      int row = 0;
      for (int input : inputs) {
        x.add(set.weights(new Block(weights, stride, row, column, input, units)));
        row += input;
      }
      h = set.weights(new Block(weights, stride, row, column, units, units));
      bias = set.weights(new Block(biases, stride, 0, column, 1, units));
    }
  }
}
