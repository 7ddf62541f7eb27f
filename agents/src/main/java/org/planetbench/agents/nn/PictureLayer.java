package org.planetbench.agents.nn;

/**
 * A layer over pictures [count, height, width, channels] (NHWC), with bias.
 *
 * @param weights of a {@link Kind}'s shape
 * @param bias [outputs / biasRepeats]
 * @param biasRepeats how many groups of output channels share one set of biases
 * @param activation what follows, entry by entry
 * @param inputGradient whether the gradient of its input is wanted
 */
public record PictureLayer(
    Kind kind,
    Parameter weights,
    Parameter bias,
    int stride,
    int padding,
    int biasRepeats,
    Dense.Activation activation,
    boolean inputGradient) {
  /** What it computes. */
  public enum Kind {
    /** Weights [kernel, kernel, inputs, outputs]. */
    CONVOLUTION,

    /** Transposed, without padding. Weights [kernel, kernel, outputs, inputs]. */
    DECONVOLUTION,

    /**
     * Transposed, of a single point: 1x1 to kernel x kernel. Weights [inputs, kernel, kernel,
     * outputs].
     */
    EXPANSION
  }

  /** Kernel 4, stride 2 over pixels is kernel 2, stride 1 over folded pictures. */
  public static PictureLayer first(
      ParameterSet set, String name, Dense.Activation activation, int outputs) {
    Parameter w = set.glorot(name + "/weights", 16 * 3, 16 * outputs, 2, 2, 12, outputs);
    Parameter b = set.constant(name + "/bias", 0f, outputs);
    return new PictureLayer(Kind.CONVOLUTION, w, b, 1, 0, 1, activation, false);
  }

  /** Kernel 4, stride 2. */
  public static PictureLayer middle(
      ParameterSet set, String name, Dense.Activation activation, int inputs, int outputs) {
    Parameter w = set.glorot(name + "/weights", 16 * inputs, 16 * outputs, 4, 4, inputs, outputs);
    Parameter b = set.constant(name + "/bias", 0f, outputs);
    return new PictureLayer(Kind.CONVOLUTION, w, b, 2, 0, 1, activation, true);
  }

  /** The transposed convolution with kernel 6, stride 2 to pixels, as one to folded pictures. */
  public static PictureLayer lastTransposed(ParameterSet set, String name, int inputs) {
    Parameter w = set.glorot(name + "/weights", 36 * 3, 36 * inputs, 3, 3, inputs, 12);
    Parameter b = set.constant(name + "/bias", 0f, 3);
    return new PictureLayer(Kind.CONVOLUTION, w, b, 1, 2, 4, Dense.Activation.LINEAR, true);
  }

  public static PictureLayer expansion(
      ParameterSet set,
      String name,
      Dense.Activation activation,
      int kernel,
      int inputs,
      int outputs) {
    int area = kernel * kernel;
    Parameter w =
        set.glorot(
            name + "/weights", area * outputs, area * inputs, inputs, kernel, kernel, outputs);
    Parameter b = set.constant(name + "/bias", 0f, outputs);
    return new PictureLayer(Kind.EXPANSION, w, b, 1, 0, 1, activation, true);
  }

  /** Stride 2. */
  public static PictureLayer deconvolution(
      ParameterSet set,
      String name,
      Dense.Activation activation,
      int kernel,
      int inputs,
      int outputs) {
    int area = kernel * kernel;
    Parameter w =
        set.glorot(
            name + "/weights", area * outputs, area * inputs, kernel, kernel, outputs, inputs);
    Parameter b = set.constant(name + "/bias", 0f, outputs);
    return new PictureLayer(Kind.DECONVOLUTION, w, b, 2, 0, 1, activation, true);
  }

  /** Width and height of the kernel. */
  public int kernel() {
    return Math.toIntExact(weights.shape()[1]);
  }

  /** Channels of the output. */
  public int outputs() {
    return bias.size() * biasRepeats;
  }
}
