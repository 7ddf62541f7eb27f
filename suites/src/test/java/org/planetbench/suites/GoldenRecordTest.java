package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MachineFingerprint;

/** Where a record is held to every bit, and where to a tolerance. */
final class GoldenRecordTest {
  private static final String RENDERER = "llvmpipe (LLVM 15.0.6, 256 bits)";

  static Stream<TaskId> tasks() {
    return ControlSuite.tasks().stream().map(TaskInfo::id);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void everyRecordIsOfTheOneMachineAndOfDistinctSeeds(TaskId task) {
    GoldenRecord golden = GoldenRecord.of(task);
    assertTrue(golden.sameMachine(new MachineFingerprint(true, "glibc 2.36")));
    assertFalse(golden.sameMachine(new MachineFingerprint(false, "glibc 2.36")));
    assertFalse(golden.sameMachine(new MachineFingerprint(true, "glibc 2.41")));
    List<Integer> seeds = golden.runs().stream().map(GoldenRecord.Run::seed).toList();
    assertEquals(3, new HashSet<>(seeds).size(), seeds::toString);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void framesAreHeldToTheMesaAndTheLlvmThatDrewThem(TaskId task) {
    GoldenRecord golden = GoldenRecord.of(task);
    assertTrue(golden.sameGraphics(graphics(RENDERER, "4.5 (Compatibility Profile) Mesa 22.3.6")));
    assertTrue(golden.sameGraphics(graphics(RENDERER, "OpenGL ES 3.2 Mesa 22.3.6")));
    assertFalse(golden.sameGraphics(graphics(RENDERER, "4.5 (Compatibility Profile) Mesa 25.0.1")));
    assertFalse(
        golden.sameGraphics(
            graphics(
                "llvmpipe (LLVM 19.1.7, 256 bits)", "4.5 (Compatibility Profile) Mesa 22.3.6")));
  }

  private static Graphics graphics(String renderer, String version) {
    return new Graphics("egl", "Mesa", renderer, version);
  }

  @Test
  void bitsAreStricterThanATolerance() {
    Agreement agreement = new Agreement();
    assertFalse(agreement.within(1), "nothing was compared");
    agreement.compare("qpos", 1, new double[] {1, 2}, new double[] {1, 2});
    assertTrue(agreement.within(0));
    agreement.compare("qpos", 2, new double[] {1, 2}, new double[] {1, Math.nextUp(2.0)});
    assertFalse(agreement.within(0));
    assertTrue(agreement.within(1e-10));
    agreement.compare("qpos", 3, new double[] {1, 2}, new double[] {1, Double.NaN});
    assertFalse(agreement.within(1e-10));
  }
}
