package org.planetbench.harness.submit;

import java.util.List;
import java.util.Optional;
import org.planetbench.harness.experiment.BadInputException;

/**
 * What Slurm alone is told.
 *
 * @param time limit of each attempt, as Slurm writes it; empty leaves the partition's
 * @param partition empty leaves the site's
 * @param maxArraySize Slurm's limit; the highest index is one less
 * @param siteLines lines that the user's site wants in the scripts
 */
public record SlurmOptions(
    Optional<String> time, Optional<String> partition, int maxArraySize, List<String> siteLines) {
  /** Slurm's own default. */
  public static final int MAX_ARRAY_SIZE = 1001;

  public SlurmOptions {
    siteLines = List.copyOf(siteLines);
    if (maxArraySize < 2) {
      throw new BadInputException("--max-array-size: expected at least 2, got " + maxArraySize);
    }
    time.ifPresent(
        text ->
            require(
                "--time", text, "[0-9]+(:[0-9]{1,2}){0,2}|[0-9]+-[0-9]{1,2}(:[0-9]{1,2}){0,2}"));
    partition.ifPresent(text -> require("--partition", text, "[A-Za-z0-9_,.-]+"));
  }

  private static void require(String option, String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new BadInputException(
          option
              + ": expected it as the scheduler writes it, such as 4:00:00 or gpu, got '"
              + text
              + "'");
    }
  }
}
