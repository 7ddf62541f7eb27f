package org.planetbench.agents.nn;

/** What one thread of an update owns: its number, and the memory that it computes in. */
public interface Shard extends AutoCloseable {
  int number();

  TensorBackend backend();

  /** Owns what this shard computes, until it is closed. */
  Scope open();

  /**
   * Room for pictures, until the scope is closed that was opened last.
   *
   * @param half of their size
   * @param counts how many pictures each micro-batch has; a backend may join them
   */
  Pictures pictures(int half, int... counts);

  /** Memory outside the heap that is held for activations. */
  long bytes();

  @Override
  void close();
}
