package org.planetbench.suites;

import java.util.regex.Pattern;

/**
 * A task of a suite, written {@code cheetah_run}: the domain may itself hold underscores, as in
 * ball_in_cup_catch.
 */
public record TaskId(String id) implements Comparable<TaskId> {
  private static final Pattern VALID = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)*");

  public TaskId {
    if (!VALID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a task id is words of [a-z0-9] joined by single _, as in cheetah_run, got '" + id + "'");
    }
  }

  @Override
  public int compareTo(TaskId other) {
    return id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return id;
  }
}
