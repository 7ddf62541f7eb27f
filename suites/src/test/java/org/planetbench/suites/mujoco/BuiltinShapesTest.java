package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("native")
final class BuiltinShapesTest {
  private static final long FIRST_LIST = StructTable.offset("mjrContext.baseBuiltin");
  private static final int SPHERE = 0;
  private static final int BOX = 6;

  /** MuJoCo's defaults, which no task of the suite changes: slices, stacks, quads of a box. */
  private static final int SLICES = 28;

  private static final int STACKS = 16;
  private static final int QUADS = 4;

  @Test
  void areRecordedWhileLibmujocoMakesThem() {
    GlContext gl = GlContext.acquire();
    try (Arena arena = Arena.ofConfined();
        MujocoModel model = MujocoModel.ofDomain("cheetah")) {
      MemorySegment drawing = arena.allocate(StructTable.sizeOf("mjrContext"), Long.BYTES);
      make(model, drawing);
      Map<Integer, Shape> shapes =
          BuiltinShapes.of(gl, model.memory(), drawing, () -> make(model, drawing));
      int first = drawing.get(JAVA_INT, FIRST_LIST);
      assertEquals(7, shapes.size()); // all but the haze at the horizon, which has colours
      assertSphere(Objects.requireNonNull(shapes.get(first + SPHERE)));
      assertBox(Objects.requireNonNull(shapes.get(first + BOX)));
      MujocoDrawing.freeContext(drawing);
    } finally {
      gl.release();
    }
  }

  private static void make(MujocoModel model, MemorySegment drawing) {
    MujocoDrawing.freeContext(drawing);
    MujocoDrawing.makeContext(model.memory(), drawing, StructTable.constant("mjFONTSCALE_150"));
  }

  private static void assertSphere(Shape sphere) {
    assertEquals(2 * 3 * SLICES, corners(sphere, Shape.Block.TRIANGLES)); // at the poles
    assertEquals((STACKS - 2) * 4 * SLICES, corners(sphere, Shape.Block.QUADS));
    for (int i = 0; i < sphere.vertexCount(); i++) {
      double length = 0;
      for (int axis = 0; axis < 3; axis++) {
        length += Math.pow(sphere.number(i, axis), 2);
        assertEquals(sphere.number(i, axis), sphere.number(i, Shape.NORMAL + axis), 1e-6);
      }
      assertEquals(1, length, 1e-6);
    }
  }

  private static void assertBox(Shape box) {
    assertEquals(0, corners(box, Shape.Block.TRIANGLES));
    assertEquals(6 * QUADS * QUADS * 4, corners(box, Shape.Block.QUADS));
    for (int i = 0; i < box.vertexCount(); i++) {
      double largest = 0;
      for (int axis = 0; axis < 3; axis++) {
        largest = Math.max(largest, Math.abs(box.number(i, axis)));
      }
      assertEquals(1, largest);
    }
  }

  private static int corners(Shape shape, int kind) {
    return shape.blocks().stream()
        .filter(block -> block.kind() == kind)
        .mapToInt(Shape.Block::cornerCount)
        .sum();
  }
}
