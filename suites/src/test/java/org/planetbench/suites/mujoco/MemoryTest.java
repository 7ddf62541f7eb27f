package org.planetbench.suites.mujoco;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.suites.Bookmark;
import org.planetbench.suites.Camera;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskId;

/**
 * The C library's own count of the bytes that are allocated, which is where MuJoCo's memory lies.
 * The JVM takes some there too, so that small changes mean nothing.
 */
@Tag("native")
final class MemoryTest {
  private static final int RESETS = 10_000;
  private static final int OPENINGS = 20;
  private static final int REPETITIONS = 4;
  private static final int PICTURES = 3; // from the second on, shadows are kept

  /** 40 bytes of each reset, 20 kilobytes of each opening. */
  private static final long NOISE = 400_000;

  private static final int COUNTERS = 10;
  private static final int MAPPED = 4; // hblkhd
  private static final int IN_USE = 7; // uordblks

  private static final MethodHandle MALLINFO2 =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("mallinfo2").orElseThrow(),
              FunctionDescriptor.of(
                  MemoryLayout.structLayout(
                      MemoryLayout.sequenceLayout(COUNTERS, ValueLayout.JAVA_LONG))));

  private static long allocated() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment counters = (MemorySegment) MALLINFO2.invokeExact((SegmentAllocator) arena);
      return counters.getAtIndex(ValueLayout.JAVA_LONG, MAPPED)
          + counters.getAtIndex(ValueLayout.JAVA_LONG, IN_USE);
    }
  }

  private interface Work {
    void once(int round);
  }

  /**
   * What is kept each time grows with each repetition; what the JVM takes for itself, when it
   * compiles, does not. So it is enough that some growth is none.
   */
  private static void assertKeepsNothing(int rounds, Work work) throws Throwable {
    long[] growth = new long[REPETITIONS];
    long least = Long.MAX_VALUE;
    for (int repetition = 0; repetition < REPETITIONS && least >= NOISE; repetition++) {
      long before = allocated();
      for (int i = 0; i < rounds; i++) {
        work.once(i);
      }
      growth[repetition] = allocated() - before;
      least = Math.min(least, growth[repetition]);
    }
    assertTrue(
        least < NOISE,
        () -> rounds + " rounds each took " + Arrays.toString(growth) + " bytes more");
  }

  @Test
  void noticesWhatIsKept() {
    assertThrows(
        AssertionError.class,
        () -> assertKeepsNothing(OPENINGS, round -> Arena.global().allocate(NOISE / 10)));
  }

  /** One whose resets edit the model, and one whose don't. */
  @ParameterizedTest
  @ValueSource(strings = {"reacher_easy", "pendulum_swingup"})
  void tenThousandResetsTakeNoMoreMemory(String task) throws Throwable {
    try (SuiteEnvironment environment = ControlSuite.load(new TaskId(task))) {
      double[] action = new double[environment.actionSpec().size()];
      assertKeepsNothing(
          RESETS,
          round -> {
            environment.reset(round);
            environment.step(action);
          });
    }
  }

  @Test
  void bookmarksTakeNoMoreMemoryOnceClosed() throws Throwable {
    try (SuiteEnvironment environment = ControlSuite.load(new TaskId("cheetah_run"))) {
      environment.reset(1);
      assertKeepsNothing(
          OPENINGS,
          round -> {
            try (Bookmark bookmark = environment.bookmark()) {
              environment.returnTo(bookmark);
            }
          });
    }
  }

  @Test
  void environmentsAndPicturesTakeNoMoreMemoryOnceClosed() throws Throwable {
    assertKeepsNothing(
        OPENINGS,
        round -> {
          try (SuiteEnvironment environment = ControlSuite.load(new TaskId("cartpole_swingup"))) {
            environment.reset(round);
            try (Camera camera = environment.openCamera(64, 64, RenderQuality.FAST)) {
              for (int i = 0; i < PICTURES; i++) {
                camera.picture();
              }
            }
          }
        });
  }
}
