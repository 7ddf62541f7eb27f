package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.planetbench.suites.mujoco.Shape.Block;

/**
 * Tells which primitives of a shape may touch a sample of a picture. Of the others OpenGL would
 * draw nothing, in no case: what is taken for a primitive here is larger than it by more than all
 * rounding.
 *
 * <p>Places in the picture are whole numbers, {@value #PIXEL} to a pixel.
 */
final class SampleCoverage {
  private static final int PIXEL = 4096;
  private static final int SHIFT = 12;

  /**
   * Pixels that corners may lie beside where they are found: twice what llvmpipe rounds them by.
   */
  private static final double MARGIN = 1.0 / 256;

  /** Of single precision, and how many roundings a corner has come through, generously. */
  private static final double ROUNDING = 0x1p-24 * 16;

  /** Pixels, beyond which corners are not followed; far less than an int has room for. */
  private static final double FAR = 0x1p15;

  private final int width;
  private final int height;
  private final int[] sampleX;
  private final int[] sampleY;

  private final float[] projection = new float[OpenGl.MATRIX];
  private final float[] view = new float[OpenGl.MATRIX];
  private final double[] matrix = new double[OpenGl.MATRIX]; // row after row
  private int[] cornerX = {};
  private int[] cornerY = {};
  private int margin;
  private boolean isPlaced;

  /**
   * @param width of the picture, in pixels
   * @param samples [sample, 2], where in a pixel, from 0 to 1 from its left and from its bottom
   */
  SampleCoverage(int width, int height, double[] samples) {
    this.width = width * PIXEL;
    this.height = height * PIXEL;
    sampleX = new int[samples.length / 2];
    sampleY = new int[samples.length / 2];
    for (int i = 0; i < sampleX.length; i++) {
      sampleX[i] = (int) Math.round(samples[2 * i] * PIXEL);
      sampleY[i] = (int) Math.round(samples[2 * i + 1] * PIXEL);
    }
  }

  /**
   * Finds where the corners of a shape are seen.
   *
   * @param projection [4, 4], floats, column after column, as the next
   * @param view from the shape's own coordinates, none of which is beyond 1, to the camera's
   */
  void place(Shape shape, MemorySegment projection, MemorySegment view) {
    MemorySegment.copy(projection, JAVA_FLOAT, 0, this.projection, 0, OpenGl.MATRIX);
    MemorySegment.copy(view, JAVA_FLOAT, 0, this.view, 0, OpenGl.MATRIX);
    multiply();
    int vertices = shape.vertexCount();
    if (cornerX.length < vertices) {
      cornerX = new int[vertices];
      cornerY = new int[vertices];
    }
    double nearest = Double.POSITIVE_INFINITY;
    double widest = 0;
    for (int i = 0; i < vertices; i++) {
      double x = shape.number(i, 0);
      double y = shape.number(i, 1);
      double z = shape.number(i, 2);
      double depth = row(3, x, y, z);
      double across = row(0, x, y, z) / depth;
      double up = row(1, x, y, z) / depth;
      nearest = Math.min(nearest, depth);
      widest = Math.max(widest, Math.max(Math.abs(across), Math.abs(up)));
      cornerX[i] = (int) ((across + 1) / 2 * width);
      cornerY[i] = (int) ((up + 1) / 2 * height);
    }
    double pixels = Math.max(width, height) / (2.0 * PIXEL);
    double error = MARGIN + ROUNDING * largestTerm() * pixels * (1 + widest) / nearest;
    isPlaced = nearest > 0 && widest * pixels < FAR && error < 1;
    margin = isPlaced ? (int) Math.ceil(error * PIXEL) + 1 : 0;
  }

