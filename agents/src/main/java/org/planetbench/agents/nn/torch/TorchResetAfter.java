package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.Tape;

/** {@link org.planetbench.agents.nn.ResetAfterCell} on a device, after the shares of x and h. */
record TorchResetAfter(TorchScope scope, Tape tape) {
  TorchRows next(TorchRows ofInput, TorchRows ofState, TorchRows before) {
    int units = before.columns();
    TorchTensor h = before.value();
    TorchTensor both = Elementwise.add(scope, ofInput.value(), ofState.value());
    TorchTensor gates = Activations.sigmoid(scope, Views.narrow(scope, both, 1, 0, 2L * units));
    TorchTensor u = Views.narrow(scope, gates, 1, 0, units);
    TorchTensor r = Views.narrow(scope, gates, 1, units, units);
    TorchTensor y = candidate(ofState.value(), units);
    TorchTensor sum =
        Elementwise.add(scope, candidate(ofInput.value(), units), Elementwise.mul(scope, r, y));
    TorchTensor c = Activations.tanh(scope, sum);
    TorchRows next = TorchRows.of(scope, Elementwise.between(scope, c, h, u), tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              TorchTensor d = next.gradient();
              TorchTensor kept = Elementwise.mul(scope, d, u); // of h, past the cell
              TorchTensor ofC = Activations.tanhBackward(scope, Elementwise.sub(scope, d, kept), c);
              TorchTensor ofGates =
                  Activations.sigmoidBackward(
                      scope,
                      Indexing.cat(
                          scope,
                          1,
                          Elementwise.mul(scope, d, Elementwise.sub(scope, h, c)),
                          Elementwise.mul(scope, ofC, y)),
                      gates);
              ofInput.replaceGradient(Indexing.cat(scope, 1, ofGates, ofC));
              ofState.replaceGradient(
                  Indexing.cat(scope, 1, ofGates, Elementwise.mul(scope, ofC, r)));
              before.add(kept);
            },
            next);
    return next;
  }

  private TorchTensor candidate(TorchTensor shares, int units) {
    return Views.narrow(scope, shares, 1, 2L * units, units);
  }
}
