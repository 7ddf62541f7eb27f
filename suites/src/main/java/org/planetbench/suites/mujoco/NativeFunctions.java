package org.planetbench.suites.mujoco;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** How a C function becomes a method handle, and how its failure becomes an exception. */
final class NativeFunctions {
  static final AddressLayout POINTER = ValueLayout.ADDRESS;
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private NativeFunctions() {}

  static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor signature) {
    MemorySegment address =
        library
            .find(name)
            .orElseThrow(() -> new MujocoException(name, "no such symbol in the library"));
    return Linker.nativeLinker().downcallHandle(address, signature);
  }

  static MethodHandle function(MemorySegment address, FunctionDescriptor signature) {
    return Linker.nativeLinker().downcallHandle(address, signature);
  }

  static FunctionDescriptor returning(MemoryLayout result, MemoryLayout... arguments) {
    return FunctionDescriptor.of(result, arguments);
  }

  static FunctionDescriptor returningNothing(MemoryLayout... arguments) {
    return FunctionDescriptor.ofVoid(arguments);
  }

  /**
   * For the {@code catch} of a wrapper. A downcall itself throws nothing but what Java's own checks
   * find (memory that was closed, another thread's memory): those pass unchanged.
   */
  static RuntimeException failed(String function, Throwable cause) {
    if (cause instanceof RuntimeException e) {
      return e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return new MujocoException(function, cause);
  }
}
