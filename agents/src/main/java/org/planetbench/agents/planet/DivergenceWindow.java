package org.planetbench.agents.planet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Watches the divergence of the last updates. Below the free nats KL(posterior || prior) gives no
 * gradient: the prior learns nothing and planning with it is blind, while all losses look healthy.
 */
final class DivergenceWindow {
  /** Long enough to outlast the noise of single batches. */
  static final int UPDATES = 200;

  private final double freeNats;
  private final Deque<Double> last = new ArrayDeque<>();

  DivergenceWindow(double freeNats) {
    this.freeNats = freeNats;
  }

  void add(double divergence) {
    last.addLast(divergence);
    if (last.size() > UPDATES) {
      last.removeFirst();
    }
  }

  /** The window from its oldest entry on, to be saved. */
  double[] values() {
    return last.stream().mapToDouble(Double::doubleValue).toArray();
  }

  void restore(double[] values) {
    last.clear();
    for (double value : values) {
      add(value);
    }
  }

  /** Says so if the mean over a full window is under the free nats. */
  Optional<String> warning() {
    double mean = last.stream().mapToDouble(Double::doubleValue).sum() / Math.max(1, last.size());
    if (last.size() < UPDATES || mean >= freeNats) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "divergence: mean %.2f nats over the last %d updates, under free_nats %s: the prior gets hardly any gradient and planning stays blind; raise image_loss_scale or lower free_nats",
            mean,
            UPDATES,
            freeNats));
  }
}
