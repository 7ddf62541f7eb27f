package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.TensorBackend;

/** For tests elsewhere: what libtorch's backend counts. */
public final class TorchCounts {
  private TorchCounts() {}

  /** How many tensors it owns now. */
  public static int tensors(TensorBackend torch) {
    return scope(torch).tensors();
  }

  /** How many operators it called. */
  public static long operators(TensorBackend torch) {
    return scope(torch).operators();
  }

  /** How often numbers went from the host to where it computes, or came back. */
  public static long transfers(TensorBackend torch) {
    return scope(torch).transfers();
  }

  /** The most memory that its tensors took meanwhile. */
  public static long peakBytes(TensorBackend torch, Runnable work) {
    MemoryMeter meter = scope(torch).measure();
    work.run();
    return meter.peak();
  }

  private static TorchScope scope(TensorBackend torch) {
    return ((TorchBackend) torch).scope();
  }
}
