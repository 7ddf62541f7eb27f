package org.planetbench.agents.nn.torch;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An operator or a C function of libtorch failed. One line: which, with what arguments, and why.
 */
public final class TorchException extends RuntimeException {
  private TorchException(String message) {
    super(message);
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
    return new TorchException(
        operator
            + (shapes.isEmpty() ? "" : " of " + shapes)
            + (more == 0 ? "" : " and " + more + " more")
            + " failed: "
            + reason);
  }
}
