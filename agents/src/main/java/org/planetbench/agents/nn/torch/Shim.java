package org.planetbench.agents.nn.torch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.planetbench.agents.nn.torch.NativeFunctions.INT;
import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;
import static org.planetbench.agents.nn.torch.NativeFunctions.failed;

import java.lang.invoke.MethodHandle;

/**
 * The functions of libtorch's C interface: one C function, one method. Tensors, lists and other
 * pointers are numbers. Where C writes a result through a pointer, {@code cell} is 8 bytes of
 * memory for it.
 */
final class Shim {
  /** What arguments and results of operators follow, so that newer releases translate: 2.10.0. */
  private static final long SCHEMAS = 2L << 56 | 10L << 48;

  private static final MethodHandle NUM_THREADS = ShimFunction.NUM_THREADS.handle();
  private static final MethodHandle SET_GRADIENTS = ShimFunction.SET_GRADIENTS.handle();
  private static final MethodHandle CALL = ShimFunction.CALL.handle();
  private static final MethodHandle NEW_LIST = ShimFunction.NEW_LIST.handle();
  private static final MethodHandle PUSH = ShimFunction.PUSH.handle();
  private static final MethodHandle EMPTY = ShimFunction.EMPTY.handle();
  private static final MethodHandle EMPTY_PINNED = ShimFunction.EMPTY_PINNED.handle();
  private static final MethodHandle NEW_HANDLE = ShimFunction.NEW_HANDLE.handle();
  private static final MethodHandle DELETE = ShimFunction.DELETE.handle();
  private static final MethodHandle DATA = ShimFunction.DATA.handle();
  private static final MethodHandle DIMENSIONS = ShimFunction.DIMENSIONS.handle();
  private static final MethodHandle SIZES = ShimFunction.SIZES.handle();
  private static final MethodHandle DTYPE = ShimFunction.DTYPE.handle();
  private static final MethodHandle DEVICE_TYPE = ShimFunction.DEVICE_TYPE.handle();
  private static final MethodHandle DEVICE_INDEX = ShimFunction.DEVICE_INDEX.handle();
  private static final MethodHandle IS_DEFINED = ShimFunction.IS_DEFINED.handle();
  private static final MethodHandle STORAGE_OFFSET = ShimFunction.STORAGE_OFFSET.handle();
  private static final MethodHandle STORAGE_SIZE = ShimFunction.STORAGE_SIZE.handle();
  private static final MethodHandle IS_CONTIGUOUS = ShimFunction.IS_CONTIGUOUS.handle();
  private static final MethodHandle SUBTRACT = ShimFunction.SUBTRACT.handle();
  private static final MethodHandle ADDMM_OUT = ShimFunction.ADDMM_OUT.handle();

  private Shim() {}

  /** A function without arguments that returns a number of libtorch's own. */
  static int constant(ShimFunction function) {
    try {
      return (int) function.handle().invokeExact();
    } catch (Throwable e) {
      throw failed(function.symbol(), e);
    }
  }

  /** How many threads an operator called by this thread would use. */
  static int threads(long cell) {
    try {
      check(ShimFunction.NUM_THREADS, (int) NUM_THREADS.invokeExact(cell));
      return MEMORY.get(INT, cell);
    } catch (Throwable e) {
      throw failed(ShimFunction.NUM_THREADS.symbol(), e);
    }
  }

  /** Operators of this thread do not prepare for autograd. */
  static void withoutAutograd() {
    try {
      SET_GRADIENTS.invokeExact(0);
    } catch (Throwable e) {
      throw failed(ShimFunction.SET_GRADIENTS.symbol(), e);
    }
  }

  /** Calls an operator; false if it failed. */
  static boolean call(long name, long overload, long stack) {
    try {
      return (int) CALL.invokeExact(name, overload, stack, SCHEMAS) == 0;
    } catch (Throwable e) {
      throw failed(ShimFunction.CALL.symbol(), e);
    }
  }

  static long newList(int size, long cell) {
    try {
      check(ShimFunction.NEW_LIST, (int) NEW_LIST.invokeExact((long) size, cell));
      return MEMORY.get(LONG, cell);
    } catch (Throwable e) {
      throw failed(ShimFunction.NEW_LIST.symbol(), e);
    }
  }

  static void push(long list, long value) {
    try {
      check(ShimFunction.PUSH, (int) PUSH.invokeExact(list, value));
    } catch (Throwable e) {
      throw failed(ShimFunction.PUSH.symbol(), e);
    }
  }

  /** Uninitialised; sizes and strides are arrays of {@code dimensions} longs. */
  static long empty(
      boolean pinned,
      int dimensions,
      long sizes,
      long strides,
      int type,
      TorchDevice device,
      long cell) {
    MethodHandle handle = pinned ? EMPTY_PINNED : EMPTY;
    ShimFunction function = pinned ? ShimFunction.EMPTY_PINNED : ShimFunction.EMPTY;
    try {
      check(
          function,
          (int)
              handle.invokeExact(
                  (long) dimensions,
                  sizes,
                  strides,
                  type,
                  device.kind().code(),
                  device.index(),
                  cell));
      return MEMORY.get(LONG, cell);
    } catch (Throwable e) {
      throw failed(function.symbol(), e);
    }
  }

