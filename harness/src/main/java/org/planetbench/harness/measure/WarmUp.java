package org.planetbench.harness.measure;

/**
 * Does work that is not counted until the JIT compiler has seen enough of it: some runs at least,
 * and some seconds at least, since small recipes need many runs and published ones a few.
 */
final class WarmUp {
  private static final int RUNS = 2;

  private WarmUp() {}

  /** Returns how often it ran. */
  static int with(double seconds, Runnable work) {
    long start = System.nanoTime();
    int runs = 0;
    while (runs < RUNS || System.nanoTime() - start < seconds * 1e9) {
      work.run();
      runs++;
    }
    return runs;
  }
}
