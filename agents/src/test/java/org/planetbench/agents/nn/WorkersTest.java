package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkersTest {
  @Test
  void eachThreadIsPreparedOnceAndTasksAreSharedByNumber() {
    AtomicInteger prepared = new AtomicInteger();
    AtomicIntegerArray done = new AtomicIntegerArray(7);
    try (Workers workers = new Workers(3, prepared::incrementAndGet)) {
      workers.run(1, done::incrementAndGet);
      assertEquals(1, prepared.get(), "only the thread that works");
      workers.run(7, done::incrementAndGet);
      workers.run(7, done::incrementAndGet);
    }
    assertEquals(3, prepared.get());
    assertEquals("[3, 2, 2, 2, 2, 2, 2]", done.toString());
  }

  /** Such as a native library that can't be loaded. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPreparationThatFailsIsToldAndTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    Runnable fails =
        () -> {
          throw new UnsatisfiedLinkError("try " + tries.incrementAndGet());
        };
    try (Workers workers = new Workers(2, fails)) {
      for (int i = 1; i <= 2; i++) {
        Error e = assertThrows(UnsatisfiedLinkError.class, () -> workers.run(1, task -> {}));
        assertEquals("try " + i, e.getMessage());
      }
    }
  }
}
