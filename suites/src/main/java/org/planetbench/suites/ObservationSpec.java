package org.planetbench.suites;

/** One entry of {@link Observation#state}: its name and how many numbers it has. */
public record ObservationSpec(String name, int size) {
  public ObservationSpec {
    if (size < 1) {
      throw new IllegalArgumentException(
          "observation " + name + ": expected a positive size, got " + size);
    }
  }
}
