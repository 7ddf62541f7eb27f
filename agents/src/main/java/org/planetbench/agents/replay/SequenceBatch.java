package org.planetbench.agents.replay;

/**
 * A batch of chunks, time first: at time t stands observation o_t, the action that led to it and
 * the reward received with it (planet-spec section 2).
 *
 * @param images [length, batch, height, width, 3] raw bytes, row-major
 * @param actions [length, batch, actionSize]
 * @param rewards [length, batch]
 */
public record SequenceBatch(
    int length,
    int batch,
    int height,
    int width,
    byte[] images,
    float[] actions,
    float[] rewards) {}