  private void multiply() {
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        double sum = 0;
        for (int k = 0; k < 4; k++) {
          sum += (double) projection[4 * k + row] * view[4 * column + k];
        }
        matrix[4 * row + column] = sum;
      }
    }
  }

  /** The most that the numbers add up to, without their signs, on the way to a corner's place. */
  private double largestTerm() {
    double largest = 0;
    for (int row = 0; row < 4; row++) {
      double sum = 0;
      for (int k = 0; k < 4; k++) {
        double terms = 0;
        for (int column = 0; column < 4; column++) {
          terms += Math.abs(view[4 * column + k]);
        }
        sum += Math.abs(projection[4 * k + row]) * terms;
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  private double row(int row, double x, double y, double z) {
    return matrix[4 * row] * x
        + matrix[4 * row + 1] * y
        + matrix[4 * row + 2] * z
        + matrix[4 * row + 3];
  }

  /**
   * Writes the corners of those primitives that may be seen.
   *
   * @param block of the shape that was placed
   * @param corners as many ints as the block has corners
   * @return how many were written
   */
  int keep(Block block, MemorySegment corners) {
    int sides = block.sides();
    int kept = 0;
    for (int first = 0; first < block.cornerCount(); first += sides) {
      int a = block.corner(first);
      int b = block.corner(first + 1);
      int c = block.corner(first + 2);
      int d = block.corner(first + sides - 1); // of a triangle, c once more
      if (!isPlaced || mayBeSeen(a, b, c, d)) {
        corners.setAtIndex(JAVA_INT, kept++, a);
        corners.setAtIndex(JAVA_INT, kept++, b);
        corners.setAtIndex(JAVA_INT, kept++, c);
        if (sides == 4) {
          corners.setAtIndex(JAVA_INT, kept++, d);
        }
      }
    }
    return kept;
  }

  private boolean mayBeSeen(int a, int b, int c, int d) {
    int[] x = cornerX;
    int[] y = cornerY;
    int west = Math.min(Math.min(x[a], x[b]), Math.min(x[c], x[d])) - margin;
    int east = Math.max(Math.max(x[a], x[b]), Math.max(x[c], x[d])) + margin;
    int south = Math.min(Math.min(y[a], y[b]), Math.min(y[c], y[d])) - margin;
    int north = Math.max(Math.max(y[a], y[b]), Math.max(y[c], y[d])) + margin;
    if (east < 0 || north < 0 || west > width || south > height) {
      return false;
    }
    boolean isLarge = east - west >= PIXEL || north - south >= PIXEL;
    for (int i = 0; i < sampleX.length; i++) {
      int px = firstFrom(west, sampleX[i]);
      int py = firstFrom(south, sampleY[i]);
      if (px <= east
          && py <= north
          && (isLarge
              || !(isBeside(px, py, a, b, c, d)
                  || isBeside(px, py, b, c, d, a)
                  || isBeside(px, py, c, d, a, b)
                  || isBeside(px, py, d, a, b, c)))) {
        return true;
      }
    }
    return false;
  }

  /** The first of those that lie an offset from a pixel's edge. */
  private static int firstFrom(int low, int offset) {
    return ((low - offset + PIXEL - 1) >> SHIFT << SHIFT) + offset;
  }

  /**
   * Whether all corners lie on the other side of a line in the direction from a to b. Nothing is
   * asked of the primitive's shape, or of which side is its front.
   */
  private boolean isBeside(int px, int py, int a, int b, int c, int d) {
    long dx = (long) cornerX[b] - cornerX[a];
    long dy = (long) cornerY[b] - cornerY[a];
    long atC = dx * (cornerY[c] - cornerY[a]) - dy * (cornerX[c] - cornerX[a]);
    long atD = dx * (cornerY[d] - cornerY[a]) - dy * (cornerX[d] - cornerX[a]);
    long at = dx * (py - cornerY[a]) - dy * (px - cornerX[a]);
    long beside = margin * (Math.abs(dx) + Math.abs(dy));
    return at < Math.min(0, Math.min(atC, atD)) - beside
        || at > Math.max(0, Math.max(atC, atD)) + beside;
  }
}
