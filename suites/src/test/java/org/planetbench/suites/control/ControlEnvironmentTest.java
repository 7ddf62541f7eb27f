package org.planetbench.suites.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.domains.Cheetah;

@Tag("native")
final class ControlEnvironmentTest {
  private static final double[] ACTION = new double[6];

  @Test
  void saysWhenTheSimulationDivergesAndCanBeResetAfter() {
    try (ControlEnvironment environment = Cheetah.RUN.load()) {
      environment.reset(1);
      double[] start = environment.positions();
      environment.physics().velocities().set(3, 1e20);
      PhysicsDivergedException diverged =
          assertThrows(PhysicsDivergedException.class, () -> environment.step(ACTION));
      String message = String.valueOf(diverged.getMessage());
      assertTrue(message.startsWith("cheetah_run, environment step 1: "), message);
      assertTrue(message.contains("BADQPOS: Nan, Inf or huge value in QPOS"), message);
      assertThrows(IllegalStateException.class, () -> environment.step(ACTION));
      environment.reset(1);
      assertArrayEquals(start, environment.positions());
      environment.step(ACTION);
    }
  }
}
