package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.Tape;

/** {@link org.planetbench.agents.nn.TanhGaussian} on a device. */
final class TorchTanhGaussian {
  private TorchTanhGaussian() {}

  static TorchGaussian bounded(
      TorchScope scope, Tape tape, TorchRows raw, float bound, float shift, float floor) {
    int size = raw.columns() / 2;
    TorchTensor m = Views.narrow(scope, raw.value(), 1, 0, size);
    TorchTensor s = Views.narrow(scope, raw.value(), 1, size, size);
    TorchTensor tanh = Activations.tanh(scope, Elementwise.div(scope, m, bound));
    TorchTensor shifted = Elementwise.add(scope, s, shift);
    TorchRows mean = TorchRows.of(scope, Elementwise.mul(scope, tanh, bound), tape.isRecording());
    TorchRows std =
        TorchRows.of(
            scope,
            Elementwise.add(scope, Activations.softplus(scope, shifted), floor),
            tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () ->
                raw.add(
                    Indexing.cat(
                        scope,
                        1,
                        Activations.tanhBackward(scope, mean.gradient(), tanh),
                        Activations.softplusBackward(scope, std.gradient(), shifted))),
            mean,
            std);
    return new TorchGaussian(scope, mean, std);
  }

  static TorchRows tanh(TorchScope scope, Tape tape, TorchRows u) {
    TorchRows action = TorchRows.of(scope, Activations.tanh(scope, u.value()), tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              u.add(Activations.tanhBackward(scope, action.gradient(), action.value()));
            },
            action);
    return action;
  }

  static void addLogDensity(
      TorchScope scope, Tape tape, TorchGaussian before, TorchTensor epsilon, double scale) {
    new BackwardSteps(scope, tape)
        .ofLoss(
            () -> {
              TorchTensor std = before.std().value();
              TorchTensor u =
                  Elementwise.add(
                      scope, before.mean().value(), Elementwise.mul(scope, std, epsilon));
              TorchTensor ofU = Elementwise.mul(scope, Activations.tanh(scope, u), 2 * scale);
              TorchTensor ofLog = Elementwise.mul(scope, Elementwise.pow(scope, std, -1), scale);
              before.std().add(Elementwise.sub(scope, Elementwise.mul(scope, ofU, epsilon), ofLog));
              before.mean().add(ofU);
            });
  }
}