  /** A second handle of the same tensor. */
  static long newHandle(long tensor, long cell) {
    try {
      check(ShimFunction.NEW_HANDLE, (int) NEW_HANDLE.invokeExact(tensor, cell));
      return MEMORY.get(LONG, cell);
    } catch (Throwable e) {
      throw failed(ShimFunction.NEW_HANDLE.symbol(), e);
    }
  }

  static void delete(long tensor) {
    try {
      check(ShimFunction.DELETE, (int) DELETE.invokeExact(tensor));
    } catch (Throwable e) {
      throw failed(ShimFunction.DELETE.symbol(), e);
    }
  }

  /** Where its first element lies. */
  static long data(long tensor, long cell) {
    try {
      check(ShimFunction.DATA, (int) DATA.invokeExact(tensor, cell));
      return MEMORY.get(LONG, cell);
    } catch (Throwable e) {
      throw failed(ShimFunction.DATA.symbol(), e);
    }
  }

  static int dimensions(long tensor, long cell) {
    try {
      check(ShimFunction.DIMENSIONS, (int) DIMENSIONS.invokeExact(tensor, cell));
      return (int) MEMORY.get(LONG, cell);
    } catch (Throwable e) {
      throw failed(ShimFunction.DIMENSIONS.symbol(), e);
    }
  }

  /** Where its extents lie, as longs; valid as long as the tensor is. */
  static long sizes(long tensor, long cell) {
    try {
      check(ShimFunction.SIZES, (int) SIZES.invokeExact(tensor, cell));
      return MEMORY.get(LONG, cell);
    } catch (Throwable e) {
      throw failed(ShimFunction.SIZES.symbol(), e);
    }
  }

  static ElementType type(long tensor, long cell) {
    try {
      check(ShimFunction.DTYPE, (int) DTYPE.invokeExact(tensor, cell));
      return ElementType.of(MEMORY.get(INT, cell));
    } catch (Throwable e) {
      throw failed(ShimFunction.DTYPE.symbol(), e);
    }
  }

  static TorchDevice device(long tensor, long cell) {
    try {
      check(ShimFunction.DEVICE_TYPE, (int) DEVICE_TYPE.invokeExact(tensor, cell));
      int type = MEMORY.get(INT, cell);
      check(ShimFunction.DEVICE_INDEX, (int) DEVICE_INDEX.invokeExact(tensor, cell));
      return TorchDevice.of(type, MEMORY.get(INT, cell));
    } catch (Throwable e) {
      throw failed(ShimFunction.DEVICE_TYPE.symbol(), e);
    }
  }

  static boolean isDefined(long tensor, long cell) {
    try {
      check(ShimFunction.IS_DEFINED, (int) IS_DEFINED.invokeExact(tensor, cell));
      return MEMORY.get(JAVA_BYTE, cell) != 0;
    } catch (Throwable e) {
      throw failed(ShimFunction.IS_DEFINED.symbol(), e);
    }
  }

  /** How many elements lie before its first one in the memory that it shares with its views. */
  static long storageOffset(long tensor, long cell) {
    try {
      check(ShimFunction.STORAGE_OFFSET, (int) STORAGE_OFFSET.invokeExact(tensor, cell));
      return MEMORY.get(LONG, cell);
    } catch (Throwable e) {
      throw failed(ShimFunction.STORAGE_OFFSET.symbol(), e);
    }
  }

  /** The bytes of that memory. */
  static long storageSize(long tensor, long cell) {
    try {
      check(ShimFunction.STORAGE_SIZE, (int) STORAGE_SIZE.invokeExact(tensor, cell));
      return MEMORY.get(LONG, cell);
    } catch (Throwable e) {
      throw failed(ShimFunction.STORAGE_SIZE.symbol(), e);
    }
  }

  /** Whether its elements lie one after another, the last index fastest. */
  static boolean isContiguous(long tensor, long cell) {
    try {
      check(ShimFunction.IS_CONTIGUOUS, (int) IS_CONTIGUOUS.invokeExact(tensor, cell));
      return MEMORY.get(JAVA_BYTE, cell) != 0;
    } catch (Throwable e) {
      throw failed(ShimFunction.IS_CONTIGUOUS.symbol(), e);
    }
  }

  /** a - alpha b in a new tensor at {@code cell}; false if it failed. */
  static boolean subtract(long a, long b, double alpha, long cell) {
    try {
      return (int) SUBTRACT.invokeExact(a, b, alpha, cell) == 0;
    } catch (Throwable e) {
      throw failed(ShimFunction.SUBTRACT.symbol(), e);
    }
  }

  /** out = beta self + alpha a b, on the host or on a GPU; false if it failed. */
  static boolean addmmOut(
      boolean onHost, long out, long self, long a, long b, double beta, double alpha) {
    MethodHandle function = onHost ? ADDMM_OUT : Cuda.ADDMM_OUT;
    try {
      return (int) function.invokeExact(out, self, a, b, beta, alpha) == 0;
    } catch (Throwable e) {
      throw failed(ShimFunction.ADDMM_OUT.symbol(), e);
    }
  }

  private static void check(ShimFunction function, int error) {
    if (error != 0) {
      throw TorchException.of(function.symbol(), 0);
    }
  }

  /** Looked for once a tensor lies on a GPU. */
  private static final class Cuda {
    static final MethodHandle ADDMM_OUT =
        NativeFunctions.function(
            LibTorch.load().loadCuda(),
            "aoti_torch_cuda_addmm_out",
            ShimFunction.ADDMM_OUT.signature());
  }
}
