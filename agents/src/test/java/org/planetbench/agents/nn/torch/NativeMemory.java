package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.fail;
import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * What C's allocator has given out, all libraries of this process together; without Java's heap.
 */
final class NativeMemory {
  /** {@code struct mallinfo2}: ten numbers, of which these are in use, mapped and not mapped. */
  private static final MemoryLayout NUMBERS =
      MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, LONG));

  private static final int REPETITIONS = 4;
  private static final int MAPPED = 4;
  private static final int IN_HEAPS = 7;

  private NativeMemory() {}

  /**
   * Fails if each repetition of a work takes so many bytes more: what is kept each time grows with
   * each, and what the JVM takes for itself, when it compiles, does not.
   */
  static void assertKeepsLess(long bytes, Runnable work) {
    long[] growth = new long[REPETITIONS];
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      long before = bytesInUse();
      work.run();
      growth[repetition] = bytesInUse() - before;
      if (growth[repetition] < bytes) {
        return;
      }
    }
    fail("each repetition took " + Arrays.toString(growth) + " bytes more");
  }

  private static long bytesInUse() {
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
