package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.TensorBackend;

/** For tests elsewhere: what libtorch's backend counts. */
public final class TorchCounts {
  private TorchCounts() {}

  /** How many tensors it owns now. */
  public static int tensors(TensorBackend torch) {
    return scope(torch).tensors();
  }

  /** How often numbers went from the host to where it computes, or came back. */
  public static long transfers(TensorBackend torch) {
    return scope(torch).transfers();
  }

  private static TorchScope scope(TensorBackend torch) {
    return ((TorchBackend) torch).scope();
  }
}
