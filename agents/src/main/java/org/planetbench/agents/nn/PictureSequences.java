package org.planetbench.agents.nn;

import org.planetbench.suites.Pixels;

/**
 * Pictures of sequences as they are stored, and some of these sequences.
 *
 * @param rgb [times, all, side, side, 3]
 * @param all how many sequences there are
 * @param first the first of the chosen ones
 * @param chosen how many follow, itself included
 */
public record PictureSequences(byte[] rgb, int side, int times, int all, int first, int chosen) {
  /** One picture. */
  public static PictureSequences of(Pixels picture) {
    return new PictureSequences(picture.rgb(), picture.width(), 1, 1, 0, 1);
  }

  /** Where a picture begins. */
  public int offset(int time, int sequence) {
    return (time * all + first + sequence) * side * side * 3;
  }
}
