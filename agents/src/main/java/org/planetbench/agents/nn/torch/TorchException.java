package org.planetbench.agents.nn.torch;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operator or a C function of libtorch failed. One line: which, with what arguments, and why.
 */
public final class TorchException extends RuntimeException {
  private final transient @Nullable GpuFault fault;

  private TorchException(String message, @Nullable GpuFault fault) {
    super(message);
    this.fault = fault;
  }

  /**
   * @param operator such as {@code aten::mm}
   * @param more how many tensors it was given besides
   * @param arguments the first tensors: their types and shapes are told
   */
  static TorchException of(String operator, int more, TorchTensor... arguments) {
    String reason = LibTorch.load().lastError(); // before a further call replaces it
    String shapes =
        Arrays.stream(arguments).map(TorchTensor::describe).collect(Collectors.joining(", "));
    return of(
        operator
            + (shapes.isEmpty() ? "" : " of " + shapes)
            + (more == 0 ? "" : " and " + more + " more"),
        reason);
  }

  /**
   * @param what has failed
   * @param reason as libtorch, or CUDA, tells it
   */
  static TorchException of(String what, String reason) {
    Optional<GpuFault> fault = GpuFault.of(reason);
    return new TorchException(
        what + " failed: " + reason + fault.map(f -> "; " + f.advice()).orElse(""),
        fault.orElse(null));
  }

  /** What it means of the GPU; empty if it is about the operator. */
  public Optional<GpuFault> fault() {
    return Optional.ofNullable(fault);
  }
}
