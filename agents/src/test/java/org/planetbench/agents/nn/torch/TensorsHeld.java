package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.TensorBackend;

/** For tests elsewhere. */
public final class TensorsHeld {
  private TensorsHeld() {}

  /** How many tensors libtorch's backend owns now. */
  public static int by(TensorBackend torch) {
    return ((TorchBackend) torch).scope().tensors();
  }
}
