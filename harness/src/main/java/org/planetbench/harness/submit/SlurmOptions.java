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

  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  /** A minute, and what {@link SlurmArray#SECONDS_TO_STOP} takes of it. */
  private static final int SHORTEST = MINUTE + SlurmArray.SECONDS_TO_STOP;

  public SlurmOptions {
    siteLines = List.copyOf(siteLines);
    if (maxArraySize < 2) {
      throw new BadInputException("--max-array-size: expected at least 2, got " + maxArraySize);
    }
    time.ifPresent(
        text -> {
          require(
              "--time",
              "4:00:00",
              text,
              "[0-9]{1,6}(:[0-9]{1,2}){0,2}|[0-9]{1,6}-[0-9]{1,2}(:[0-9]{1,2}){0,2}");
          requireRoom(text);
        });
    partition.ifPresent(text -> require("--partition", "gpu", text, "[A-Za-z0-9_,.-]+"));
  }

  /**
   * SIGTERM before the limit would else come before anything was done.
   *
   * @param limit minutes, minutes:seconds, hours:minutes:seconds, days-hours[:minutes[:seconds]]
   */
  private static void requireRoom(String limit) {
    String[] days = limit.split("-", -1);
    String[] parts = days[days.length - 1].split(":", -1);
    int first = days.length == 2 || parts.length == 3 ? HOUR : MINUTE;
    long seconds = days.length == 2 ? DAY * Long.parseLong(days[0]) : 0;
    for (int i = 0, unit = first; i < parts.length; i++, unit /= MINUTE) {
      seconds += unit * Long.parseLong(parts[i]);
    }
    if (seconds > 0 && seconds < SHORTEST) {
      throw new BadInputException(
          "--time: expected 3 minutes or more, as cells are told to stop two minutes before the limit, got "
              + limit);
    }
  }

  private static void require(String option, String example, String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new BadInputException(
          "%s: expected it as the scheduler writes it, such as %s, got '%s'"
              .formatted(option, example, text));
    }
  }
}
