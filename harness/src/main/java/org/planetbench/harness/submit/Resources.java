package org.planetbench.harness.submit;

import org.planetbench.harness.experiment.BadInputException;

/**
 * What each cell gets from the scheduler, whichever that is.
 *
 * @param cpus also the threads of its tensor work
 * @param memoryMib of its processes together
 * @param parallel how many cells at most run at once; 0 for as many as the scheduler likes
 * @param attempts how often a cell is started at most, resumptions included
 */
public record Resources(int cpus, long memoryMib, int parallel, int attempts) {
  public Resources {
    atLeast(1, "--cpus", cpus);
    atLeast(1, "--memory", memoryMib);
    atLeast(0, "--max-parallel", parallel);
    atLeast(1, "--attempts", attempts);
  }

  private static void atLeast(long least, String option, long value) {
    if (value < least) {
      throw new BadInputException(
          "%s: expected at least %d, got %d".formatted(option, least, value));
    }
  }
}
