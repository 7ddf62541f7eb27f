package org.planetbench.agents.model;

import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.planetbench.agents.Nd4jBackend;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.host.HostBackend;
import org.planetbench.agents.nn.torch.Precision;
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
  public SequencedMap<String, String> provenance(Precision precision) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    switch (this) {
      case ND4J ->
          Nd4jBackend.provenance().forEach((key, value) -> facts.put("nd4j." + key, value));
      case TORCH_CPU, TORCH_CUDA ->
          device(precision).provenance().forEach((key, value) -> facts.put("torch." + key, value));
    }
    return facts;
  }

  private TorchDevice device(Precision precision) {
    return this == TORCH_CUDA ? TorchDevice.cuda(0, precision) : TorchDevice.CPU;
  }

  /**
   * Bytes that other processes have left of the memory of what computes; empty where that is the
   * host's.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if a library or a device is missing
   */
  public OptionalLong freeDeviceMemory(Precision precision) {
    return this == TORCH_CUDA
        ? OptionalLong.of(device(precision).freeMemory())
        : OptionalLong.empty();
  }

  /**
   * Ready to compute; the caller closes it.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if a library or a device is missing
   */
  TensorBackend create(Precision precision) {
    return switch (this) {
      case ND4J -> new HostBackend();
      case TORCH_CPU -> new TorchBackend(device(precision), false);
      case TORCH_CUDA -> new TorchBackend(device(precision), true);
    };
  }
}
