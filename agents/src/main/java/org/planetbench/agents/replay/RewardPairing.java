package org.planetbench.agents.replay;

import java.util.Arrays;
import org.planetbench.agents.settings.SettingWord;

/**
 * With which state a reward is learned. An episode is stored alike either way, as {@link Episode}
 * says; this is how its records are read.
 *
 * <pre>
 *   o_0 --a_1--> o_1 --a_2--> o_2 --a_3--> o_3      a_t earns r_t
 *                r_1          r_2          r_3      state_after
 *   r_1          r_2          r_3                   state_before
 * </pre>
 *
 * <p>Before, the reward head at a state expects what the next action will earn, which it is not
 * told; so planning, which sums the head over the states that its H actions lead to, counts the
 * rewards after these and not that of its first action. The last record has no reward then, and is
 * left out: an episode of T decisions has T records instead of T + 1.
 */
public enum RewardPairing {
  /** With the state that the action led to: the last public state of the published code. */
  STATE_AFTER,
  /** With the state that the action was taken in: the camera-ready code and the first release. */
  STATE_BEFORE;

  /** The word used in settings. */
  public String key() {
    return SettingWord.of(this);
  }

  /** Records that an episode of so many decisions has. */
  public int records(int decisions) {
    return decisions + 1 - withoutReward();
  }

  /** Records at an episode's end that no reward belongs to. */
  private int withoutReward() {
    return switch (this) {
      case STATE_AFTER -> 0;
      case STATE_BEFORE -> 1;
    };
  }

  /** Of an episode's rewards as stored those of its records, in their order. */
  float[] rewards(float[] stored) {
    return Arrays.copyOfRange(stored, withoutReward(), stored.length);
  }

  /**
   * Of an episode's actions as stored those of its records.
   *
   * @param size of one
   */
  float[] actions(float[] stored, int size) {
    return Arrays.copyOf(stored, stored.length - withoutReward() * size);
  }

  /**
   * Of an episode's pictures as stored those of its records.
   *
   * @param size of one
   */
  byte[] images(byte[] stored, int size) {
    return Arrays.copyOf(stored, stored.length - withoutReward() * size);
  }
}
