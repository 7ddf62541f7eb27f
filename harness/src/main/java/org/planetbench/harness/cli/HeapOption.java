package org.planetbench.harness.cli;

import org.jspecify.annotations.Nullable;
import org.planetbench.harness.run.Heap;
import picocli.CommandLine.Option;

/** {@code --heap}: how much memory a cell's process gets. */
final class HeapOption {
  @Option(
      names = Heap.OPTION,
      paramLabel = "SIZE",
      description = {
        "Heap of each cell's process; it may take twice as much in all. Changes no result.",
        "Default: " + Heap.VARIABLE + ", otherwise 1500m."
      })
  private @Nullable String heap;

  /** Checked. */
  Heap heap() {
    return Heap.chosen(heap);
  }
}
