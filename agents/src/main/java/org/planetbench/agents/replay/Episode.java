package org.planetbench.agents.replay;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.planetbench.suites.Pixels;

/**
 * A finished episode of T decisions, as T + 1 records: record 0 is the observation after the reset
 * with a zero action and a zero reward; record t is observation o_t with the action that led to it
 * and the reward that came with it.
 *
 * @param images [T + 1, height, width, 3]
 * @param actions [T + 1, actionSize]
 * @param rewards [T + 1]
 */
public record Episode(
    int height, int width, int actionSize, byte[] images, float[] actions, float[] rewards) {

  public Episode {
    if (rewards.length < 1
        || images.length != rewards.length * height * width * 3
        || actions.length != rewards.length * actionSize) {
      throw new IllegalArgumentException(
          "%d records of %d x %d x 3 and %d actions do not fit %d image bytes and %d actions"
              .formatted(rewards.length, height, width, actionSize, images.length, actions.length));
    }
  }

  /** T + 1. */
  public int records() {
    return rewards.length;
  }

  /** The picture of record {@code t}, as a copy. */
  public Pixels picture(int t) {
    int size = height * width * 3;
    return new Pixels(height, width, Arrays.copyOfRange(images, t * size, (t + 1) * size));
  }

  /** The action that led to record {@code t}, as a copy. */
  public float[] action(int t) {
    return Arrays.copyOfRange(actions, t * actionSize, (t + 1) * actionSize);
  }

  /** The arrays as a file holds them: {@code image}, {@code action}, {@code reward}. */
  SequencedMap<String, NpyArray> arrays() {
    SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put("image", new NpyArray.Bytes(new int[] {records(), height, width, 3}, images));
    arrays.put("action", new NpyArray.Floats(new int[] {records(), actionSize}, actions));
    arrays.put("reward", new NpyArray.Floats(new int[] {records()}, rewards));
    return arrays;
  }

  /** Puts an episode together, record by record. */
  public static final class Recorder {
    private final int height;
    private final int width;
    private final int actionSize;
    private final ByteArrayOutputStream images = new ByteArrayOutputStream();
    private final List<float[]> actions = new ArrayList<>();
    private final List<Float> rewards = new ArrayList<>();

    /** Begins with record 0. */
    public Recorder(Pixels first, int actionSize) {
      this.height = first.height();
      this.width = first.width();
      this.actionSize = actionSize;
      add(new float[actionSize], 0, first);
    }

    /** Adds what an action led to. The action is copied. */
    public void add(float[] action, float reward, Pixels picture) {
      if (action.length != actionSize || picture.height() != height || picture.width() != width) {
        throw new IllegalArgumentException(
            "expected a %d x %d picture and %d actions, got %d x %d and %d"
                .formatted(
                    height, width, actionSize, picture.height(), picture.width(), action.length));
      }
      images.writeBytes(picture.rgb());
      actions.add(action.clone());
      rewards.add(reward);
    }

    public Episode finish() {
      float[] allActions = new float[actions.size() * actionSize];
      float[] allRewards = new float[rewards.size()];
      for (int t = 0; t < allRewards.length; t++) {
        System.arraycopy(actions.get(t), 0, allActions, t * actionSize, actionSize);
        allRewards[t] = rewards.get(t);
      }
      return new Episode(height, width, actionSize, images.toByteArray(), allActions, allRewards);
    }
  }
}
