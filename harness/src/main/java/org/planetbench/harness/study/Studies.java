package org.planetbench.harness.study;

import java.util.List;
import java.util.Optional;

/** All studies that there are. */
public final class Studies {
  /** The profile of their cells, which they share. */
  public static final String PROFILE = "study";

  public static final List<Study> ALL =
      List.of(new DriftStudy(), new PlannerStudy(), new ModelStudy(), new OvershootingStudy());

  private Studies() {}

  public static Optional<Study> named(String name) {
    return ALL.stream().filter(study -> study.name().equals(name)).findFirst();
  }
}
