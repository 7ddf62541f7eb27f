package org.planetbench.harness.experiment;

import java.util.Locale;
import java.util.regex.Pattern;
import org.planetbench.suites.TaskId;

/**
 * One point of the matrix: a task, a variant and a seed. Its id, such as {@code
 * cheetah_run-rssm-s3}, names the run's folder, its MLflow run and its jobs on a cluster.
 */
public record Cell(TaskId task, String variant, long seed) {
  private static final Pattern VARIANT = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)*");

  public Cell {
    requireVariant(variant);
    if (seed < 0) {
      throw new IllegalArgumentException("a seed is a whole number from 0, got " + seed);
    }
  }

  /**
   * @throws IllegalArgumentException for what can't be a variant's name
   */
  public static String requireVariant(String name) {
    if (!VARIANT.matcher(name).matches()) {
      throw new IllegalArgumentException("a variant has only [a-z0-9_], got '" + name + "'");
    }
    return name;
  }

  public String id() {
    return String.format(Locale.ROOT, "%s-%s-s%d", task, variant, seed);
  }
}
