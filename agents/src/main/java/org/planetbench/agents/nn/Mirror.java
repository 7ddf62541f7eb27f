package org.planetbench.agents.nn;

/**
 * A packed copy of (a part of) a {@link Parameter}, in the layout that its layer computes with on
 * the host.
 */
public interface Mirror {
  /** Copies the parameter's value into the packed layout. */
  void load();

  /**
   * Adds the gradients of all shards to the parameter's, in the order of the shards, and zeroes
   * them.
   */
  void collect();
}
