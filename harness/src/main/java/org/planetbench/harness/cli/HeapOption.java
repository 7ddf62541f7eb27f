package org.planetbench.harness.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.run.Heap;
import picocli.CommandLine.Option;

/** {@code --heap}: how much memory a cell's process gets. */
final class HeapOption {
  @Option(
      names = Heap.OPTION,
      paramLabel = "SIZE",
      description = {
        "Heap of each cell's process; its tensors take about as much beside it. Changes no"
            + " result.",
        "Default: " + Heap.VARIABLE + ", otherwise what the recipe needs."
      })
  private @Nullable String heap;

  /** Checked; empty where the recipe decides. */
  Optional<Heap> heap() {
    return Heap.chosen(heap);
  }
}
