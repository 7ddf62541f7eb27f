package org.planetbench.agents.nn.torch;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import org.planetbench.agents.nn.torch.GpuDriver.Gpu;

/**
 * What the bits of a GPU depend on besides libtorch.
 *
 * @param driver its release
 * @param cuda the runtime's version
 */
record GpuFacts(Gpu gpu, String driver, String cuda, String cublas, String cudnn) {
  /**
   * Of a GPU whose libtorch is loaded.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if one of them cannot be told
   */
  static GpuFacts probe(int index) {
    GpuDriver driver = DriverLibrary.probe();
    return new GpuFacts(
        driver.gpu(index),
        driver.release(),
        GpuDriver.shown(CudaLibraries.loaded().runtime()),
        CudaLibraries.cublas(),
        CudaLibraries.cudnn());
  }

  /** For the record: one fixed order of keys. */
  SequencedMap<String, String> text(Precision precision) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("gpu", gpu.name());
    facts.put("gpu_multiprocessors", Integer.toString(gpu.multiprocessors()));
    facts.put("gpu_capability", gpu.capability());
    facts.put("driver", driver);
    facts.put("cuda", cuda);
    facts.put("cublas", cublas);
    facts.put("cudnn", cudnn);
    facts.put("precision", precision.name().toLowerCase(Locale.ROOT));
    facts.put("launches", "eager");
    return facts;
  }
}
