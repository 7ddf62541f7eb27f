package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.mujoco.Shape.Block;

/** Beside a search of every sample of a small picture. */
final class SampleCoverageTest {
  private static final int SIDE = 8;
  private static final double[] FOUR = {0.375, 0.125, 0.875, 0.375, 0.125, 0.625, 0.625, 0.875};
  private static final double[] CENTRE = {0.5, 0.5};
  private static final int PRIMITIVES = 4000;

  private final NumpyRandomState random = new NumpyRandomState(1);

  @Test
  void keepsAllThatHaveSampleInThemAndFewOthers() {
    for (double[] samples : List.of(FOUR, CENTRE)) {
      for (int sides : new int[] {3, 4}) {
        for (double size : new double[] {0.1, 0.5, 2}) {
          List<double[][]> primitives = primitives(sides, size);
          Set<Integer> kept = keep(primitives, samples, orthographic());
          int needless = 0;
          for (int i = 0; i < PRIMITIVES; i++) {
            boolean covers = covers(primitives.get(i), samples);
            assertTrue(!covers || kept.contains(i), "left out though seen: " + i);
            needless += !covers && kept.contains(i) ? 1 : 0;
          }
          assertTrue(size > 1 || needless < PRIMITIVES / 20, needless + " of size " + size);
        }
      }
    }
  }

  /** Corners in pixels; some primitives are partly or wholly outside the picture. */
  private List<double[][]> primitives(int sides, double size) {
    List<double[][]> primitives = new ArrayList<>();
    for (int i = 0; i < PRIMITIVES; i++) {
      double x = random.uniform(-1, SIDE + 1);
      double y = random.uniform(-1, SIDE + 1);
      double[][] corners = new double[sides][];
      for (int corner = 0; corner < sides; corner++) {
        corners[corner] = new double[] {x + random.uniform(0, size), y + random.uniform(0, size)};
      }
      primitives.add(corners);
    }
    return primitives;
  }

  /** Of the triangles that a quadrilateral may be cut into, whichever way. */
  private static boolean covers(double[][] corners, double[] samples) {
    for (int x = 0; x < SIDE; x++) {
      for (int y = 0; y < SIDE; y++) {
        for (int sample = 0; sample < samples.length; sample += 2) {
          double px = x + samples[sample];
          double py = y + samples[sample + 1];
          for (int left = 0; left < corners.length; left++) {
            int out = left;
            double[][] triangle =
                corners.length == 3
                    ? corners
                    : IntStream.range(0, 4)
                        .filter(corner -> corner != out)
                        .mapToObj(corner -> corners[corner])
                        .toArray(double[][]::new);
            if (contains(triangle, px, py)) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private static boolean contains(double[][] triangle, double x, double y) {
    double first = turn(triangle[0], triangle[1], x, y);
    double second = turn(triangle[1], triangle[2], x, y);
    double third = turn(triangle[2], triangle[0], x, y);
    return (first >= 0 && second >= 0 && third >= 0) || (first <= 0 && second <= 0 && third <= 0);
  }

  private static double turn(double[] from, double[] to, double x, double y) {
    return (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
  }

  /** Numbers of the primitives that are kept. */
  private static Set<Integer> keep(
      List<double[][]> primitives, double[] samples, float[] projection) {
    int sides = primitives.getFirst().length;
    float[] vertices = new float[primitives.size() * sides * Shape.VERTEX];
    int next = 0;
    for (double[][] primitive : primitives) {
      for (double[] corner : primitive) {
        vertices[next] = (float) (corner[0] / SIDE * 2 - 1);
        vertices[next + 1] = (float) (corner[1] / SIDE * 2 - 1);
        next += Shape.VERTEX;
      }
    }
    int corners = primitives.size() * sides;
    Block block =
        new Block(
            sides == 3 ? Block.TRIANGLES : Block.QUADS, IntStream.range(0, corners).toArray());
    try (Arena arena = Arena.ofConfined()) {
      SampleCoverage coverage = new SampleCoverage(SIDE, SIDE, samples);
      MemorySegment identity = arena.allocateFrom(JAVA_FLOAT, orthographic());
      coverage.place(
          new Shape(vertices, List.of(block)),
          arena.allocateFrom(JAVA_FLOAT, projection),
          identity);
      MemorySegment kept = arena.allocate(JAVA_INT, corners);
      int count = coverage.keep(block, kept);
      Set<Integer> numbers = new HashSet<>();
      for (int i = 0; i < count; i++) {
        assertEquals(i % sides, kept.getAtIndex(JAVA_INT, i) % sides);
        numbers.add(kept.getAtIndex(JAVA_INT, i) / sides);
      }
      return numbers;
    }
  }

  private static float[] orthographic() {
    return new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  }

  @Test
  void keepsAllOfShapeThatReachesBehindTheCamera() {
    List<double[][]> primitives = primitives(3, 0.1);
    float[] depthAcross = orthographic();
    depthAcross[3] = 1; // depth is 1 + x
    depthAcross[15] = 0.5f;
    assertEquals(PRIMITIVES, keep(primitives, FOUR, depthAcross).size());
  }
}
