package org.planetbench.harness.rollout;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;

/**
 * How much of which task is played: consecutive episodes of one environment, of which only the
 * first is seeded, as in dm_control.
 *
 * @param seed of NumPy's {@code RandomState}, read as an unsigned 32-bit number
 * @param episodeSteps environment steps after which an episode is left for the next one
 * @param environmentSteps of all episodes together; the last one may be shorter than the others
 */
public record RolloutSpec(TaskInfo task, int seed, int episodeSteps, long environmentSteps) {
  public RolloutSpec {
    if (episodeSteps < 1 || episodeSteps > task.episodeLength() || environmentSteps < 1) {
      throw new IllegalArgumentException(
          "expected 1 to %d environment steps of an episode and at least 1 of all, got %d and %d"
              .formatted(task.episodeLength(), episodeSteps, environmentSteps));
    }
  }

  /** How many episodes begin. */
  public int episodes() {
    return Math.toIntExact(Math.ceilDiv(environmentSteps, (long) episodeSteps));
  }

  /**
   * The one task of this name.
   *
   * @throws BadInputException for a name that does not exist or is a set's
   */
  public static TaskInfo task(String name) {
    try {
      List<TaskInfo> tasks = ControlSuite.tasksOf(new TaskId(name));
      if (tasks.size() == 1) {
        return tasks.getFirst();
      }
      String members = tasks.stream().map(task -> task.id().id()).collect(Collectors.joining(", "));
      throw new BadInputException("--task: " + name + " is a set; choose one of " + members);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--task: " + e.getMessage(), e);
    }
  }

  /**
   * Checks what a user chose.
   *
   * @param seed a whole number below 2^32
   * @param episodes at least 1
   * @param steps environment steps of an episode at most; empty for all it has
   * @param rows of the file of actions, of which the last ends the last episode; empty without one
   * @throws BadInputException that names the option
   */
  public static RolloutSpec of(
      TaskInfo task, String seed, int episodes, OptionalInt steps, OptionalInt rows) {
    if (episodes < 1) {
      throw new BadInputException("--episodes: expected at least 1, got " + episodes);
    }
    int limit = steps.orElse(task.episodeLength());
    if (limit < 1 || limit > task.episodeLength()) {
      throw new BadInputException(
          "--steps: expected 1 to %d, an episode of %s, got %d"
              .formatted(task.episodeLength(), task.id(), limit));
    }
    long most = (long) episodes * limit;
    if (rows.isPresent()) {
      requireRows(rows.getAsInt(), episodes, limit);
    }
    return new RolloutSpec(task, seed(seed), limit, rows.isPresent() ? rows.getAsInt() : most);
  }

  private static void requireRows(int rows, int episodes, int limit) {
    int needed = Math.ceilDiv(rows, limit);
    if (needed != episodes) {
      throw new BadInputException(
          ("--actions: expected %d to %d rows, one for each environment step of --episodes %d of"
                  + " at most %d environment steps, got %d; say --episodes %d or %s the file")
              .formatted(
                  (episodes - 1L) * limit + 1,
                  (long) episodes * limit,
                  episodes,
                  limit,
                  rows,
                  needed,
                  needed > episodes ? "shorten" : "lengthen"));
    }
  }

  private static int seed(String text) {
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) >= 1L << Integer.SIZE) {
      throw new BadInputException(
          "--seed: expected a whole number from 0 to 4294967295, as NumPy's, got '" + text + "'");
    }
    return Integer.parseUnsignedInt(text);
  }
}
