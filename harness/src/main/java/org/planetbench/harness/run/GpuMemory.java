package org.planetbench.harness.run;

import java.util.Locale;
import java.util.OptionalLong;
import org.planetbench.agents.nn.torch.GpuFault;
import org.planetbench.agents.nn.torch.TorchException;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.suites.MachineNotReadyException;

/**
 * What a cell needs of a GPU's memory, as far as it can be told before: what its tensors get on the
 * host, twice, since layers over pictures are matrix products there.
 */
final class GpuMemory {
  private static final int TIMES_THE_HOSTS = 2;

  private GpuMemory() {}

  /** MiB that a cell wants to find free. */
  static long needed(CellSetting setting) {
    return TIMES_THE_HOSTS * Heap.needed(setting).mebibytes();
  }

  /**
   * @throws MachineNotReadyException if other processes have left less than the cell needs
   */
  static void require(CellSetting setting) {
    if (setting.variant().kind().learns()) {
      Recipe recipe = setting.recipe();
      require(setting, recipe.backend().freeDeviceMemory(recipe.precision()));
    }
  }

  /**
   * @param free bytes; empty where a cell computes in the host's memory
   */
  static void require(CellSetting setting, OptionalLong free) {
    long needed = needed(setting);
    if (free.isPresent() && free.getAsLong() >> 20 < needed) {
      throw new MachineNotReadyException(
          "the GPU has %d MiB left by other processes: expected %d MiB or more for %s; remedy: fewer cells on it (--jobs), another GPU (CUDA_VISIBLE_DEVICES), or smaller updates (%s)"
              .formatted(free.getAsLong() >> 20, needed, setting.recipe().name(), half(setting)));
    }
  }

  /** An error of libtorch's in one line; if the memory was out, with what would halve it. */
  static String explained(TorchException error, CellSetting setting) {
    boolean out = error.fault().filter(GpuFault.OUT_OF_MEMORY::equals).isPresent();
    return out
        ? "%s; recipe %s wants some %d MiB, and %s halves most of them"
            .formatted(ErrorLine.of(error), setting.recipe().name(), needed(setting), half(setting))
        : ErrorLine.of(error);
  }

  private static String half(CellSetting setting) {
    return String.format(Locale.ROOT, "--set batch=%d", Math.max(1, setting.recipe().batch() / 2));
  }
}
