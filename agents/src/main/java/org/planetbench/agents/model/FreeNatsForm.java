package org.planetbench.agents.model;

/**
 * How free nats enter the loss. Of the first two the gradient is the same, as they are of each time
 * step; the loss as reported differs by the free nats.
 */
public enum FreeNatsForm {
  /** The mean of max(0, KL - free nats): the last public state of the published code. */
  EXCESS,
  /** The mean of max(free nats, KL): the paper's "clip below", and the camera-ready code. */
  FLOOR,
  /** The larger of the free nats and the mean KL of batch and time: Dreamer's. */
  BATCH_FLOOR;
}
