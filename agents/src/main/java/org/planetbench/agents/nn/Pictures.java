package org.planetbench.agents.nn;

/**
 * Preprocessed pictures, folded as {@link PictureEncoder} tells: [count, half, half, 12]. They stay
 * unchanged until the backward pass of what they were used in.
 */
public interface Pictures {
  int count();

  /**
   * Writes a picture.
   *
   * @param folded [half * half * 12]
   */
  void put(int picture, float[] folded);
}
