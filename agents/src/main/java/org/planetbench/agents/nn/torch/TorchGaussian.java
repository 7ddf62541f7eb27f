package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.Tape;

/** {@link org.planetbench.agents.nn.Gaussian} on a device: mean and std [rows, dimensions]. */
record TorchGaussian(TorchScope scope, TorchRows mean, TorchRows std) {

  static TorchRows softplus(TorchScope scope, Tape tape, TorchRows raw, float floor) {
    TorchTensor x = raw.value();
    int mark = scope.mark();
    TorchTensor sum = Elementwise.add(scope, Activations.softplus(scope, x), floor);
    scope.release(mark, sum);
    TorchRows std = TorchRows.of(scope, sum, tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              raw.add(Activations.softplusBackward(scope, std.gradient(), x));
            },
            std);
    return std;
  }

  /** The product of the densities, normalised. */
  TorchGaussian product(Tape tape, TorchGaussian other) {
    TorchTensor u = Elementwise.square(scope, std.value());
    TorchTensor v = Elementwise.square(scope, other.std.value());
    TorchTensor sum = Elementwise.add(scope, u, v);
    TorchTensor apart = Elementwise.sub(scope, other.mean.value(), mean.value());
    TorchTensor share = Elementwise.div(scope, u, sum); // of the other's mean
    TorchGaussian product =
        new TorchGaussian(
            scope,
            rows(tape, Elementwise.add(scope, mean.value(), Elementwise.mul(scope, share, apart))),
            rows(tape, Elementwise.sqrt(scope, Elementwise.mul(scope, share, v))));
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              productGradient(sum, v, apart, product);
              other.productGradient(sum, u, Elementwise.neg(scope, apart), product);
            },
            product.mean,
            product.std);
    return product;
  }

  private TorchRows rows(Tape tape, TorchTensor value) {
    return TorchRows.of(scope, value, tape.isRecording());
  }

  /**
   * To this factor, of the share s = v / (u + v) in the mean: dm = s, and through the deviation a =
   * sqrt(u), mean 2 s (n - m) a / (u + v), deviation s sqrt(s).
   */
  private void productGradient(
      TorchTensor sum, TorchTensor otherVariance, TorchTensor apart, TorchGaussian product) {
    TorchTensor share = Elementwise.div(scope, otherVariance, sum);
    TorchTensor ofMean = Elementwise.mul(scope, product.mean.gradient(), share);
    TorchTensor slope = Elementwise.div(scope, Elementwise.mul(scope, apart, std.value()), sum);
    TorchTensor throughMean = Elementwise.mul(scope, Elementwise.mul(scope, ofMean, slope), 2);
    TorchTensor root = Elementwise.mul(scope, share, Elementwise.sqrt(scope, share));
    TorchTensor throughStd = Elementwise.mul(scope, product.std.gradient(), root);
    mean.add(ofMean);
    std.add(Elementwise.add(scope, throughMean, throughStd));
  }

  static TorchRows square(TorchScope scope, Tape tape, TorchRows x) {
    TorchTensor value = x.value();
    TorchRows squared = TorchRows.of(scope, Elementwise.square(scope, value), tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              TorchTensor slope = Elementwise.mul(scope, value, 2);
              x.add(Elementwise.mul(scope, squared.gradient(), slope));
            },
            squared);
    return squared;
  }

  TorchRows sample(Tape tape, TorchTensor epsilon) {
    int mark = scope.mark();
    TorchTensor drawn =
        Elementwise.add(scope, mean.value(), Elementwise.mul(scope, std.value(), epsilon));
    scope.release(mark, drawn);
    TorchRows z = rows(tape, drawn);
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              mean.addCopy(z.gradient());
              std.add(Elementwise.mul(scope, z.gradient(), epsilon));
            },
            z);
    return z;
  }

  /** KL(this || p) = sum of ln(sp / sq) + (sq^2 + (mq - mp)^2) / (2 sp^2) - 1/2. */
  TorchDivergence divergence(
      Tape tape, TorchGaussian p, double freeNats, double scale, double balance) {
    TorchTensor apart = Elementwise.sub(scope, mean.value(), p.mean.value());
    TorchTensor variance = Elementwise.square(scope, std.value());
    TorchTensor squares = Elementwise.add(scope, variance, Elementwise.square(scope, apart));
    TorchTensor pVariance = Elementwise.square(scope, p.std.value());
    TorchTensor ratio = Elementwise.div(scope, squares, pVariance);
    TorchTensor logs =
        Elementwise.sub(
            scope, Elementwise.log(scope, p.std.value()), Elementwise.log(scope, std.value()));
    TorchTensor terms =
        Elementwise.add(
            scope, logs, Elementwise.add(scope, Elementwise.mul(scope, ratio, 0.5), -0.5));
    TorchDivergence kl = TorchDivergence.of(scope, terms, freeNats, scale);
    new BackwardSteps(scope, tape)
        .ofLoss(
            () -> {
              TorchTensor precise = Elementwise.div(scope, apart, pVariance);
              if (mean.hasGradient()) {
                TorchTensor weights = kl.weights(2 * (1 - balance) * scale);
                mean.add(Elementwise.mul(scope, weights, precise));
                TorchTensor slope =
                    Elementwise.sub(
                        scope,
                        Elementwise.div(scope, std.value(), pVariance),
                        Elementwise.pow(scope, std.value(), -1));
                std.add(Elementwise.mul(scope, weights, slope));
              }
              if (p.mean.hasGradient()) {
                TorchTensor weights = kl.weights(2 * balance * scale);
                p.mean.add(Elementwise.neg(scope, Elementwise.mul(scope, weights, precise)));
                TorchTensor slope =
                    Elementwise.div(
                        scope,
                        Elementwise.add(scope, Elementwise.neg(scope, ratio), 1),
                        p.std.value());
                p.std.add(Elementwise.mul(scope, weights, slope));
              }
            });
    return kl;
  }
}
