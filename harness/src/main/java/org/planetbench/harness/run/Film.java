package org.planetbench.harness.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.planetbench.suites.Observation;
import org.planetbench.suites.Pixels;

/** One episode as it was seen: T + 1 pictures and the T actions between them. */
final class Film {
  private final List<Pixels> frames = new ArrayList<>();
  private final List<double[]> actions = new ArrayList<>();

  void add(Observation first) {
    frames.add(first.requirePixels());
  }

  void add(double[] action, Observation next) {
    actions.add(action.clone());
    frames.add(next.requirePixels());
  }

  List<Pixels> frames() {
    return Collections.unmodifiableList(frames);
  }

  /** actions().get(i) led from frame i to frame i + 1. */
  List<double[]> actions() {
    return Collections.unmodifiableList(actions);
  }
}
