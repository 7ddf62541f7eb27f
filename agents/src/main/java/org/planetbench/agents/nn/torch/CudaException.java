package org.planetbench.agents.nn.torch;

/** A function of CUDA's runtime failed. */
final class CudaException extends RuntimeException {
  CudaException(String function, int code, String text) {
    super(function + " returned " + code + " (" + text + ")");
  }
}
