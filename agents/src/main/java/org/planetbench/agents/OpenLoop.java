package org.planetbench.agents;

import java.util.List;
import org.planetbench.suites.Pixels;

/**
 * A model's open-loop prediction beside the truth, picture by picture: reconstructions of the first
 * {@code context} pictures, which the model saw, then imagination.
 */
public record OpenLoop(int context, List<Pixels> truth, List<Pixels> predicted) {
  public OpenLoop {
    truth = List.copyOf(truth);
    predicted = List.copyOf(predicted);
    if (truth.size() != predicted.size() || context < 1 || context > truth.size()) {
      throw new IllegalArgumentException(
          "expected as many predictions as pictures and 1 to that many in the context, got %d, %d and %d"
              .formatted(predicted.size(), truth.size(), context));
    }
  }
}
