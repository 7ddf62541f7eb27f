package org.planetbench.agents.nn.torch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;

import java.lang.foreign.MemorySegment;

/** Copies numbers between a tensor and the host's arrays, in the order of its indices. */
public final class HostCopy {
  private HostCopy() {}

  /** Fills a tensor of floats from an array, from {@code first} on. */
  public static void write(TorchScope scope, TorchTensor to, float[] from, int first) {
    int mark = scope.mark();
    TorchTensor host = toSend(scope, to, ElementType.FLOAT, from.length, first);
    int count = (int) host.elements();
    MemorySegment.copy(from, first, MEMORY, JAVA_FLOAT, data(host), count);
    arrive(scope, to, host);
    scope.release(mark);
  }

  /** Fills a tensor of doubles. */
  public static void write(TorchScope scope, TorchTensor to, double[] from, int first) {
    int mark = scope.mark();
    TorchTensor host = toSend(scope, to, ElementType.DOUBLE, from.length, first);
    int count = (int) host.elements();
    MemorySegment.copy(from, first, MEMORY, JAVA_DOUBLE, data(host), count);
    arrive(scope, to, host);
    scope.release(mark);
  }

  /** Fills a tensor of longs. */
  public static void write(TorchScope scope, TorchTensor to, long[] from, int first) {
    int mark = scope.mark();
    TorchTensor host = toSend(scope, to, ElementType.LONG, from.length, first);
    int count = (int) host.elements();
    MemorySegment.copy(from, first, MEMORY, LONG, data(host), count);
    arrive(scope, to, host);
    scope.release(mark);
  }

  /** Fills a tensor of bytes. */
  public static void write(TorchScope scope, TorchTensor to, byte[] from, int first) {
    int mark = scope.mark();
    TorchTensor host = toSend(scope, to, ElementType.BYTE, from.length, first);
    int count = (int) host.elements();
    MemorySegment.copy(from, first, MEMORY, JAVA_BYTE, data(host), count);
    arrive(scope, to, host);
    scope.release(mark);
  }

  /** Fills an array with all elements of a tensor of floats, from {@code first} on. */
  public static void read(TorchScope scope, TorchTensor from, float[] to, int first) {
    int mark = scope.mark();
    TorchTensor host = toReceive(scope, from, ElementType.FLOAT, to.length, first);
    leave(scope, from, host);
    MemorySegment.copy(MEMORY, JAVA_FLOAT, data(host), to, first, (int) host.elements());
    scope.release(mark);
  }

  /** The same of doubles. */
  public static void read(TorchScope scope, TorchTensor from, double[] to, int first) {
    int mark = scope.mark();
    TorchTensor host = toReceive(scope, from, ElementType.DOUBLE, to.length, first);
    leave(scope, from, host);
    MemorySegment.copy(MEMORY, JAVA_DOUBLE, data(host), to, first, (int) host.elements());
    scope.release(mark);
  }

  /** The same of longs. */
  public static void read(TorchScope scope, TorchTensor from, long[] to, int first) {
    int mark = scope.mark();
    TorchTensor host = toReceive(scope, from, ElementType.LONG, to.length, first);
    leave(scope, from, host);
    MemorySegment.copy(MEMORY, LONG, data(host), to, first, (int) host.elements());
    scope.release(mark);
  }

  /** Writes the only element of a tensor of longs on the host. */
  static void set(TorchTensor scalar, long value) {
    MEMORY.set(LONG, data(scalar), value);
  }

  /** Writes the only element of a tensor on the host. */
  static void set(TorchTensor scalar, double value) {
    switch (scalar.type()) {
      case FLOAT -> MEMORY.set(JAVA_FLOAT, data(scalar), (float) value);
      case DOUBLE -> MEMORY.set(JAVA_DOUBLE, data(scalar), value);
      case LONG -> MEMORY.set(LONG, data(scalar), (long) value);
      case BYTE, BOOL -> MEMORY.set(JAVA_BYTE, data(scalar), (byte) value);
    }
  }

  /**
   * The tensor itself, if the host's numbers can lie in it as they are, or another of its shape. On
   * their way to a GPU they lie in memory that it can read while this thread goes on.
   */
  private static TorchTensor toSend(
      TorchScope scope, TorchTensor to, ElementType type, int length, int first) {
    check(scope, to, type, length, first);
    return lies(to)
        ? to
        : to.device().kind() == TorchDevice.Kind.CUDA
            ? scope.own(scope.emptyPinned(type, to.shape()))
            : Creation.empty(scope, type, TorchDevice.CPU, to.shape());
  }

  private static TorchTensor toReceive(
      TorchScope scope, TorchTensor from, ElementType type, int length, int first) {
    check(scope, from, type, length, first);
    return lies(from) ? from : Creation.empty(scope, type, TorchDevice.CPU, from.shape());
  }

  private static boolean lies(TorchTensor tensor) {
    return tensor.isContiguous() && tensor.device().equals(TorchDevice.CPU);
  }

  private static void check(
      TorchScope scope, TorchTensor tensor, ElementType type, int length, int first) {
    scope.countTransfer();
    ElementType got = tensor.type();
    long elements = tensor.elements();
    if (got != type || first < 0 || elements > length - first) {
      throw new IllegalArgumentException(
          "a copy of "
              + tensor.describe()
              + ": expected "
              + elements
              + " numbers of type "
              + got
              + ", got "
              + (length - first)
              + " of type "
              + type);
    }
  }

  private static void arrive(TorchScope scope, TorchTensor tensor, TorchTensor host) {
    if (host != tensor) {
      Creation.send(scope, tensor, host);
    }
  }

  private static void leave(TorchScope scope, TorchTensor tensor, TorchTensor host) {
    if (host != tensor) {
      Creation.copy(scope, host, tensor);
    }
  }

  private static long data(TorchTensor tensor) {
    return Shim.data(tensor.handle(), tensor.scope().cell());
  }
}
