package org.planetbench.agents.nn;

/** What one thread of an update owns: its number, its native memory, its scratch tiles. */
public final class Shard implements AutoCloseable {
  private final int number;
  private final NativePool pool = new NativePool();
  final NativeKernel kernel = new NativeKernel();

  public Shard(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public NativePool pool() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
  }
}
