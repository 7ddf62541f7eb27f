package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.TensorBackend;

/** The backends that tests run on: the one list of them. */
public enum TestBackend {
  ND4J(BackendKind.ND4J, 3, 1e-5),
  TORCH_CPU(BackendKind.TORCH_CPU, 1, 1e-5);

  private final BackendKind kind;
  private final int threads;
  private final double tolerance;

  TestBackend(BackendKind kind, int threads, double tolerance) {
    this.kind = kind;
    this.threads = threads;
    this.tolerance = tolerance;
  }

  /** The word used in settings. */
  public String key() {
    return kind.key();
  }

  /** How many threads tests try: 1 where a batch is not cut. */
  int threads() {
    return threads;
  }

  /**
   * How far numbers may be from those in double precision, in units of the largest of their array,
   * as sums of floats are.
   */
  public double tolerance() {
    return tolerance;
  }

  /** Ready to compute; the caller closes it. */
  public TensorBackend create() {
    return kind.create();
  }

  /** A model on one thread. */
  PlanetModel model(ModelSpec spec, RandomGenerator initialisation, Companion.Maker... makers) {
    return model(spec, 1, initialisation, makers);
  }

  PlanetModel model(
      ModelSpec spec, int threads, RandomGenerator initialisation, Companion.Maker... makers) {
    return new PlanetModel(spec, kind.create(), threads, initialisation, makers);
  }
}
