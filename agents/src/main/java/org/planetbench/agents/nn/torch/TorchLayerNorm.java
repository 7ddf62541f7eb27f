package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.LayerNormCell;
import org.planetbench.agents.nn.Tape;

/** {@link LayerNormCell} on a device, after the product. */
record TorchLayerNorm(TorchScope scope, Tape tape, TorchWeights scale, TorchWeights offset) {
  TorchRows next(TorchRows product, TorchRows before) {
    int units = before.columns();
    TorchTensor h = before.value();
    TorchTensor x = product.value();
    TorchTensor apart = Elementwise.sub(scope, x, Reductions.mean(scope, x, true, 1));
    TorchTensor variance = Reductions.mean(scope, Elementwise.square(scope, apart), true, 1);
    TorchTensor inverse =
        Elementwise.pow(scope, Elementwise.add(scope, variance, LayerNormCell.EPSILON), -0.5);
    TorchTensor normed = Elementwise.mul(scope, apart, inverse);
    TorchTensor pre =
        Elementwise.add(
            scope, Elementwise.mul(scope, normed, scale.value()), offset.value()); // r, c, u
    TorchTensor r = Activations.sigmoid(scope, part(pre, 0, units));
    TorchTensor ofC = part(pre, 1, units);
    TorchTensor c = Activations.tanh(scope, Elementwise.mul(scope, r, ofC));
    TorchTensor u =
        Activations.sigmoid(
            scope, Elementwise.add(scope, part(pre, 2, units), LayerNormCell.UPDATE_BIAS));
    TorchRows next = TorchRows.of(scope, Elementwise.between(scope, h, c, u), tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              TorchTensor d = next.gradient();
              TorchTensor moved = Elementwise.mul(scope, d, u);
              TorchTensor inTanh = Activations.tanhBackward(scope, moved, c);
              TorchTensor ofPre =
                  Indexing.cat(
                      scope,
                      1,
                      Activations.sigmoidBackward(scope, Elementwise.mul(scope, inTanh, ofC), r),
                      Elementwise.mul(scope, inTanh, r),
                      Activations.sigmoidBackward(
                          scope, Elementwise.mul(scope, d, Elementwise.sub(scope, c, h)), u));
              if (tape.trainsWeights()) {
                add(offset, ofPre);
                add(scale, Elementwise.mul(scope, ofPre, normed));
              }
              product.replaceGradient(
                  passed(Elementwise.mul(scope, ofPre, scale.value()), normed, inverse));
              before.add(Elementwise.sub(scope, d, moved));
            },
            next);
    return next;
  }

  private TorchTensor part(TorchTensor all, int number, int units) {
    return Views.narrow(scope, all, 1, (long) number * units, units);
  }

  private void add(TorchWeights weights, TorchTensor ofRows) {
    Elementwise.addInPlace(scope, weights.sums(), Reductions.sum(scope, ofRows, true, 0), 1);
  }

  /** Back through the normalisation. */
  private TorchTensor passed(TorchTensor d, TorchTensor normed, TorchTensor inverse) {
    TorchTensor along =
        Reductions.mean(scope, Elementwise.mul(scope, d, normed), true, 1); // [rows, 1]
    TorchTensor apart = Elementwise.sub(scope, d, Reductions.mean(scope, d, true, 1));
    TorchTensor across = Elementwise.sub(scope, apart, Elementwise.mul(scope, normed, along));
    return Elementwise.mul(scope, across, inverse);
  }
}
