package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.Tape;

/** {@link org.planetbench.agents.nn.GruCell} on a device, after the shares of x and h. */
record TorchGru(TorchScope scope, Tape tape, TorchWeights candidateOfH) {
  TorchRows finish(TorchRows reset, TorchRows update, TorchRows candidate, TorchRows before) {
    TorchTensor h = before.value();
    TorchTensor r = Activations.sigmoid(scope, reset.value());
    TorchTensor u = Activations.sigmoid(scope, update.value());
    TorchTensor rh = Elementwise.mul(scope, r, h);
    candidate.addProduct(rh, candidateOfH.value());
    TorchTensor c = Activations.tanh(scope, candidate.value());
    TorchRows next = TorchRows.of(scope, Elementwise.between(scope, c, h, u), tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              TorchTensor d = next.gradient();
              TorchTensor kept = Elementwise.mul(scope, d, u); // of h, past the cell
              TorchTensor ofC = Activations.tanhBackward(scope, Elementwise.sub(scope, d, kept), c);
              TorchTensor ofU = Elementwise.mul(scope, d, Elementwise.sub(scope, h, c));
              if (tape.trainsWeights()) {
                Products.addmmInPlace(candidateOfH.sums(), Views.t(scope, rh), ofC, 1, 1);
              }
              TorchTensor ofRh = Products.mm(scope, ofC, candidateOfH.transposed());
              TorchTensor ofR = Elementwise.mul(scope, ofRh, h);
              candidate.replaceGradient(ofC);
              update.replaceGradient(Activations.sigmoidBackward(scope, ofU, u));
              reset.replaceGradient(Activations.sigmoidBackward(scope, ofR, r));
              before.add(kept);
              before.add(Elementwise.mul(scope, ofRh, r));
            },
            next);
    return next;
  }
}
