package org.planetbench.harness.submit;

import java.util.List;
import java.util.Optional;
import org.planetbench.harness.experiment.BadInputException;

/**
 * What each cell gets from the scheduler.
 *
 * @param cpus also the threads of its tensor work
 * @param memoryMib of its processes together
 * @param time limit, as the scheduler writes it; empty leaves the partition's
 * @param partition or queue; empty leaves the site's
 * @param parallel how many cells at most run at once; 0 for as many as the scheduler likes
 * @param attempts how often a cell is started at most, resumptions included
 * @param siteLines lines that the user's site wants in the script
 */
public record Resources(
    int cpus,
    long memoryMib,
    Optional<String> time,
    Optional<String> partition,
    int parallel,
    int attempts,
    List<String> siteLines) {
  public Resources {
    siteLines = List.copyOf(siteLines);
    atLeast(1, "--cpus", cpus);
    atLeast(1, "--memory", memoryMib);
    atLeast(0, "--max-parallel", parallel);
    atLeast(1, "--attempts", attempts);
    time.ifPresent(
        text ->
            require(
                "--time", text, "[0-9]+(:[0-9]{1,2}){0,2}|[0-9]+-[0-9]{1,2}(:[0-9]{1,2}){0,2}"));
    partition.ifPresent(text -> require("--partition", text, "[A-Za-z0-9_,.-]+"));
  }

  private static void atLeast(long least, String option, long value) {
    if (value < least) {
      throw new BadInputException(
          "%s: expected at least %d, got %d".formatted(option, least, value));
    }
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
