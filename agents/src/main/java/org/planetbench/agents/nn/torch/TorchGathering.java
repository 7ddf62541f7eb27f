package org.planetbench.agents.nn.torch;

import java.util.List;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** Rows of other rows, on a device. */
record TorchGathering(TorchScope scope, TorchDevice device, Tape tape) {
  TorchRows plus(TorchRows a, TorchRows b) {
    TorchRows sum = result(Elementwise.add(scope, a.value(), b.value()));
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              a.addCopy(sum.gradient());
              b.addCopy(sum.gradient());
            },
            sum);
    return sum;
  }

  TorchRows stack(List<TorchRows> all) {
    TorchTensor[] values = all.stream().map(TorchRows::value).toArray(TorchTensor[]::new);
    boolean gradient = tape.isRecording() && all.stream().anyMatch(Rows::hasGradient);
    TorchRows stacked = TorchRows.of(scope, Indexing.cat(scope, 0, values), gradient);
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              int from = 0;
              for (TorchRows part : all) {
                part.addCopy(Views.narrow(scope, stacked.gradient(), 0, from, part.rows()));
                from += part.rows();
              }
            },
            stacked);
    return stacked;
  }

  TorchRows pick(TorchRows from, int... indices) {
    if (from.rows() == 1 && !from.hasGradient()) {
      TorchTensor all = Views.expand(scope, from.value(), indices.length, from.columns());
      return TorchRows.of(scope, Creation.copyOf(scope, all), false);
    }
    long[] numbers = new long[indices.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = indices[i];
    }
    TorchTensor index = Creation.of(scope, device, numbers, numbers.length);
    boolean gradient = tape.isRecording() && from.hasGradient();
    TorchRows picked =
        TorchRows.of(scope, Indexing.indexSelect(scope, from.value(), 0, index), gradient);
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              Indexing.indexAdd(scope, from.gradient(), 0, index, picked.gradient());
            },
            picked);
    return picked;
  }

  TorchRows withhold(TorchRows from, boolean[] withheld) {
    float[] mask = new float[withheld.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = withheld[i] ? 0 : 1;
    }
    TorchTensor kept = Creation.of(scope, device, mask, mask.length, 1);
    TorchRows rest = result(Elementwise.mul(scope, from.value(), kept));
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              from.add(Elementwise.mul(scope, rest.gradient(), kept));
            },
            rest);
    return rest;
  }

  TorchRows weightedSum(List<TorchRows> parts, double... weights) {
    int mark = scope.mark();
    TorchTensor[] values = parts.stream().map(TorchRows::value).toArray(TorchTensor[]::new);
    TorchTensor sum = Creation.to(scope, values[0], ElementType.DOUBLE);
    if (weights[0] != 1) {
      sum = Elementwise.mul(scope, sum, weights[0]);
    }
    for (int i = 1; i < values.length; i++) {
      sum = Elementwise.add(scope, sum, values[i], weights[i]);
    }
    TorchTensor total = Creation.to(scope, sum, ElementType.FLOAT);
    scope.release(mark, total);
    return TorchRows.of(scope, total, false);
  }

  private TorchRows result(TorchTensor value) {
    return TorchRows.of(scope, value, tape.isRecording());
  }
}
