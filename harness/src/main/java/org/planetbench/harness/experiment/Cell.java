package org.planetbench.harness.experiment;

import java.util.Locale;
import org.planetbench.suites.TaskId;

/**
 * One point of the matrix: a task, a variant and a seed. Its id, such as {@code
 * cheetah_run-rssm-s3}, names the run's folder, its MLflow run and its jobs on a cluster.
 */
public record Cell(TaskId task, String variant, long seed) {
  public Cell {
    if (!variant.matches("[a-z0-9]+(_[a-z0-9]+)*")) {
      throw new IllegalArgumentException("a variant has only [a-z0-9_], got '" + variant + "'");
    }
    if (seed < 0) {
      throw new IllegalArgumentException("a seed is a whole number from 0, got " + seed);
    }
  }

  public String id() {
    return String.format(Locale.ROOT, "%s-%s-s%d", task, variant, seed);
  }
}
