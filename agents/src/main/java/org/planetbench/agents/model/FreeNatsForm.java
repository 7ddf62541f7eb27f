package org.planetbench.agents.model;

import org.planetbench.agents.settings.SettingWord;

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
    return SettingWord.of(this);
  }
}
