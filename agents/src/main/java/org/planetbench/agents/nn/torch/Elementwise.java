package org.planetbench.agents.nn.torch;

/**
 * Arithmetic of single elements. Shapes broadcast: dimensions of extent 1, and those that are not
 * there, repeat. A number in place of a tensor is of the tensor's type.
 */
public final class Elementwise {
  private static final Operator MUL = Operator.withNumbers("mul.Tensor");
  private static final Operator MUL_IN_PLACE = Operator.withNumbers("mul_.Tensor");
  private static final Operator DIV = Operator.withNumbers("div.Tensor");
  private static final Operator GRADIENT_DESCENT = Operator.of("_fused_sgd_");
  private static final Operator POW = Operator.of("pow.Tensor_Tensor");
  private static final Operator MAXIMUM = Operator.withNumbers("maximum");
  private static final Operator MINIMUM = Operator.withNumbers("minimum");
  private static final Operator GREATER = Operator.withNumbers("gt.Tensor");
  private static final Operator GREATER_OR_EQUAL = Operator.of("ge.Tensor");
  private static final Operator NEG = Operator.of("neg");
  private static final Operator EXP = Operator.of("exp");
  private static final Operator EXPM1 = Operator.of("expm1");
  private static final Operator LOG = Operator.of("log");
  private static final Operator COS = Operator.of("cos");
  private static final Operator FLOOR = Operator.of("floor");
  private static final Operator LERP = Operator.of("lerp.Tensor");
  private static final Operator SQRT = Operator.of("sqrt");
  private static final Operator SQUARE = Operator.of("square");

  private Elementwise() {}

  /** x + y. */
  public static TorchTensor add(TorchScope scope, TorchTensor x, TorchTensor y) {
    return add(scope, x, y, 1);
  }

  /** x + factor y. */
  public static TorchTensor add(TorchScope scope, TorchTensor x, TorchTensor y, double factor) {
    return DirectCalls.subtract(scope, x, y, -factor);
  }

  /** x + y. */
  public static TorchTensor add(TorchScope scope, TorchTensor x, double y) {
    return DirectCalls.subtract(scope, x, scope.scalar(y, x.type()), -1);
  }

  /**
   * x += factor y, where y may broadcast.
   *
   * <p>{@code add_} has a factor that cannot cross the dispatcher. A step of gradient descent is
   * the same: but it takes both for lines of as many elements, whatever their strides.
   */
  public static void addInPlace(TorchScope scope, TorchTensor x, TorchTensor y, double factor) {
    if (!x.isLikeInMemory(y)) {
      int mark = scope.mark();
      Creation.copy(scope, x, add(scope, x, y, factor));
      scope.release(mark);
      return;
    }
    scope
        .call(GRADIENT_DESCENT)
        .tensors(x)
        .tensors(y)
        .tensors() // no momenta
        .real(0) // weight decay
        .real(0) // momentum
        .real(-factor) // rate
        .real(0) // dampening
        .flag(false) // Nesterov's
        .flag(false) // ascent
        .flag(false) // first step
        .none()
        .none()
        .changeAll();
  }

  /** x - y. */
  public static TorchTensor sub(TorchScope scope, TorchTensor x, TorchTensor y) {
    return DirectCalls.subtract(scope, x, y, 1);
  }

  /** x y. */
  public static TorchTensor mul(TorchScope scope, TorchTensor x, TorchTensor y) {
    return scope.call(MUL).tensor(x).tensor(y).make();
  }

  /** x y. */
  public static TorchTensor mul(TorchScope scope, TorchTensor x, double y) {
    return scope.call(MUL).tensor(x).scalar(y, x).make();
  }

  /** x *= y. */
  public static void mulInPlace(TorchScope scope, TorchTensor x, TorchTensor y) {
    scope.call(MUL_IN_PLACE).tensor(x).tensor(y).change();
  }

  /** x *= y. */
  public static void mulInPlace(TorchScope scope, TorchTensor x, double y) {
    scope.call(MUL_IN_PLACE).tensor(x).scalar(y, x).change();
  }

  /** x / y. */
  public static TorchTensor div(TorchScope scope, TorchTensor x, TorchTensor y) {
    return scope.call(DIV).tensor(x).tensor(y).make();
  }

  /** x / y. */
  public static TorchTensor div(TorchScope scope, TorchTensor x, double y) {
    return scope.call(DIV).tensor(x).scalar(y, x).make();
  }

  /** x to the power of a number. */
  public static TorchTensor pow(TorchScope scope, TorchTensor x, double exponent) {
    TorchTensor power = scope.constant(exponent, x);
    return scope.call(POW).tensor(x).tensor(power).make();
  }

  /** The larger of both. */
  public static TorchTensor maximum(TorchScope scope, TorchTensor x, TorchTensor y) {
    return scope.call(MAXIMUM).tensor(x).tensor(y).make();
  }

  /** The larger of both. */
  public static TorchTensor maximum(TorchScope scope, TorchTensor x, double y) {
    return scope.call(MAXIMUM).tensor(x).scalar(y, x).make();
  }

  /** The smaller of both. */
  public static TorchTensor minimum(TorchScope scope, TorchTensor x, double y) {
    return scope.call(MINIMUM).tensor(x).scalar(y, x).make();
  }

  /** Whether x > y, as bools. */
  public static TorchTensor greater(TorchScope scope, TorchTensor x, TorchTensor y) {
    return scope.call(GREATER).tensor(x).tensor(y).make();
  }

  /** Whether x > y, as bools. */
  public static TorchTensor greater(TorchScope scope, TorchTensor x, double y) {
    return scope.call(GREATER).tensor(x).scalar(y, x).make();
  }

  /** Whether x >= y, as bools. */
  public static TorchTensor greaterOrEqual(TorchScope scope, TorchTensor x, TorchTensor y) {
    return scope.call(GREATER_OR_EQUAL).tensor(x).tensor(y).make();
  }

  /** -x. */
  public static TorchTensor neg(TorchScope scope, TorchTensor x) {
    return scope.call(NEG).tensor(x).make();
  }

  /** e to the power of x. */
  public static TorchTensor exp(TorchScope scope, TorchTensor x) {
    return scope.call(EXP).tensor(x).make();
  }

  /** e to the power of x, minus 1. */
  public static TorchTensor expm1(TorchScope scope, TorchTensor x) {
    return scope.call(EXPM1).tensor(x).make();
  }

  /** The natural logarithm. */
  public static TorchTensor log(TorchScope scope, TorchTensor x) {
    return scope.call(LOG).tensor(x).make();
  }

  /** The cosine. */
  public static TorchTensor cos(TorchScope scope, TorchTensor x) {
    return scope.call(COS).tensor(x).make();
  }

  /** x + weight (y - x). */
  static TorchTensor between(TorchScope scope, TorchTensor x, TorchTensor y, TorchTensor weight) {
    return scope.call(LERP).tensor(x).tensor(y).tensor(weight).make();
  }

  /** The largest whole number that is not above x. */
  static TorchTensor floor(TorchScope scope, TorchTensor x) {
    return scope.call(FLOOR).tensor(x).make();
  }

  /** The square root. */
  public static TorchTensor sqrt(TorchScope scope, TorchTensor x) {
    return scope.call(SQRT).tensor(x).make();
  }

  /** x x. */
  public static TorchTensor square(TorchScope scope, TorchTensor x) {
    return scope.call(SQUARE).tensor(x).make();
  }
}
