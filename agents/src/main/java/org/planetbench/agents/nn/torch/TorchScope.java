package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Owns the tensors that operators make, and the memory that their arguments cross in. Tensors made
 * since a {@linkplain #mark mark} are freed together; those that are {@linkplain #keep kept} stay
 * until they are closed; closing the scope frees all. A scope, and its tensors, serve one thread at
 * a time.
 *
 * <pre>{@code
 * int mark = scope.mark();
 * TorchTensor y = Products.mm(scope, x, w);
 * ...
 * scope.release(mark); // y is gone
 * }</pre>
 */
public final class TorchScope implements AutoCloseable {
  private static final int FIRST_CAPACITY = 256;
  private static final int MOST_DIMENSIONS = 16;

  private record Constant(double value, ElementType type, TorchDevice device) {}

  private final Arena arena = Arena.ofShared();
  private @Nullable Thread user;
  private final long cell = arena.allocate(Long.BYTES, Long.BYTES).address();
  private final MemorySegment extents = arena.allocate(LONG, 2L * MOST_DIMENSIONS);
  private final OperatorCall call;
  private @Nullable TorchTensor[] made = new TorchTensor[FIRST_CAPACITY];
  private @Nullable TorchTensor[] kept = new TorchTensor[FIRST_CAPACITY];
  private final Map<ElementType, TorchTensor> scalars = new EnumMap<>(ElementType.class);
  private final Map<Constant, TorchTensor> constants = new HashMap<>();
  private int madeCount;
  private int keptCount;
  private long transfers;
  private @Nullable MemoryMeter meter;

  /**
   * @throws org.planetbench.suites.MachineNotReadyException if there is no libtorch
   */
  public TorchScope() {
    enter();
    this.call = new OperatorCall(this, arena);
  }

  /** For {@link #release}: all tensors so far. */
  public int mark() {
    return madeCount;
  }

  /** Frees all tensors that were made since a mark and are not kept. */
  public void release(int mark) {
    enter();
    if (mark < 0 || mark > madeCount) {
      throw new IllegalArgumentException(
          "mark: expected 0 to " + madeCount + ", got " + mark + "; was it released before?");
    }
    while (madeCount > mark) {
      TorchTensor tensor = made[--madeCount];
      made[madeCount] = null;
      if (tensor != null) {
        tensor.free();
      }
    }
  }

  /** The same, but for some, which are from now on as if they had just been made. */
  public void release(int mark, TorchTensor... but) {
    for (TorchTensor tensor : but) {
      if (tensor.place() >= mark) {
        made[tensor.place()] = null;
        tensor.moveTo(Integer.MAX_VALUE);
      }
    }
    release(mark);
    for (TorchTensor tensor : but) {
      if (tensor.place() == Integer.MAX_VALUE) {
        made = withRoom(made, madeCount);
        made[madeCount] = tensor;
        tensor.moveTo(madeCount++);
      }
    }
  }

  /** Frees all tensors that were made since a mark and are neither kept nor retained. */
  void releaseTemporaries(int mark) {
    int to = mark;
    for (int i = mark; i < madeCount; i++) {
      TorchTensor tensor = made[i];
      made[i] = null;
      if (tensor != null && tensor.isRetained()) {
        made[to] = tensor;
        tensor.moveTo(to++);
      } else if (tensor != null) {
        tensor.free();
      }
    }
    madeCount = to;
  }

  /** Saves a tensor from {@link #release}. Returns it. */
  public TorchTensor keep(TorchTensor tensor) {
    enter();
    tensor.handle();
    if (tensor.scope() != this) {
      throw new IllegalArgumentException("a tensor is kept by the scope that made it, not another");
    }
    if (tensor.place() >= 0) {
      made[tensor.place()] = null;
      kept = withRoom(kept, keptCount);
      kept[keptCount] = tensor;
      tensor.moveTo(-1 - keptCount++);
    }
    return tensor;
  }

  /** How many tensors it owns. */
  public int tensors() {
    int count = keptCount;
    for (int i = 0; i < madeCount; i++) {
      count += made[i] == null ? 0 : 1;
    }
    return count;
  }

  /** Frees all its tensors, kept ones too. */
  @Override
  public void close() {
    release(0);
    while (keptCount > 0) {
      TorchTensor tensor = kept[--keptCount];
      kept[keptCount] = null;
      if (tensor != null) {
        tensor.free();
      }
    }
    arena.close();
  }

  /** Begins a call of an operator. */
  OperatorCall call(Operator operator) {
    enter();
    return call.begin(operator);
  }

  /** Numbers go to a device, or come from it. */
  void countTransfer() {
    transfers++;
  }

  /** How often numbers of the host went where they are computed with, or came back. */
  long transfers() {
    return transfers;
  }

  /** The handle of a new tensor, uninitialised, its elements one after another. */
  long empty(ElementType type, TorchDevice device, long... shape) {
    return empty(false, type, device, shape);
  }

  /** The same in memory of the host that a GPU can read by itself. */
  long emptyPinned(ElementType type, long... shape) {
    return empty(true, type, TorchDevice.CPU, shape);
  }

  private long empty(boolean pinned, ElementType type, TorchDevice device, long... shape) {
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      extents.setAtIndex(LONG, i, shape[i]);
      extents.setAtIndex(LONG, MOST_DIMENSIONS + i, stride);
      stride *= Math.max(1, shape[i]);
    }
    long sizes = extents.address();
    long strides = sizes + MOST_DIMENSIONS * Long.BYTES;
    return Shim.empty(pinned, shape.length, sizes, strides, type.code(), device, cell());
  }

  /**
   * A number as a tensor without dimensions, on the host. It is written anew for each call:
   * operators read it before they return.
   */
  TorchTensor scalar(double value, ElementType type) {
    TorchTensor scalar = scalars.get(type);
    if (scalar == null) {
      scalar = keep(own(empty(type, TorchDevice.CPU)));
      scalars.put(type, scalar);
    }
    HostCopy.set(scalar, value);
    return scalar;
  }

  /** The same of a long. */
  TorchTensor whole(long value) {
    TorchTensor scalar = scalar(0, ElementType.LONG);
    HostCopy.set(scalar, value);
    return scalar;
  }

  /** A number as a tensor without dimensions, kept where another tensor is, and of its type. */
  TorchTensor constant(double value, TorchTensor like) {
    Constant key = new Constant(value, like.type(), like.device());
    TorchTensor constant = constants.get(key);
    if (constant == null) {
      constant = keep(own(empty(key.type, key.device)));
      Creation.fill(this, constant, value);
      constants.put(key, constant);
    }
    return constant;
  }

  /** Makes this the owner of a handle. */
  TorchTensor own(long handle) {
    made = withRoom(made, madeCount);
    TorchTensor tensor = new TorchTensor(this, handle, madeCount);
    if (meter != null) {
      meter.add(tensor);
    }
    made[madeCount++] = tensor;
    return tensor;
  }

  /** Measures from now on how much memory its tensors take. */
  MemoryMeter measure() {
    meter = new MemoryMeter();
    return meter;
  }

  void isFreeing(TorchTensor tensor) {
    if (meter != null) {
      meter.remove(tensor);
    }
  }

  /** A tensor is about to be freed by {@link TorchTensor#close}. */
  void forget(TorchTensor tensor) {
    enter();
    int place = tensor.place();
    if (place >= 0) {
      made[place] = null;
      return;
    }
    // the last one takes its place
    TorchTensor last = kept[--keptCount];
    kept[keptCount] = null;
    if (last != null && last != tensor) {
      kept[-1 - place] = last;
      last.moveTo(place);
    }
  }

  /** Where C functions write a result of up to 8 bytes. */
  long cell() {
    enter();
    return cell;
  }

  /** A thread computes alone, and without a tape of libtorch's. */
  private void enter() {
    Thread current = Thread.currentThread();
    if (!current.equals(user)) {
      LibTorch.load().computeOnCallingThread(cell);
      Shim.withoutAutograd();
      user = current;
    }
  }

  private static @Nullable TorchTensor[] withRoom(@Nullable TorchTensor[] tensors, int count) {
    return count < tensors.length ? tensors : Arrays.copyOf(tensors, 2 * count);
  }
}
