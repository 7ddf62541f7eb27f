package org.planetbench.suites.control;

import org.planetbench.suites.mujoco.NativeArray;

/**
 * Indices into a frame matrix, nine numbers row by row. {@code XZ} is the x component of the
 * frame's z axis: row x, column z.
 *
 * <pre>
 *   xx xy xz
 *   yx yy yz
 *   zx zy zz
 * </pre>
 */
public final class Frame {
  public static final int XX = 0;
  public static final int XZ = 2;
  public static final int ZX = 6;
  public static final int ZY = 7;
  public static final int ZZ = 8;

  private static final int AXES = 3;

  private Frame() {}

  /** The way {@code from} a place {@code to} another, along an axis (0, 1 or 2) of a frame. */
  public static double along(int axis, NativeArray frame, NativeArray from, NativeArray to) {
    double sum = 0;
    for (int i = 0; i < AXES; i++) {
      sum += (to.get(i) - from.get(i)) * frame.get(AXES * i + axis);
    }
    return sum;
  }
}
