package org.planetbench.suites;

import java.util.Arrays;
import java.util.List;

/**
 * One entry of {@link Observation#state}: its name and dm_control's shape of it. The numbers lie
 * row by row; a single number has no dimension.
 */
public record ObservationSpec(String name, List<Integer> shape) {
  public ObservationSpec {
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(extent -> extent < 1)) {
      throw new IllegalArgumentException(
          "observation " + name + ": expected positive extents, got " + shape);
    }
  }

  public ObservationSpec(String name, int... shape) {
    this(name, Arrays.stream(shape).boxed().toList());
  }

  /** How many numbers it has. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
