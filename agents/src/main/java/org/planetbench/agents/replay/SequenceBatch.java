package org.planetbench.agents.replay;

import java.util.Arrays;

/**
 * A batch of chunks, time first: at time t stands observation o_t, the action that led to it and
 * the reward paired with it ({@link RewardPairing}). A sampler writes into the arrays of one batch
 * again and again.
 *
 * @param images [length, batch, height, width, 3] raw bytes, row-major
 * @param actions [length, batch, actionSize]
 * @param rewards [length, batch]
 */
public record SequenceBatch(
    int length, int batch, int height, int width, byte[] images, float[] actions, float[] rewards) {

  public SequenceBatch {
    int frames = length * batch;
    if (frames < 1
        || rewards.length != frames
        || images.length != frames * height * width * 3
        || actions.length < frames
        || actions.length % frames != 0) {
      throw new IllegalArgumentException(
          "%d x %d frames of %d x %d x 3 do not fit %d image bytes, %d actions, %d rewards"
              .formatted(
                  length, batch, height, width, images.length, actions.length, rewards.length));
    }
  }

  /** A batch of zeros. */
  public static SequenceBatch allocate(
      int length, int batch, int height, int width, int actionSize) {
    int frames = length * batch;
    return new SequenceBatch(
        length,
        batch,
        height,
        width,
        new byte[Math.multiplyExact(frames, height * width * 3)],
        new float[frames * actionSize],
        new float[frames]);
  }

  /** As the camera-ready code has it, which does not know the action before a chunk. */
  public void zeroFirstActions() {
    Arrays.fill(actions, 0, batch * actionSize(), 0);
  }

  public int actionSize() {
    return actions.length / (length * batch);
  }
}
