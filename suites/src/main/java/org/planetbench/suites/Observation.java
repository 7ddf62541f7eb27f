package org.planetbench.suites;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an environment shows after a reset or a step: the named state observations of dm_control, in
 * its order, and a picture where the environment renders one.
 */
public record Observation(Map<String, double[]> state, Optional<Pixels> pixels) {
  public Observation {
    state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
  }

  /** The picture, for an agent that acts from pixels. */
  public Pixels requirePixels() {
    return pixels.orElseThrow(
        () ->
            new IllegalStateException(
                "this environment renders no pixels; wrap it in PixelObservations"));
  }
}
