package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that stay on the device until one of them is asked for; then all come to the host at
 * once, so that losses are waited for once.
 */
final class TorchSums {
  private final TorchScope scope;
  private final List<Sums> pending = new ArrayList<>();

  /** Some numbers, of which the host may know the values. */
  private static final class Sums {
    final TorchTensor tensor;
    double @Nullable [] values;

    Sums(TorchTensor tensor) {
      this.tensor = tensor;
    }
  }

  TorchSums(TorchScope scope) {
    this.scope = scope;
  }

  /**
   * The numbers of a vector of doubles, to be asked for before it is freed.
   *
   * @param vector [count]
   */
  List<DoubleSupplier> of(TorchTensor vector) {
    Sums sums = new Sums(vector);
    pending.add(sums);
    List<DoubleSupplier> each = new ArrayList<>();
    for (int i = 0; i < vector.size(0); i++) {
      int at = i;
      each.add(() -> value(sums, at));
    }
    return each;
  }

  private double value(Sums sums, int at) {
    if (sums.values == null) {
      read();
    }
    double[] values = sums.values;
    if (values == null) {
      throw new IllegalStateException("a loss was asked for after its scope was closed");
    }
    return values[at];
  }

  private void read() {
    pending.removeIf(sums -> sums.tensor.isFreed());
    int mark = scope.mark();
    TorchTensor all =
        Indexing.cat(
            scope, 0, pending.stream().map(sums -> sums.tensor).toArray(TorchTensor[]::new));
    double[] values = new double[Math.toIntExact(all.elements())];
    HostCopy.read(scope, all, values, 0);
    int at = 0;
    for (Sums sums : pending) {
      double[] own = new double[Math.toIntExact(sums.tensor.elements())];
      System.arraycopy(values, at, own, 0, own.length);
      sums.values = own;
      at += own.length;
    }
    pending.clear();
    scope.release(mark);
  }
}
