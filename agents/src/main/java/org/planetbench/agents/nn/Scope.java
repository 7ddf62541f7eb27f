package org.planetbench.agents.nn;

/** Owns the memory of what is computed from its opening to its closing. Scopes nest. */
@FunctionalInterface
public interface Scope extends AutoCloseable {
  @Override
  void close();
}
