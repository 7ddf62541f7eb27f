package org.planetbench.agents.planet;

import org.planetbench.suites.Simulator;

/** Pays the most for actions of 0.5, each of them; counts what it was asked for. */
final class FakeSimulator implements Simulator {
  static final int ACTIONS = 6;
  static final double BEST = 0.5;

  int rollOuts;
  double discount;
  boolean closed;

  @Override
  public int actionSize() {
    return ACTIONS;
  }

  @Override
  public void rollOut(
      float[] actions, int horizon, int candidates, double discount, double[] returns) {
    rollOuts++;
    this.discount = discount;
    for (int j = 0; j < candidates; j++) {
      returns[j] = 0;
      for (int h = 0; h < horizon; h++) {
        for (int a = 0; a < ACTIONS; a++) {
          double miss = actions[(h * candidates + j) * ACTIONS + a] - BEST;
          returns[j] -= miss * miss;
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
