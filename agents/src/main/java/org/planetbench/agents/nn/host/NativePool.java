package org.planetbench.agents.nn.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The one owner of a shard's native activations: hands out tensors and takes them back in stack
 * order, and keeps them for the next update, which asks for the same shapes. Memory is bounded by
 * the largest update so far; nothing waits for the garbage collector.
 */
public final class NativePool implements AutoCloseable {
  private final Map<List<Long>, Deque<NativeTensor>> free = new HashMap<>();
  private final List<NativeTensor> taken = new ArrayList<>();
  private final List<NativeTensor> owned = new ArrayList<>();

  /** A tensor with undefined contents, the caller's until {@link #release}. */
  public NativeTensor take(long... shape) {
    NativeTensor tensor = shelf(shape).poll();
    if (tensor == null) {
      tensor = NativeTensor.create(shape);
      owned.add(tensor);
    }
    taken.add(tensor);
    return tensor;
  }

  /** A point to {@link #release} to. */
  public int mark() {
    return taken.size();
  }

  /** Takes back all that was taken since the mark. */
  public void release(int mark) {
    while (taken.size() > mark) {
      NativeTensor tensor = taken.removeLast();
      shelf(tensor.array().shape()).push(tensor);
    }
  }

  /** Bytes of native memory held. */
  public long bytes() {
    return owned.stream().mapToLong(tensor -> 4L * tensor.size()).sum();
  }

  private Deque<NativeTensor> shelf(long... shape) {
    return free.computeIfAbsent(
        Arrays.stream(shape).boxed().collect(Collectors.toUnmodifiableList()),
        key -> new ArrayDeque<>());
  }

  @Override
  public void close() {
    owned.forEach(NativeTensor::close);
    owned.clear();
    taken.clear();
    free.clear();
  }
}
