package org.planetbench.agents.model;

import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.host.HostBackend;
import org.planetbench.agents.nn.torch.TorchBackend;
import org.planetbench.agents.nn.torch.TorchDevice;
import org.planetbench.agents.settings.SettingWord;

/** What tensors are computed with. */
public enum BackendKind {
  /** ND4J and loops of this project, on the CPU: the reference. */
  ND4J,

  /** libtorch on the CPU, on one thread. */
  TORCH_CPU,

  /** libtorch on the first GPU. */
  TORCH_CUDA;

  /** The word used in settings. */
  public String key() {
    return SettingWord.of(this);
  }

  /**
   * Ready to compute; the caller closes it.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if a library or a device is missing
   */
  TensorBackend create() {
    return switch (this) {
      case ND4J -> new HostBackend();
      case TORCH_CPU -> new TorchBackend(TorchDevice.CPU);
      case TORCH_CUDA -> new TorchBackend(TorchDevice.cuda(0));
    };
  }
}
