package org.planetbench.agents.nn.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.planetbench.suites.MachineNotReadyException;

/**
 * How a C function becomes a method handle, and how its failure becomes an exception. Pointers
 * cross as numbers: a segment would be an object for each.
 */
final class NativeFunctions {
  static final ValueLayout.OfLong POINTER = ValueLayout.JAVA_LONG;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

  /** All memory, to read and write where libtorch points to. */
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final MethodHandle MALLOC =
      function(
          Linker.nativeLinker().defaultLookup(), "malloc", FunctionDescriptor.of(POINTER, LONG));

  private NativeFunctions() {}

  static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor signature) {
    MemorySegment address =
        library
            .find(name)
            .orElseThrow(
                () ->
                    new MachineNotReadyException(
                        "no symbol "
                            + name
                            + " in the library that was loaded, which is of another version"));
    return Linker.nativeLinker().downcallHandle(address, signature);
  }

  static FunctionDescriptor returning(MemoryLayout result, MemoryLayout... arguments) {
    return FunctionDescriptor.of(result, arguments);
  }

  /** Memory that C's {@code free} gives back, as C++'s {@code delete} does here. */
  static long malloc(long bytes) {
    try {
      return (long) MALLOC.invokeExact(bytes);
    } catch (Throwable e) {
      throw failed("malloc", e);
    }
  }

  /** For the {@code catch} of a wrapper: what Java's own checks throw passes unchanged. */
  static RuntimeException failed(String function, Throwable cause) {
    if (cause instanceof RuntimeException e) {
      return e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(function + ": " + cause, cause);
  }
}
