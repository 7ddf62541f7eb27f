package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.Tape;

/**
 * What {@link org.planetbench.agents.nn.LocallyLinear} and {@link
 * org.planetbench.agents.nn.MixedVariance} do after their products, on a device.
 */
record TorchMixing(TorchScope scope, Tape tape) {
  TorchRows mix(TorchRows alpha, TorchRows all) {
    int rows = alpha.rows();
    int count = alpha.columns();
    int outputs = all.columns() / count;
    TorchTensor a = alpha.value();
    TorchTensor b = Views.reshape(scope, all.value(), rows, count, outputs);
    TorchTensor product = Products.bmm(scope, Views.unsqueeze(scope, a, 1), b);
    TorchRows y = result(Views.reshape(scope, product, rows, outputs));
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              TorchTensor dy = Views.unsqueeze(scope, y.gradient(), 2);
              alpha.add(Views.reshape(scope, Products.bmm(scope, b, dy), rows, count));
              TorchTensor ofBases =
                  Products.bmm(
                      scope, Views.unsqueeze(scope, a, 2), Views.transpose(scope, dy, 1, 2));
              all.add(Views.reshape(scope, ofBases, rows, all.columns()));
            },
            y);
    return y;
  }

  TorchRows deviation(TorchRows variance, float floor) {
    TorchRows std =
        result(Elementwise.sqrt(scope, Elementwise.add(scope, variance.value(), floor)));
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              TorchTensor twice = Elementwise.mul(scope, std.value(), 2);
              variance.add(Elementwise.div(scope, std.gradient(), twice));
            },
            std);
    return std;
  }

  private TorchRows result(TorchTensor value) {
    return TorchRows.of(scope, value, tape.isRecording());
  }
}
