package org.planetbench.agents.nn.torch;

/**
 * Activations of single elements, and their gradients: {@code gradient} is the loss's with respect
 * to the activation's output y, the result that with respect to its input x.
 *
 * <p>libtorch's own ELU, leaky ReLU and softplus have factors that cannot cross the dispatcher, so
 * these are made of operators that have none.
 */
public final class Activations {
  private static final Operator TANH = Operator.of("tanh");
  private static final Operator TANH_BACKWARD = Operator.of("tanh_backward");
  private static final Operator SIGMOID = Operator.of("sigmoid");
  private static final Operator SIGMOID_BACKWARD = Operator.of("sigmoid_backward");
  private static final Operator RELU = Operator.of("relu");
  private static final Operator RELU_IN_PLACE = Operator.of("relu_");
  private static final Operator SOFTPLUS = Operator.of("logaddexp");
  private static final Operator SOFTMAX = Operator.of("_softmax");
  private static final Operator SOFTMAX_BACKWARD = Operator.of("_softmax_backward_data");
  private static final Operator LOG_SOFTMAX = Operator.of("_log_softmax");

  private Activations() {}

  public static TorchTensor tanh(TorchScope scope, TorchTensor x) {
    return scope.call(TANH).tensor(x).make();
  }

  public static TorchTensor tanhBackward(TorchScope scope, TorchTensor gradient, TorchTensor y) {
    return scope.call(TANH_BACKWARD).tensor(gradient).tensor(y).make();
  }

  public static TorchTensor sigmoid(TorchScope scope, TorchTensor x) {
    return scope.call(SIGMOID).tensor(x).make();
  }

  public static TorchTensor sigmoidBackward(TorchScope scope, TorchTensor gradient, TorchTensor y) {
    return scope.call(SIGMOID_BACKWARD).tensor(gradient).tensor(y).make();
  }

  /** max(x, 0). */
  public static TorchTensor relu(TorchScope scope, TorchTensor x) {
    return scope.call(RELU).tensor(x).make();
  }

  public static void reluInPlace(TorchScope scope, TorchTensor x) {
    scope.call(RELU_IN_PLACE).tensor(x).change();
  }

  /**
   * @param xOrY the input or the output: the same are above 0
   */
  public static TorchTensor reluBackward(TorchScope scope, TorchTensor gradient, TorchTensor xOrY) {
    return Indexing.where(scope, Elementwise.greater(scope, xOrY, 0), gradient, 0);
  }

  /** x where x > 0, else slope x. */
  public static TorchTensor leakyRelu(TorchScope scope, TorchTensor x, double slope) {
    TorchTensor below = Elementwise.mul(scope, x, slope);
    return Indexing.where(scope, Elementwise.greater(scope, x, 0), x, below);
  }

  /**
   * @param xOrY the input or, for a slope above 0, the output
   */
  public static TorchTensor leakyReluBackward(
      TorchScope scope, TorchTensor gradient, TorchTensor xOrY, double slope) {
    TorchTensor below = Elementwise.mul(scope, gradient, slope);
    return Indexing.where(scope, Elementwise.greater(scope, xOrY, 0), gradient, below);
  }

  /** x where x > 0, else exp(x) - 1. */
  public static TorchTensor elu(TorchScope scope, TorchTensor x) {
    // exp(x) - 1 >= x everywhere, so the larger is exp(x) - 1 below 0 and x above
    TorchTensor below = Elementwise.expm1(scope, Elementwise.minimum(scope, x, 0));
    return Elementwise.maximum(scope, x, below);
  }

  /** gradient times 1 where y > 0, else y + 1. */
  public static TorchTensor eluBackward(TorchScope scope, TorchTensor gradient, TorchTensor y) {
    TorchTensor slope = Elementwise.add(scope, Elementwise.minimum(scope, y, 0), 1);
    Elementwise.mulInPlace(scope, slope, gradient);
    return slope;
  }

  /** log(1 + exp(x)), without overflow. */
  public static TorchTensor softplus(TorchScope scope, TorchTensor x) {
    TorchTensor zero = scope.constant(0, x);
    return scope.call(SOFTPLUS).tensor(x).tensor(zero).make();
  }

  /** gradient times the sigmoid of x. */
  public static TorchTensor softplusBackward(
      TorchScope scope, TorchTensor gradient, TorchTensor x) {
    TorchTensor slope = sigmoid(scope, x);
    Elementwise.mulInPlace(scope, slope, gradient);
    return slope;
  }

  /** Over a dimension: exp(x) by the sum of these. */
  public static TorchTensor softmax(TorchScope scope, TorchTensor x, int dimension) {
    return scope.call(SOFTMAX).tensor(x).integer(dimension).flag(false).make();
  }

  public static TorchTensor softmaxBackward(
      TorchScope scope, TorchTensor gradient, TorchTensor y, int dimension) {
    return scope
        .call(SOFTMAX_BACKWARD)
        .tensor(gradient)
        .tensor(y)
        .integer(dimension)
        .type(y.type())
        .make();
  }

  /** The logarithm of {@link #softmax}. */
  public static TorchTensor logSoftmax(TorchScope scope, TorchTensor x, int dimension) {
    return scope.call(LOG_SOFTMAX).tensor(x).integer(dimension).flag(false).make();
  }
}
