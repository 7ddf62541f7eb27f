package org.planetbench.suites.mujoco;

import java.util.List;

/**
 * What a display list of libmujoco's draws: triangles and quadrilaterals, out of vertices that have
 * a normal and a place on a texture.
 */
final class Shape {
  /** Numbers of a vertex: place (3), normal (3), place on the texture (2). */
  static final int VERTEX = 8;

  static final int NORMAL = 3;
  static final int TEXTURE = 6;

  private final float[] vertices;
  private final List<Block> blocks;

  /**
   * @param vertices [vertex, {@value #VERTEX}]
   * @param blocks in the order of drawing
   */
  Shape(float[] vertices, List<Block> blocks) {
    this.vertices = vertices.clone();
    this.blocks = List.copyOf(blocks);
  }

  /** Primitives of one kind, drawn by one call. */
  static final class Block {
    static final int TRIANGLES = 0x0004;
    static final int QUADS = 0x0007;

    private final int kind;
    private final int[] corners;

    /**
     * @param kind {@link #TRIANGLES} or {@link #QUADS}
     * @param corners vertices, primitive after primitive
     */
    Block(int kind, int[] corners) {
      if (corners.length % sides(kind) != 0) {
        throw new IllegalArgumentException(
            "expected whole primitives of %d corners, got %d corners"
                .formatted(sides(kind), corners.length));
      }
      this.kind = kind;
      this.corners = corners.clone();
    }

    int kind() {
      return kind;
    }

    /** Corners of each primitive. */
    int sides() {
      return sides(kind);
    }

    private static int sides(int kind) {
      return kind == TRIANGLES ? 3 : 4;
    }

    /** Of all primitives together. */
    int cornerCount() {
      return corners.length;
    }

    int corner(int index) {
      return corners[index];
    }
  }

  int vertexCount() {
    return vertices.length / VERTEX;
  }

  /** A number of a vertex; its first three are its place. */
  float number(int vertex, int index) {
    return vertices[vertex * VERTEX + index];
  }

  /** [vertex, {@value #VERTEX}]. */
  float[] toArray() {
    return vertices.clone();
  }

  List<Block> blocks() {
    return blocks;
  }
}
