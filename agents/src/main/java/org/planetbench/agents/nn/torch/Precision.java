package org.planetbench.agents.nn.torch;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** How a GPU multiplies matrices of floats. */
public enum Precision {
  /** With all 24 bits of each number. */
  FP32("0"),

  /** With 11 of them, on tensor cores: several times as fast, and not the same results. */
  TF32("1");

  private final String allowed;

  Precision(String allowed) {
    this.allowed = allowed;
  }

  /**
   * The environment variables that decide it. libtorch has no C function for that: its switch is
   * C++'s, but begins as the first variable says, which NVIDIA's own containers set to 1. cuBLAS
   * and cuDNN read the second. The others keep cuBLAS from choosing by the machine: its workspace
   * bears on which algorithm it takes, and so on bits.
   */
  SequencedMap<String, String> environment() {
    SequencedMap<String, String> variables = new LinkedHashMap<>();
    variables.put("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", allowed);
    variables.put("NVIDIA_TF32_OVERRIDE", allowed);
    variables.put("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
    variables.put("TORCH_BLAS_PREFER_CUBLASLT", "0");
    return variables;
  }
}
