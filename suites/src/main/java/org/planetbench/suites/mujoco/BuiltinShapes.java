package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * libmujoco's own shapes: spheres and their halves, cylinders, boxes, cones. How finely they are
 * divided is the model's choice; for one choice they are recorded once in a process.
 */
final class BuiltinShapes {
  private static final long FIRST_LIST = StructTable.offset("mjrContext.baseBuiltin");

  /** {@code mjrNUM}: the lists from the first on. */
  private static final int LISTS = 8;

  private static final Map<Division, Map<Integer, Shape>> RECORDED = new HashMap<>();

  private record Division(int slices, int stacks, int quads) {
    static Division of(MemorySegment model) {
      return new Division(
          quality(model, "numslices"), quality(model, "numstacks"), quality(model, "numquads"));
    }

    private static int quality(MemorySegment model, String field) {
      return model.get(JAVA_INT, StructTable.offset("model.vis.quality." + field));
    }
  }

  private BuiltinShapes() {}

  /**
   * @param drawing mjrContext of the model
   * @param makeAnew makes it once more
   * @return by the list's number in the context; empty if they cannot be recorded
   */
  static synchronized Map<Integer, Shape> of(
      GlContext gl, MemorySegment model, MemorySegment drawing, Runnable makeAnew) {
    Map<Integer, Shape> byPlace =
        RECORDED.computeIfAbsent(Division.of(model), division -> record(gl, drawing, makeAnew));
    Map<Integer, Shape> byNumber = new HashMap<>();
    int first = drawing.get(JAVA_INT, FIRST_LIST);
    byPlace.forEach((place, shape) -> byNumber.put(first + place, shape));
    return byNumber;
  }

  private static Map<Integer, Shape> record(
      GlContext gl, MemorySegment drawing, Runnable makeAnew) {
    Map<Integer, Shape> recorded = ShapeRecorder.record(gl, makeAnew);
    Map<Integer, Shape> byPlace = new HashMap<>();
    int first = drawing.get(JAVA_INT, FIRST_LIST);
    for (int place = 0; place < LISTS; place++) {
      Shape shape = recorded.get(first + place);
      if (shape != null) {
        byPlace.put(place, shape);
      }
    }
    return byPlace;
  }
}
