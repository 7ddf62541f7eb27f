package org.planetbench.agents.nn;

import java.util.function.DoubleSupplier;

/** A chain of {@link PictureLayer}s as a backend computes it. */
public interface PictureStack extends AutoCloseable {
  /**
   * What the last layer makes of pictures, flattened.
   *
   * @return [count, values]
   */
  Rows embed(Tape tape, Pictures pictures);

  /**
   * The loss scale * sum over pictures and values of (decoded - target)^2 / 2. It is differentiated
   * at once, up to the gradient of the points.
   *
   * @param points [count, channels], of 1x1 pictures
   * @return the sum without the scale, as that of a {@link SquaredError}
   */
  DoubleSupplier loss(Tape tape, Pictures targets, double scale, Rows points);

  /**
   * What the last layer makes of points, read back.
   *
   * @param points [rows, channels], of 1x1 pictures
   * @return [rows, values]
   */
  float[][] decode(Tape tape, Rows points);

  @Override
  void close();
}
