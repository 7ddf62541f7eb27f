package org.planetbench.agents.model;

import org.planetbench.agents.nn.ActionDistribution;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.TanhGaussian;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TruncatedNormal;

/** What an actor's numbers are parameters of. */
public enum ActorForm {
  /** Dreamer's {@link TanhGaussian}. */
  TANH_NORMAL,
  /** DreamerV2's {@link TruncatedNormal}. */
  TRUNCATED_NORMAL;

  /** What an action is drawn with. */
  LatentNoise noise(int actionSize) {
    return switch (this) {
      case TANH_NORMAL -> LatentNoise.normals(actionSize);
      case TRUNCATED_NORMAL -> LatentNoise.uniforms(actionSize);
    };
  }

  /**
   * @param raw [rows, 2 actionSize]
   * @param firstStd the deviation that a normal distribution begins with
   */
  ActionDistribution of(Tape tape, Rows raw, double firstStd) {
    return switch (this) {
      case TANH_NORMAL -> TanhGaussian.of(tape, raw, firstStd);
      case TRUNCATED_NORMAL -> TruncatedNormal.of(raw);
    };
  }
}
