package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.settings.Settings;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.suites.MachineNotReadyException;

final class GpuMemoryTest {
  private static CellSetting head() {
    Profile profile =
        ExperimentMatrix.change(
            Profiles.load("paper"),
            List.of(),
            List.of("rssm"),
            List.of(),
            Settings.pairs("batch=50"));
    CellSpec spec = profile.spec(profile.cells().getFirst(), "suite", 1, "none");
    return CellSetting.of(spec);
  }

  @Test
  void twoCellsThatDoNotFitOnOneGpuAreTold() {
    String message =
        String.valueOf(
            assertThrows(
                    MachineNotReadyException.class,
                    () -> GpuMemory.require(head(), OptionalLong.of(900L << 20)))
                .getMessage());
    assertEquals(
        "the GPU has 900 MiB left by other processes: expected 3000 MiB or more for paper; remedy:"
            + " fewer cells on it (--jobs), another GPU (CUDA_VISIBLE_DEVICES), or smaller updates"
            + " (--set batch=25)",
        message);
  }

  @Test
  void cellsThatFitAndThoseOfTheHostAreNot() {
    GpuMemory.require(head(), OptionalLong.of(3000L << 20));
    GpuMemory.require(head(), OptionalLong.empty());
    assertEquals(3000, GpuMemory.needed(head()));
  }
}
