package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.LatentDistribution.Divergence;
import org.planetbench.agents.nn.Tape;

/** The divergence of many rows, row by row. */
final class HostDivergence {
  private HostDivergence() {}

  /** The divergence of a row, summed over its dimensions. */
  @FunctionalInterface
  interface OfRow {
    double nats(int row);
  }

  /** Adds a row's gradients, multiplied by a scale for each side. */
  @FunctionalInterface
  interface GradientOfRow {
    void add(int row, double scale, double otherScale);
  }

  /** {@link LatentDistribution#divergence} of distributions that know their rows. */
  static Divergence of(
      Tape tape,
      int rows,
      double freeNats,
      double scale,
      double balance,
      OfRow ofRow,
      GradientOfRow gradient) {
    boolean[] active = new boolean[rows];
    double nats = 0;
    double clipped = 0;
    for (int i = 0; i < rows; i++) {
      double kl = ofRow.nats(i);
      nats += kl;
      active[i] = scale > 0 && kl > freeNats;
      clipped += Math.max(0, kl - freeNats);
    }
    tape.record(
        () -> {
          for (int i = 0; i < rows; i++) {
            if (active[i]) {
              gradient.add(i, 2 * (1 - balance) * scale, 2 * balance * scale);
            }
          }
        });
    return new Divergence(nats, clipped);
  }
}
