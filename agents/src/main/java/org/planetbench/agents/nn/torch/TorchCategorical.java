package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.Tape;

/**
 * {@link org.planetbench.agents.nn.Categorical} on a device.
 *
 * @param logits [rows, variables * classes]
 */
record TorchCategorical(TorchScope scope, TorchRows logits, int classes) {
  private static final int CLASS = 2; // the dimension

  /** [rows, variables, classes] */
  private TorchTensor byVariable(TorchTensor flat) {
    return Views.reshape(scope, flat, logits.rows(), logits.columns() / classes, classes);
  }

  private TorchTensor flat(TorchTensor byVariable) {
    return Views.reshape(scope, byVariable, logits.rows(), logits.columns());
  }

  private TorchTensor logProbabilities() {
    return Activations.logSoftmax(scope, byVariable(logits.value()), CLASS);
  }

  private TorchTensor oneHot(TorchTensor drawn) {
    TorchTensor hot = Indexing.oneHot(scope, drawn, classes);
    return flat(Creation.to(scope, hot, ElementType.FLOAT));
  }

  /**
   * The first class whose cumulative probability exceeds the number; the last one if none does.
   *
   * @param uniform [rows, variables]
   */
  TorchRows sample(Tape tape, TorchTensor uniform) {
    TorchTensor p = Elementwise.exp(scope, logProbabilities());
    TorchTensor wide = Creation.to(scope, p, ElementType.DOUBLE);
    TorchTensor sums = Reductions.cumulativeSum(scope, wide, CLASS);
    TorchTensor butLast = Views.narrow(scope, sums, CLASS, 0, classes - 1);
    TorchTensor numbers = Creation.to(scope, uniform, ElementType.DOUBLE);
    TorchTensor below =
        Elementwise.greaterOrEqual(scope, Views.unsqueeze(scope, numbers, CLASS), butLast);
    TorchTensor drawn =
        Reductions.sum(scope, Creation.to(scope, below, ElementType.LONG), false, CLASS);
    TorchRows z = TorchRows.of(scope, oneHot(drawn), tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              TorchTensor dz = byVariable(z.gradient());
              logits.add(flat(Activations.softmaxBackward(scope, dz, p, CLASS)));
            },
            z);
    return z;
  }

  TorchRows mode() {
    TorchTensor best = Indexing.argmax(scope, byVariable(logits.value()), CLASS, false);
    return TorchRows.of(scope, oneHot(best), false);
  }

  /** KL(this || other) = sum over k of q_k (ln q_k - ln p_k), over all variables. */
  TorchDivergence divergence(
      Tape tape, TorchCategorical other, double freeNats, double scale, double balance) {
    TorchTensor logQ = logProbabilities();
    TorchTensor logP = other.logProbabilities();
    TorchTensor q = Elementwise.exp(scope, logQ);
    TorchTensor apart = Elementwise.sub(scope, logQ, logP);
    TorchTensor terms = Elementwise.mul(scope, q, apart);
    TorchDivergence kl = TorchDivergence.of(scope, flat(terms), freeNats, scale);
    new BackwardSteps(scope, tape)
        .ofLoss(
            () -> {
              if (logits.hasGradient()) {
                TorchTensor ofVariable = Reductions.sum(scope, terms, true, CLASS);
                TorchTensor slope =
                    Elementwise.mul(scope, q, Elementwise.sub(scope, apart, ofVariable));
                TorchTensor weights = kl.weights(2 * (1 - balance) * scale);
                logits.add(Elementwise.mul(scope, weights, flat(slope)));
              }
              if (other.logits.hasGradient()) {
                TorchTensor slope = Elementwise.sub(scope, Elementwise.exp(scope, logP), q);
                TorchTensor weights = kl.weights(2 * balance * scale);
                other.logits.add(Elementwise.mul(scope, weights, flat(slope)));
              }
            });
    return kl;
  }
}
