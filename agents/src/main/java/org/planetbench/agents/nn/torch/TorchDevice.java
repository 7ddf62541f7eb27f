package org.planetbench.agents.nn.torch;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import org.planetbench.suites.MachineNotReadyException;

/**
 * Where tensors lie and operators compute.
 *
 * @param index which of its kind
 */
public record TorchDevice(Kind kind, int index) {
  /** The kinds of devices. */
  public enum Kind {
    CPU,
    CUDA;

    /** libtorch's number for it. */
    int code() {
      return switch (this) {
        case CPU -> Codes.CPU;
        case CUDA -> Codes.CUDA;
      };
    }
  }

  /** The processor, on the one thread that calls. */
  public static final TorchDevice CPU = new TorchDevice(Kind.CPU, 0);

  /** A GPU, for products with all bits of a float. */
  public static TorchDevice cuda(int index) {
    return cuda(index, Precision.FP32);
  }

  /**
   * A GPU.
   *
   * @param precision of this process, which chooses once
   * @throws MachineNotReadyException if there is no such GPU, if this libtorch was built without
   *     CUDA, or if the driver is too old for it
   */
  public static TorchDevice cuda(int index, Precision precision) {
    LibTorch library = LibTorch.load(Kind.CUDA, precision);
    var _ = library.cudaLibrary();
    GpuDriver driver = DriverLibrary.probe();
    var _ = driver.gpu(index);
    library.loadCuda();
    driver.requireServes(CudaLibraries.loaded().runtime());
    return new TorchDevice(Kind.CUDA, index);
  }

  /** What computes, for the record: one fixed order of keys. */
  public SequencedMap<String, String> provenance() {
    LibTorch library = LibTorch.load();
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("device", toString());
    facts.put("version", library.version());
    facts.put("library_sha256", library.sha256());
    library.blasSha256().forEach((name, hash) -> facts.put("blas." + name + "_sha256", hash));
    if (kind == Kind.CUDA) {
      facts.put("cuda_library_sha256", library.cudaSha256());
      facts.putAll(GpuFacts.probe(index).text(library.precision()));
    }
    return facts;
  }

  /**
   * The bytes of a GPU that other processes have left.
   *
   * @throws IllegalStateException on the CPU
   */
  public long freeMemory() {
    if (kind == Kind.CPU) {
      throw new IllegalStateException("the CPU's memory is the heap's to count");
    }
    return CudaLibraries.loaded().memory().free();
  }

  static TorchDevice of(int code, int index) {
    return code == Kind.CPU.code() ? CPU : new TorchDevice(Kind.CUDA, index);
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return kind == Kind.CPU ? name : name + ":" + index;
  }

  /** Asked of libtorch once. */
  private static final class Codes {
    static final int CPU = Shim.constant(ShimFunction.DEVICE_CPU);
    static final int CUDA = Shim.constant(ShimFunction.DEVICE_CUDA);
  }
}
