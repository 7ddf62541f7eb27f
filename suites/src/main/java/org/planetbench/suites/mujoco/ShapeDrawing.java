package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planetbench.suites.mujoco.Shape.Block;

/**
 * Draws libmujoco's shapes without those of their triangles that touch no sample of the picture. In
 * a small picture most of a body's many hundred are that small, and in Mesa's software they would
 * take more than half of the time, to no effect. All others are drawn as they would have been, in
 * the same order, so each pixel is the same.
 */
final class ShapeDrawing implements AutoCloseable {
  private static final long FRAMEBUFFER = StructTable.offset("mjrContext.offFBO");

  private record Stored(Shape shape, int vertexArray, int buffer) {}

  private final OpenGl gl;
  private final int framebuffer;
  private final int width;
  private final int height;
  private final Map<Integer, Stored> shapes = new HashMap<>();
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment projection = arena.allocate(JAVA_FLOAT, OpenGl.MATRIX);
  private final MemorySegment view = arena.allocate(JAVA_FLOAT, OpenGl.MATRIX);
  private final MemorySegment corners;
  private @Nullable SampleCoverage coverage;

  /**
   * Of a new context, which is current.
   *
   * @param drawing mjrContext
   * @param shapes by the number of the list that draws them
   */
  ShapeDrawing(
      OpenGl gl, MemorySegment drawing, int width, int height, Map<Integer, Shape> shapes) {
    this.gl = gl;
    framebuffer = drawing.get(JAVA_INT, FRAMEBUFFER);
    this.width = width;
    this.height = height;
    int most = 0;
    for (Map.Entry<Integer, Shape> entry : shapes.entrySet()) {
      Shape shape = entry.getValue();
      this.shapes.put(entry.getKey(), store(shape));
      for (Block block : shape.blocks()) {
        most = Math.max(most, block.cornerCount());
      }
    }
    corners = arena.allocate(JAVA_INT, most);
  }

  private Stored store(Shape shape) {
    int vertexArray = gl.genVertexArray();
    int buffer = gl.genBuffer();
    gl.bindVertexArray(vertexArray);
    gl.bindBuffer(OpenGl.ARRAY_BUFFER, buffer);
    try (Arena upload = Arena.ofConfined()) {
      gl.bufferData(OpenGl.ARRAY_BUFFER, upload.allocateFrom(JAVA_FLOAT, shape.toArray()));
    }
    int stride = Shape.VERTEX * Float.BYTES;
    gl.vertexArrays(stride, 0, Shape.NORMAL * Float.BYTES, Shape.TEXTURE * Float.BYTES);
    gl.bindBuffer(OpenGl.ARRAY_BUFFER, 0);
    gl.bindVertexArray(0);
    return new Stored(shape, vertexArray, buffer);
  }

  /**
   * In the place of a display list.
   *
   * @return whether it is drawn
   */
  boolean draw(int list) {
    Stored stored = shapes.get(list);
    if (stored == null || gl.getInteger(OpenGl.DRAW_FRAMEBUFFER_BINDING) != framebuffer) {
      return false;
    }
    SampleCoverage samples = coverage();
    gl.getMatrix(OpenGl.PROJECTION_MATRIX, projection);
    gl.getMatrix(OpenGl.MODELVIEW_MATRIX, view);
    samples.place(stored.shape, projection, view);
    gl.bindVertexArray(stored.vertexArray);
    for (Block block : stored.shape.blocks()) {
      int count = samples.keep(block, corners);
      if (count > 0) {
        gl.drawElements(block.kind(), count, corners);
      }
    }
    gl.bindVertexArray(0);
    return true;
  }

  /** Made at the first picture, whose framebuffer knows where its samples lie. */
  private SampleCoverage coverage() {
    if (coverage == null) {
      coverage = new SampleCoverage(width, height, gl.samplePositions());
    }
    return coverage;
  }

  /** While the context is current. */
  @Override
  public void close() {
    for (Stored stored : shapes.values()) {
      gl.deleteVertexArray(stored.vertexArray);
      gl.deleteBuffer(stored.buffer);
    }
    arena.close();
  }
}
