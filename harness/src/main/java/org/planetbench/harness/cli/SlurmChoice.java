package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.submit.SlurmOptions;
import org.planetbench.results.run.file.InputFile;
import picocli.CommandLine.Option;

/** Options of {@code bench submit --to slurm}. */
final class SlurmChoice {
  private static final int LARGEST = 1 << 20;

  @Option(
      names = "--time",
      paramLabel = "LIMIT",
      description = "Time limit of each attempt, such as 8:00:00. Default: the partition's.")
  private @Nullable String time;

  @Option(names = "--partition", paramLabel = "P", description = "Default: the site's.")
  private @Nullable String partition;

  @Option(
      names = "--max-array-size",
      paramLabel = "N",
      description = "MaxArraySize of the site; more cells are several arrays. Default: 1001.")
  private int maxArraySize = SlurmOptions.MAX_ARRAY_SIZE;

  @Option(
      names = "--lines",
      paramLabel = "FILE",
      description = "Lines for the head of the scripts: #SBATCH options, module loads.")
  private @Nullable Path lines;

  SlurmOptions options() throws IOException {
    return new SlurmOptions(
        Optional.ofNullable(time),
        Optional.ofNullable(partition),
        maxArraySize,
        lines == null ? List.of() : InputFile.text(lines, LARGEST).lines().toList());
  }
}
