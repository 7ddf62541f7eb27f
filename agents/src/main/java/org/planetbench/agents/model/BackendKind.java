package org.planetbench.agents.model;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.planetbench.agents.Nd4jBackend;
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
   * What computes, for the record: one fixed order of keys.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if a library or a device is missing
   */
  public SequencedMap<String, String> provenance() {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    switch (this) {
      case ND4J ->
          Nd4jBackend.provenance().forEach((key, value) -> facts.put("nd4j." + key, value));
      case TORCH_CPU, TORCH_CUDA ->
          device().provenance().forEach((key, value) -> facts.put("torch." + key, value));
    }
    return facts;
  }

  private TorchDevice device() {
    return this == TORCH_CUDA ? TorchDevice.cuda(0) : TorchDevice.CPU;
  }

  /**
   * Ready to compute; the caller closes it.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if a library or a device is missing
   */
  TensorBackend create() {
    return switch (this) {
      case ND4J -> new HostBackend();
      case TORCH_CPU -> new TorchBackend(device(), false);
      case TORCH_CUDA -> new TorchBackend(device(), true);
    };
  }
}
