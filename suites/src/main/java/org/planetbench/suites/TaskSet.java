package org.planetbench.suites;

import java.util.Comparator;
import java.util.List;

/**
 * Tasks that one agent plays in turn. Their actions differ in number; the agent's are as wide as
 * the widest.
 */
public record TaskSet(TaskId id, List<TaskInfo> tasks) {
  public TaskSet {
    if (tasks.size() < 2) {
      throw new IllegalArgumentException(
          "set " + id + ": expected at least two tasks, got " + tasks.size());
    }
    tasks = List.copyOf(tasks);
  }

  /** The widest action box of some tasks; all the suite's boxes have the same bounds. */
  public static ActionSpec widest(List<TaskInfo> tasks) {
    return tasks.stream()
        .max(Comparator.comparingInt(TaskInfo::actions))
        .map(TaskInfo::actionSpec)
        .orElseThrow(() -> new IllegalArgumentException("expected tasks, got none"));
  }
}
