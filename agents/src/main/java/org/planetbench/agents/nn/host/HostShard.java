package org.planetbench.agents.nn.host;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Pictures;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;

/** What one thread of an update owns: its number, its native memory, its scratch tiles. */
public final class HostShard implements Shard {
  private final TensorBackend backend;
  private final int number;
  private final NativePool pool = new NativePool();
  private final NativeKernel kernel = new NativeKernel();

  HostShard(TensorBackend backend, int number) {
    this.backend = backend;
    this.number = number;
  }

  static HostShard of(Tape tape) {
    return (HostShard) tape.shard();
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public TensorBackend backend() {
    return backend;
  }

  @Override
  public Scope open() {
    int mark = pool.mark();
    return () -> pool.release(mark);
  }

  @Override
  public Pictures pictures(int half, int... counts) {
    List<NativeTensor> tensors = new ArrayList<>();
    for (int count : counts) {
      tensors.add(pool.take(count, half, half, 12));
    }
    return new HostPictures(tensors);
  }

  @Override
  public long bytes() {
    return pool.bytes();
  }

  NativePool pool() {
    return pool;
  }

  NativeKernel kernel() {
    return kernel;
  }

  @Override
  public void close() {
    pool.close();
  }
}
