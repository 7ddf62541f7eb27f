package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A rectangle of a shadow map that has all pixels of the bodies in it, and some more. */
final class MapRectangle {
  /** Pixels added on each side, for rounding. */
  private static final int MARGIN = 2;

  /** libmujoco leaves a border of one pixel. */
  private static final int BORDER = 1;

  /** Bodies that come this near to the light, in metres, may be anywhere. */
  private static final double NEAR = 0.01;

  private final int side;
  private final MemorySegment projection; // [4, 4], column after column
  private final MemorySegment view;
  private int left;
  private int bottom;
  private int right;
  private int top;

  MapRectangle(int side, Arena arena) {
    this.side = side;
    projection = arena.allocate(JAVA_FLOAT, OpenGl.MATRIX);
    view = arena.allocate(JAVA_FLOAT, OpenGl.MATRIX);
  }

  void clear() {
    left = side;
    bottom = side;
    right = 0;
    top = 0;
  }

  boolean isEmpty() {
    return left >= right || bottom >= top;
  }

  /** From the light's place, as they are now. */
  void readMatrices(OpenGl gl) {
    gl.getMatrix(OpenGl.PROJECTION_MATRIX, projection);
    gl.getMatrix(OpenGl.MODELVIEW_MATRIX, view);
  }

  /** Grows to a sphere. */
  void add(double x, double y, double z, double radius) {
    double depth = -eye(2, x, y, z);
    boolean perspective = at(projection, 3, 2) != 0;
    if (!(radius < Double.POSITIVE_INFINITY) || (perspective && depth - radius < NEAR)) {
      addAll();
      return;
    }
    double near = perspective ? depth - radius : 1;
    double far = perspective ? depth + radius : 1;
    double across = eye(0, x, y, z);
    double up = eye(1, x, y, z);
    left = Math.min(left, low(0, across - radius, near, far));
    right = Math.max(right, high(0, across + radius, near, far));
    bottom = Math.min(bottom, low(1, up - radius, near, far));
    top = Math.max(top, high(1, up + radius, near, far));
  }

  private void addAll() {
    left = 0;
    bottom = 0;
    right = side;
    top = side;
  }

  /** A coordinate as the light sees it. */
  private double eye(int row, double x, double y, double z) {
    return at(view, row, 0) * x + at(view, row, 1) * y + at(view, row, 2) * z + at(view, row, 3);
  }

  private int low(int axis, double distance, double near, double far) {
    double pixel = Math.min(pixel(axis, distance, near), pixel(axis, distance, far));
    return (int) Math.clamp(Math.floor(pixel) - MARGIN, 0, side);
  }

  private int high(int axis, double distance, double near, double far) {
    double pixel = Math.max(pixel(axis, distance, near), pixel(axis, distance, far));
    return (int) Math.clamp(Math.ceil(pixel) + MARGIN, 0, side);
  }

  /** From 0 to the side, of what is seen at a distance across at a depth. */
  private double pixel(int axis, double distance, double depth) {
    double normalised = (at(projection, axis, axis) * distance + at(projection, axis, 3)) / depth;
    return BORDER + (normalised + 1) / 2 * (side - 2 * BORDER);
  }

  private static double at(MemorySegment matrix, int row, int column) {
    return matrix.getAtIndex(JAVA_FLOAT, 4L * column + row);
  }

  int left() {
    return left;
  }

  int bottom() {
    return bottom;
  }

  int right() {
    return right;
  }

  int top() {
    return top;
  }
}
