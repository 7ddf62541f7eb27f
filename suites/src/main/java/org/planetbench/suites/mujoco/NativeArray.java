package org.planetbench.suites.mujoco;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A view of numbers inside a model or its data, rows one after another. Reading and writing go to
 * MuJoCo's memory. After its owner is closed, or on another thread, every access throws.
 */
public final class NativeArray {
  /** The C types of the arrays. */
  enum Element {
    DOUBLE(8),
    FLOAT(4),
    INT(4),
    BYTE(1);

    private final int bytes;

    Element(int bytes) {
      this.bytes = bytes;
    }

    static Element of(String type) {
      return switch (type) {
        case "mjtNum" -> DOUBLE;
        case "float" -> FLOAT;
        case "int" -> INT;
        case "mjtByte", "mjtBool" -> BYTE;
        default -> throw new IllegalArgumentException("no numbers of type " + type);
      };
    }
  }

  private final MemorySegment memory;
  private final Element element;
  private final int length;

  NativeArray(MemorySegment memory, Element element, int length) {
    this.memory = memory;
    this.element = element;
    this.length = length;
  }

  static long bytes(Element element, long length) {
    return element.bytes * length;
  }

  public int length() {
    return length;
  }

  public double get(int index) {
    return switch (element) {
      case DOUBLE -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
      case FLOAT -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
      case INT -> memory.getAtIndex(ValueLayout.JAVA_INT, index);
      case BYTE -> memory.get(ValueLayout.JAVA_BYTE, index);
    };
  }

  public void set(int index, double value) {
    switch (element) {
      case DOUBLE -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
      case FLOAT -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
      case INT -> memory.setAtIndex(ValueLayout.JAVA_INT, index, (int) value);
      case BYTE -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) value);
    }
  }

  /** A view of {@code length} numbers from {@code first} on. */
  public NativeArray slice(int first, int length) {
    MemorySegment part = memory.asSlice(bytes(element, first), bytes(element, length));
    return new NativeArray(part, element, length);
  }

  /** A copy. */
  public double[] toArray() {
    double[] copy = new double[length];
    copyTo(copy, 0);
    return copy;
  }

  /** Copies all numbers into {@code target} from {@code first} on. */
  public void copyTo(double[] target, int first) {
    if (element == Element.DOUBLE) {
      MemorySegment.copy(memory, ValueLayout.JAVA_DOUBLE, 0, target, first, length);
    } else {
      for (int i = 0; i < length; i++) {
        target[first + i] = get(i);
      }
    }
  }
}
