package org.planetbench.agents.nn.torch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies numbers between a tensor and the host's arrays, in the order of its indices. */
public final class HostCopy {
  private HostCopy() {}

  /** Fills a tensor of floats from an array, from {@code first} on. */
  public static void write(TorchScope scope, TorchTensor to, float[] from, int first) {
    write(scope, to, ElementType.FLOAT, JAVA_FLOAT, from, from.length, first);
  }

  /** Fills a tensor of doubles. */
  public static void write(TorchScope scope, TorchTensor to, double[] from, int first) {
    write(scope, to, ElementType.DOUBLE, JAVA_DOUBLE, from, from.length, first);
  }

  /** Fills a tensor of longs. */
  public static void write(TorchScope scope, TorchTensor to, long[] from, int first) {
    write(scope, to, ElementType.LONG, LONG, from, from.length, first);
  }

  /** Fills a tensor of bytes. */
  public static void write(TorchScope scope, TorchTensor to, byte[] from, int first) {
    write(scope, to, ElementType.BYTE, JAVA_BYTE, from, from.length, first);
  }

  /** Fills an array with all elements of a tensor of floats, from {@code first} on. */
  public static void read(TorchScope scope, TorchTensor from, float[] to, int first) {
    read(scope, from, ElementType.FLOAT, JAVA_FLOAT, to, to.length, first);
  }

  /** The same of doubles. */
  public static void read(TorchScope scope, TorchTensor from, double[] to, int first) {
    read(scope, from, ElementType.DOUBLE, JAVA_DOUBLE, to, to.length, first);
  }

  /** The same of longs. */
  public static void read(TorchScope scope, TorchTensor from, long[] to, int first) {
    read(scope, from, ElementType.LONG, LONG, to, to.length, first);
  }

  /**
   * @param array of the layout's type
   */
  private static void write(
      TorchScope scope,
      TorchTensor to,
      ElementType type,
      ValueLayout layout,
      Object array,
      int length,
      int first) {
    int mark = scope.mark();
    TorchTensor host = toSend(scope, to, type, length, first);
    MemorySegment.copy(array, first, MEMORY, layout, data(host), (int) host.elements());
    if (host != to) {
      Creation.send(scope, to, host);
    }
    scope.release(mark);
  }

  private static void read(
      TorchScope scope,
      TorchTensor from,
      ElementType type,
      ValueLayout layout,
      Object array,
      int length,
      int first) {
    int mark = scope.mark();
    TorchTensor host = toReceive(scope, from, type, length, first);
    if (host != from) {
      Creation.copy(scope, host, from);
    }
    MemorySegment.copy(MEMORY, layout, data(host), array, first, (int) host.elements());
    scope.release(mark);
  }

  /** The rows of a matrix of floats. */
  static float[][] readRows(TorchScope scope, TorchTensor matrix) {
    int columns = Math.toIntExact(matrix.size(1));
    float[] flat = new float[Math.toIntExact(matrix.elements())];
    read(scope, matrix, flat, 0);
    float[][] rows = new float[Math.toIntExact(matrix.size(0))][columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(flat, i * columns, rows[i], 0, columns);
    }
    return rows;
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

  private static long data(TorchTensor tensor) {
    return Shim.data(tensor.handle(), tensor.scope().cell());
  }
}
