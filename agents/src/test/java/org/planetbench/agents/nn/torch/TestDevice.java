package org.planetbench.agents.nn.torch;

import org.planetbench.agents.model.TestBackend;

/** Where operators are tried: on a GPU where backends are tested on one, else on the CPU. */
final class TestDevice {
  private TestDevice() {}

  static TorchDevice chosen() {
    return TestBackend.tested().contains(TestBackend.TORCH_CUDA)
        ? TorchDevice.cuda(0)
        : TorchDevice.CPU;
  }
}
