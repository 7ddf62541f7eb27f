package org.planetbench.agents.nn.torch;

import java.util.HashMap;
import java.util.Map;

/**
 * How much memory the tensors of a scope take that were made since it began; views count with what
 * they are views of. What operators need while they compute is not in it.
 */
final class MemoryMeter {
  private final Map<TorchTensor, Long> memory = new HashMap<>();
  private final Map<Long, Integer> tensors = new HashMap<>(); // by their memory
  private long bytes;
  private long peak;

  void add(TorchTensor tensor) {
    if (!tensor.isDefined()) {
      return;
    }
    long at = tensor.memory();
    memory.put(tensor, at);
    if (tensors.merge(at, 1, Integer::sum) == 1) {
      bytes += tensor.memoryBytes();
      peak = Math.max(peak, bytes);
    }
  }

  void remove(TorchTensor tensor) {
    Long at = memory.remove(tensor);
    if (at != null && tensors.merge(at, -1, Integer::sum) == 0) {
      tensors.remove(at);
      bytes -= tensor.memoryBytes();
    }
  }

  /** The most so far. */
  long peak() {
    return peak;
  }
}
