package org.planetbench.suites.control;

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
  public static final int ZZ = 8;

  private Frame() {}
}
