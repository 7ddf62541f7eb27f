package org.planetbench.agents.nn.torch;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a GPU's errors mean to who runs a cell. */
public enum GpuFault {
  /** Its memory is out: less at once may fit. */
  OUT_OF_MEMORY(
      "its memory is out; remedy: fewer cells on this GPU (--jobs), or smaller updates (--set batch=...)",
      "out of memory" + "|CUBLAS_STATUS_ALLOC_FAILED" + "|CUDNN_STATUS_ALLOC_FAILED"),

  /** libtorch has no code for it. */
  UNSUITED(
      "this libtorch was built for other GPUs; remedy: name a PyTorch that serves this one in "
          + TorchInstallation.OWN,
      "no kernel image is available" + "|CUBLAS_STATUS_ARCH_MISMATCH"),

  /** It does nothing more for this process: all that was on it is lost, checkpoints are not. */
  LOST(
      "it is lost to this process; remedy: the same command goes on from the last checkpoint; nvidia-smi and the kernel's log (Xid) say what it has",
      "unspecified launch failure"
          + "|illegal memory access"
          + "|illegal instruction"
          + "|misaligned address"
          + "|device-side assert"
          + "|uncorrectable ECC error"
          + "|uncorrectable NVLink error"
          + "|hardware stack error"
          + "|the launch timed out and was terminated"
          + "|busy or unavailable"
          + "|GPU is lost"
          + "|fallen off the bus"
          + "|unknown error"
          + "|CUBLAS_STATUS_EXECUTION_FAILED"
          + "|CUBLAS_STATUS_INTERNAL_ERROR"
          + "|CUDNN_STATUS_EXECUTION_FAILED");

  private final String advice;
  private final Pattern texts;

  GpuFault(String advice, String texts) {
    this.advice = advice;
    this.texts = Pattern.compile(texts);
  }

  /** Of the text of an error of libtorch's or CUDA's; empty if it is of no such kind. */
  static Optional<GpuFault> of(String text) {
    for (GpuFault fault : values()) {
      if (fault.texts.matcher(text).find()) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  /** What it means, and the remedy. */
  String advice() {
    return "the GPU: " + advice;
  }
}
