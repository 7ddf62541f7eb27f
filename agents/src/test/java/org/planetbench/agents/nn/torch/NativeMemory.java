package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/**
 * What C's allocator has given out, all libraries of this process together; without Java's heap.
 */
final class NativeMemory {
  /** {@code struct mallinfo2}: ten numbers, of which these are in use, mapped and not mapped. */
  private static final MemoryLayout NUMBERS =
      MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, LONG));

  private static final int MAPPED = 4;
  private static final int IN_HEAPS = 7;

  private NativeMemory() {}

  static long bytesInUse() {
    Linker linker = Linker.nativeLinker();
    MethodHandle mallinfo =
        linker.downcallHandle(
            linker.defaultLookup().find("mallinfo2").orElseThrow(), FunctionDescriptor.of(NUMBERS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = (MemorySegment) mallinfo.invokeExact((SegmentAllocator) arena);
      return numbers.getAtIndex(LONG, MAPPED) + numbers.getAtIndex(LONG, IN_HEAPS);
    } catch (Throwable e) {
      throw NativeFunctions.failed("mallinfo2", e);
    }
  }
}
