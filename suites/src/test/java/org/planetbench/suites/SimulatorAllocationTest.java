package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.control.NumpyRandomState;

/** The JVM's own count of what all threads allocate while candidates are rolled out. */
@Tag("native")
final class SimulatorAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int HORIZON = 3;
  private static final int FEW = 8;
  private static final int MANY = 64;
  private static final int WARM_UP = 25;
  private static final int CALLS = 10;

  /**
   * At most so many means are taken until one is small enough: what the interpreter allocates
   * vanishes as soon as the JVM has compiled it, which a busy machine does late; what the program
   * allocates stays.
   */
  private static final int REPETITIONS = 60;

  /** Half of the smallest object for each of the other candidates. */
  private static final long OF_THE_OTHERS = 8L * (MANY - FEW);

  /** What a call may cost however many candidates it has: it hands work to threads. */
  private static final long OF_A_CALL = 2_000;

  static Stream<TaskId> tasks() {
    return ControlSuite.tasks().stream().map(TaskInfo::id);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void moreCandidatesAllocateNoMore(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task);
        Simulator simulator = environment.openSimulator(2, 2)) {
      environment.reset(1);
      float[] actions = actions(environment.info());
      double[] returns = new double[MANY];
      for (int i = 0; i < WARM_UP; i++) {
        simulator.rollOut(actions, HORIZON, MANY, 1, returns);
      }
      long ofFew =
          leastAllocated(() -> simulator.rollOut(actions, HORIZON, FEW, 1, returns), OF_A_CALL);
      long enough = ofFew + OF_THE_OTHERS - 1;
      long ofMany =
          leastAllocated(() -> simulator.rollOut(actions, HORIZON, MANY, 1, returns), enough);
      assertTrue(ofFew <= OF_A_CALL, ofFew + " bytes a call");
      assertTrue(
          ofMany <= enough,
          () -> "%d bytes for %d candidates more".formatted(ofMany - ofFew, MANY - FEW));
    }
  }

  @Test
  void noticesWhatIsAllocated() {
    double[][] kept = new double[1][];
    long bytes = leastAllocated(() -> kept[0] = new double[125], 0);
    assertTrue(Math.abs(bytes - 1_016) < 300, bytes + " bytes");
  }

  /** Bytes a call, the least of some means: the JVM allocates for itself now and then. */
  private static long leastAllocated(Runnable work, long enough) {
    long least = Long.MAX_VALUE;
    for (int repetition = 0; repetition < REPETITIONS && least > enough; repetition++) {
      long before = allocated();
      for (int i = 0; i < CALLS; i++) {
        work.run();
      }
      least = Math.min(least, (allocated() - before) / CALLS);
    }
    return least;
  }

  /** By all threads that live. */
  private static long allocated() {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  private static float[] actions(TaskInfo info) {
    NumpyRandomState random = new NumpyRandomState(5);
    float[] actions = new float[HORIZON * MANY * info.actions()];
    for (int i = 0; i < actions.length; i++) {
      actions[i] = (float) random.uniform(-1, 1);
    }
    return actions;
  }
}
