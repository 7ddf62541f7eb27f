package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.kernel.GruKernel;

/**
 * TensorFlow's GRU cell (GRUBlockCell): the reset gate acts on h before the matrix product.
 *
 * <pre>
 * [r, u] = sigmoid([x, h] W_ru + b_ru)      W_ru [inputs + units, 2 units], b_ru = 1 at first
 * c      = tanh([x, r h] W_c + b_c)         W_c  [inputs + units, units],   b_c = 0 at first
 * h'     = (1 - u) c + u h
 * </pre>
 *
 * PyTorch's cell multiplies by r after the product and has a second bias: weights do not carry
 * over.
 *
 * <p>As in {@link Dense}, x may be several inputs that nobody concatenates, and the share of the
 * first can be computed early, for all times at once ({@link #begin}).
 */
public final class GruCell {
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
  private final int units;

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
    this.units = units;
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

  /** h' [batch, units] from x [batch, inputs] and h [batch, units]. */
  public Rows apply(Tape tape, Rows x, Rows h) {
    return finish(tape, begin(tape, x), h);
  }

  /** The share b + x_1 W_1 of the first input. */
  public Begun begin(Tape tape, Rows first) {
    Begun begun = beginWithout(tape, first.rows());
    Dense.accumulate(tape, begun.update, update.x.getFirst(), first);
    Dense.accumulate(tape, begun.reset, reset.x.getFirst(), first);
    Dense.accumulate(tape, begun.candidate, candidate.x.getFirst(), first);
    return begun;
  }

  /** The share of a first input that is zero: the biases. */
  public Begun beginWithout(Tape tape, int rows) {
    return new Begun(
        Dense.biases(tape, reset.bias, rows),
        Dense.biases(tape, update.bias, rows),
        Dense.biases(tape, candidate.bias, rows));
  }

  /** h' from what {@link #begin} began, which is used up, h, and the inputs but the first. */
  public Rows finish(Tape tape, Begun begun, Rows h, Rows... others) {
    for (int i = 0; i < others.length; i++) {
      Dense.accumulate(tape, begun.update, update.x.get(i + 1), others[i]);
      Dense.accumulate(tape, begun.reset, reset.x.get(i + 1), others[i]);
      Dense.accumulate(tape, begun.candidate, candidate.x.get(i + 1), others[i]);
    }
    Dense.accumulate(tape, begun.update, update.h, h);
    Dense.accumulate(tape, begun.reset, reset.h, h);
    float[][] dh = tape.isRecording() && !h.hasGradient() ? scratch(h.rows()) : h.gradient();
    Rows rh = gates(tape, begun, h, dh);
    Dense.accumulate(tape, begun.candidate, candidate.h, rh);
    return next(tape, begun, h, dh);
  }

  private Rows gates(Tape tape, Begun begun, Rows h, float[][] dh) {
    Rows r = begun.reset;
    Rows rh = Rows.zeros(tape, h.rows(), units);
    for (int i = 0; i < h.rows(); i++) {
      GruKernel.gates(r.value()[i], begun.update.value()[i], h.value()[i], rh.value()[i], units);
    }
    tape.record(
        () -> {
          for (int i = 0; i < h.rows(); i++) {
            GruKernel.gatesGradient(
                rh.gradient()[i], r.value()[i], h.value()[i], r.gradient()[i], dh[i], units);
          }
        });
    return rh;
  }

  private Rows next(Tape tape, Begun begun, Rows h, float[][] dh) {
    Rows u = begun.update;
    Rows c = begun.candidate;
    Rows next = Rows.zeros(tape, h.rows(), units);
    for (int i = 0; i < h.rows(); i++) {
      GruKernel.next(c.value()[i], u.value()[i], h.value()[i], next.value()[i], units);
    }
    tape.record(
        () -> {
          for (int i = 0; i < h.rows(); i++) {
            GruKernel.nextGradient(
                next.gradient()[i],
                c.value()[i],
                u.value()[i],
                h.value()[i],
                c.gradient()[i],
                u.gradient()[i],
                dh[i],
                units);
          }
        });
    return next;
  }

  /** Takes the gradient that an h without one does not want. */
  private float[][] scratch(int rows) {
    return new float[rows][units];
  }

  /** The blocks of a cell with a single input. */
  public Packed packed() {
    return packed(0);
  }

  /** The blocks of one of several inputs. */
  public Packed packed(int input) {
    return new Packed(
        reset.x.get(input).transposed,
        reset.h.transposed,
        reset.bias.rows[0],
        update.x.get(input).transposed,
        update.h.transposed,
        update.bias.rows[0],
        candidate.x.get(input).transposed,
        candidate.h.transposed,
        candidate.bias.rows[0]);
  }

  /** [x_1, ..., h] W + b for one block of W's columns. */
  private static final class Gate {
    private final List<WeightBlock> x = new ArrayList<>();
    private final WeightBlock h;
    private final WeightBlock bias;

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
        x.add(
            set.mirror(new WeightBlock(weights, stride, row, column, input, units, set.shards())));
        row += input;
      }
      h = set.mirror(new WeightBlock(weights, stride, row, column, units, units, set.shards()));
      bias = set.mirror(new WeightBlock(biases, stride, 0, column, 1, units, set.shards()));
    }
  }
}
