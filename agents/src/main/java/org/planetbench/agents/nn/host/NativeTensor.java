package org.planetbench.agents.nn.host;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A C-order float array outside the heap, as ND4J sees it and as Java loops see it. C2 does not
 * vectorise loops over native memory (measured on JDK 25), so {@link NativeKernel} moves tiles that
 * fit the first-level cache to the heap and back.
 *
 * @param floats all values
 * @param bits the same memory as raw float bits
 */
public record NativeTensor(INDArray array, FloatBuffer floats, IntBuffer bits)
    implements AutoCloseable {

  /** A tensor with undefined contents, which the caller closes. */
  public static NativeTensor create(long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, shape);
    Pointer memory = array.data().pointer();
    long size = array.length();
    return new NativeTensor(
        array,
        new FloatPointer(memory).capacity(size).asBuffer(),
        new IntPointer(memory).capacity(size).asBuffer());
  }

  public int size() {
    return floats.capacity();
  }

  /** How many pictures (or rows) along the first axis. */
  int count() {
    return Math.toIntExact(array.size(0));
  }

  /** The same memory in another shape. */
  NativeTensor reshape(long... shape) {
    return new NativeTensor(array.reshape('c', shape), floats, bits);
  }

  /**
   * Rows from .. from + count - 1 of a matrix, sharing its memory. ND4J's own {@code get} gives an
   * empty array for some single rows of a view.
   */
  public NativeTensor rows(int from, int count) {
    int columns = Math.toIntExact(array.size(1));
    long[] shape = {count, columns};
    long[] stride = {columns, 1};
    long offset = array.offset() + (long) from * columns;
    return new NativeTensor(
        Nd4j.create(array.data(), shape, stride, offset, 'c'),
        floats.slice(from * columns, count * columns),
        bits.slice(from * columns, count * columns));
  }

  @Override
  public void close() {
    array.close();
  }
}
