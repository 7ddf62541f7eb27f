package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A tensor of libtorch, or a view of one's elements. One owner frees it: the {@link TorchScope}
 * that it was made in. A view keeps the elements alive, whatever becomes of the tensor that it was
 * made from.
 */
public final class TorchTensor implements AutoCloseable {
  private final TorchScope scope;
  private long handle;
  private int place;
  private boolean retained;

  TorchTensor(TorchScope scope, long handle, int place) {
    this.scope = scope;
    this.handle = handle;
    this.place = place;
  }

  /**
   * libtorch's pointer to it.
   *
   * @throws IllegalStateException if it was freed
   */
  long handle() {
    if (handle == 0) {
      throw new IllegalStateException("the tensor was freed: with its scope's mark, or by close()");
    }
    return handle;
  }

  boolean isFreed() {
    return handle == 0;
  }

  /** Where its scope lists it. */
  int place() {
    return place;
  }

  void moveTo(int place) {
    this.place = place;
  }

  /** This, which {@link TorchScope#releaseTemporaries} leaves alone. */
  TorchTensor retained() {
    retained = true;
    return this;
  }

  boolean isRetained() {
    return retained;
  }

  TorchScope scope() {
    return scope;
  }

  /** The extent of each dimension. */
  public long[] shape() {
    long[] shape = new long[dimensions()];
    MemorySegment.copy(MEMORY, LONG, Shim.sizes(handle, scope.cell()), shape, 0, shape.length);
    return shape;
  }

  /** The extent of one dimension; a negative one counts from the last. */
  public long size(int dimension) {
    int dimensions = dimensions();
    int index = dimension < 0 ? dimension + dimensions : dimension;
    if (index < 0 || index >= dimensions) {
      throw new IndexOutOfBoundsException(
          "dimension: expected one of " + dimensions + " of " + describe() + ", got " + dimension);
    }
    return MEMORY.get(LONG, Shim.sizes(handle, scope.cell()) + (long) index * Long.BYTES);
  }

  public int dimensions() {
    return Shim.dimensions(handle(), scope.cell());
  }

  /** How many elements it has. */
  public long elements() {
    long elements = 1;
    int dimensions = dimensions();
    long sizes = Shim.sizes(handle, scope.cell());
    for (int i = 0; i < dimensions; i++) {
      elements *= MEMORY.get(LONG, sizes + (long) i * Long.BYTES);
    }
    return elements;
  }

  public ElementType type() {
    return Shim.type(handle(), scope.cell());
  }

  public TorchDevice device() {
    return Shim.device(handle(), scope.cell());
  }

  /** Whether it is one: what an operator was told to leave out is none. */
  boolean isDefined() {
    return Shim.isDefined(handle(), scope.cell());
  }

  /** Where the memory begins that it shares with its views. */
  long memory() {
    long cell = scope.cell();
    long first = Shim.data(handle(), cell);
    return first - Shim.storageOffset(handle(), cell) * type().bytes();
  }

  /** The size of that memory. */
  long memoryBytes() {
    return Shim.storageSize(handle(), scope.cell());
  }

  /** Whether its elements lie one after another, the last index fastest. */
  public boolean isContiguous() {
    return Shim.isContiguous(handle(), scope.cell());
  }

  /** Whether both have the same type and shape and are contiguous. */
  boolean isLikeInMemory(TorchTensor other) {
    if (!isContiguous() || !other.isContiguous() || type() != other.type()) {
      return false;
    }
    int dimensions = dimensions();
    if (other.dimensions() != dimensions) {
      return false;
    }
    long bytes = (long) dimensions * Long.BYTES;
    long sizes = Shim.sizes(handle, scope.cell());
    long others = Shim.sizes(other.handle, scope.cell());
    return MemorySegment.mismatch(MEMORY, sizes, sizes + bytes, MEMORY, others, others + bytes) < 0;
  }

  /** Such as {@code float[2, 3]}. */
  String describe() {
    return type() + Arrays.toString(shape());
  }

  /** Frees it before its scope would; again does nothing. */
  @Override
  public void close() {
    if (handle != 0) {
      scope.forget(this);
      free();
    }
  }

  void free() {
    scope.isFreeing(this);
    Shim.delete(handle);
    handle = 0;
  }
}
