package org.planetbench.agents.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** An array as NumPy stores it: row-major numbers of one type and a shape. */
public sealed interface NpyArray {
  int[] shape();

  /** NumPy's name of the type, such as {@code <f4}. */
  String descriptor();

  int bytesPerValue();

  /** How many numbers the Java array holds; the shape's product. */
  int values();

  /** The numbers, little-endian, as they lie in a file. */
  ByteBuffer encoded();

  /** {@code float32}. */
  record Floats(int[] shape, float[] data) implements NpyArray {
    public static final String DESCRIPTOR = "<f4";

    public Floats {
      requireShape(shape, data.length);
    }

    @Override
    public String descriptor() {
      return DESCRIPTOR;
    }

    @Override
    public int bytesPerValue() {
      return Float.BYTES;
    }

    @Override
    public int values() {
      return data.length;
    }

    @Override
    public ByteBuffer encoded() {
      ByteBuffer bytes = allocate(this);
      bytes.asFloatBuffer().put(data);
      return bytes;
    }
  }

  /** {@code float64}. */
  record Doubles(int[] shape, double[] data) implements NpyArray {
    public static final String DESCRIPTOR = "<f8";

    public Doubles {
      requireShape(shape, data.length);
    }

    @Override
    public String descriptor() {
      return DESCRIPTOR;
    }

    @Override
    public int bytesPerValue() {
      return Double.BYTES;
    }

    @Override
    public int values() {
      return data.length;
    }

    @Override
    public ByteBuffer encoded() {
      ByteBuffer bytes = allocate(this);
      bytes.asDoubleBuffer().put(data);
      return bytes;
    }
  }

  /** {@code int64}. */
  record Longs(int[] shape, long[] data) implements NpyArray {
    public static final String DESCRIPTOR = "<i8";

    public Longs {
      requireShape(shape, data.length);
    }

    @Override
    public String descriptor() {
      return DESCRIPTOR;
    }

    @Override
    public int bytesPerValue() {
      return Long.BYTES;
    }

    @Override
    public int values() {
      return data.length;
    }

    @Override
    public ByteBuffer encoded() {
      ByteBuffer bytes = allocate(this);
      bytes.asLongBuffer().put(data);
      return bytes;
    }
  }

  /** {@code uint8}. */
  record Bytes(int[] shape, byte[] data) implements NpyArray {
    public static final String DESCRIPTOR = "|u1";

    public Bytes {
      requireShape(shape, data.length);
    }

    @Override
    public String descriptor() {
      return DESCRIPTOR;
    }

    @Override
    public int bytesPerValue() {
      return Byte.BYTES;
    }

    @Override
    public int values() {
      return data.length;
    }

    @Override
    public ByteBuffer encoded() {
      return ByteBuffer.wrap(data);
    }
  }

  private static ByteBuffer allocate(NpyArray array) {
    return ByteBuffer.allocate(Math.multiplyExact(array.values(), array.bytesPerValue()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The product of a shape: 1 for a scalar. */
  static int product(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private static void requireShape(int[] shape, int length) {
    if (product(shape) != length) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(shape) + " does not hold " + length + " numbers");
    }
  }
}
