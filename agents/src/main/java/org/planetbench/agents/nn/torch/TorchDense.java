package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Tape;

/** {@link Dense} on a device. */
record TorchDense(TorchScope scope, Tape tape) {
  TorchRows biases(TorchWeights bias, int rows) {
    TorchRows y = TorchRows.of(scope, bias.line(), rows, tape.isRecording());
    steps()
        .of(
            () -> {
              if (tape.trainsWeights()) {
                TorchTensor sum = Reductions.sum(scope, y.gradient(), true, 0);
                Elementwise.addInPlace(scope, bias.sums(), sum, 1);
              }
            },
            y);
    return y;
  }

  /** y += x W, in place. */
  void accumulate(TorchRows y, TorchWeights w, TorchRows x) {
    TorchTensor value = x.value();
    y.addProduct(value, w.value());
    steps()
        .changing(
            y,
            () -> {
              if (tape.trainsWeights()) {
                Products.addmmInPlace(w.sums(), Views.t(scope, value), y.gradient(), 1, 1);
              }
              x.addProductToGradient(y.gradient(), w.transposed());
            });
  }

  void activate(Dense.Activation activation, TorchRows y) {
    TorchTensor before = y.value();
    int mark = scope.mark();
    TorchTensor active = activated(activation, before);
    scope.release(mark, active);
    y.become(active);
    steps().changing(y, () -> y.replaceGradient(passed(activation, y.gradient(), active)));
  }

  private BackwardSteps steps() {
    return new BackwardSteps(scope, tape);
  }

  private TorchTensor activated(Dense.Activation activation, TorchTensor x) {
    return switch (activation) {
      case LINEAR -> x;
      case RELU -> Activations.relu(scope, x);
      case LEAKY_RELU -> Activations.leakyRelu(scope, x, Dense.LEAK);
      case ELU -> Activations.elu(scope, x);
      case SIGMOID -> Activations.sigmoid(scope, x);
      case SOFTMAX -> Activations.softmax(scope, x, 1);
    };
  }

  private TorchTensor passed(Dense.Activation activation, TorchTensor dy, TorchTensor y) {
    return switch (activation) {
      case LINEAR -> dy;
      case RELU -> Activations.reluBackward(scope, dy, y);
      case LEAKY_RELU -> Activations.leakyReluBackward(scope, dy, y, Dense.LEAK);
      case ELU -> Activations.eluBackward(scope, dy, y);
      case SIGMOID -> Activations.sigmoidBackward(scope, dy, y);
      case SOFTMAX -> Activations.softmaxBackward(scope, dy, y, 1);
    };
  }
}
