package org.planetbench.agents.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.planetbench.suites.Suggestion;

/**
 * How free nats enter the loss. The gradient is the same; the loss as reported differs by the free
 * nats.
 */
public enum FreeNatsForm {
  /** max(0, KL - free nats): the last public state of the published code. */
  EXCESS,
  /** max(free nats, KL): the paper's "clip below", and the camera-ready code. */
  FLOOR;

  /** The word used in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The form with this {@link #key}. */
  public static FreeNatsForm of(String key) {
    return Arrays.stream(values())
        .filter(form -> form.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown free_nats_form '" + key + "'" + Suggestion.of(key, keys())));
  }

  private static List<String> keys() {
    return Arrays.stream(values()).map(FreeNatsForm::key).toList();
  }
}
