package org.planetbench.suites.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.domains.Cheetah;

@Tag("native")
final class ControlSimulatorTest {
  /** The second thread's: its simulation is open by then, and the first thread is done. */
  @Test
  void aTaskThatFailsLeavesNoThreadAndNoSimulation() {
    List<Physics> opened = Collections.synchronizedList(new ArrayList<>());
    TaskDefinition failing =
        new TaskDefinition(
            Cheetah.RUN.info(),
            Cheetah.RUN.model(),
            physics -> {
              opened.add(physics);
              if (opened.size() == 2) {
                throw new IllegalStateException("fails on purpose");
              }
              return Cheetah.RUN.factory().apply(physics);
            });
    try (ControlEnvironment environment = Cheetah.RUN.load()) {
      environment.reset(1);
      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class, () -> new ControlSimulator(environment, failing, 1, 3));
      assertEquals("fails on purpose", failure.getMessage());
      assertEquals(2, opened.size());
      for (Physics physics : opened) {
        IllegalStateException closed =
            assertThrows(
                IllegalStateException.class, () -> environment.physics().copyFrom(physics));
        assertEquals("the data to copy are closed", closed.getMessage());
      }
      assertEquals(List.of(), threads());
    }
  }

  @Test
  void aTaskThatFailsClosesItsSimulation() {
    List<Physics> opened = new ArrayList<>();
    TaskDefinition failing =
        new TaskDefinition(
            Cheetah.RUN.info(),
            Cheetah.RUN.model(),
            physics -> {
              opened.add(physics);
              throw new AssertionError("fails on purpose");
            });
    assertThrows(AssertionError.class, failing::load);
    assertThrows(IllegalStateException.class, opened.getFirst()::time);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("simulator-"))
        .toList();
  }
}
