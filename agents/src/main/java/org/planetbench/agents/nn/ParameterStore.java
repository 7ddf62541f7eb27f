package org.planetbench.agents.nn;

/** Where the numbers of a {@link ParameterSet} are while a model learns. */
public interface ParameterStore extends AutoCloseable {
  /** Takes over what was written to the parameters on the host. */
  void load();

  /** Sums the gradients of all shards, in their order, and zeroes these. */
  void collect();

  /**
   * One step on the collected gradients, after which layers compute with the new values.
   *
   * @return the global gradient norm before clipping
   */
  double step(Workers workers, Adam.Step step);

  /** Brings values, collected gradients and moments to the parameters on the host. */
  void read();

  @Override
  void close();
}
