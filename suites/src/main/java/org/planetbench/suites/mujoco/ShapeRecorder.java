package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.returningNothing;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.planetbench.suites.mujoco.Shape.Block;

/**
 * Listens while libmujoco tells OpenGL what its display lists draw. What this thread tells is kept;
 * OpenGL is told all of it.
 */
final class ShapeRecorder {
  private static final AddressLayout TRIPLE =
      POINTER.withTargetLayout(MemoryLayout.sequenceLayout(3, JAVA_FLOAT));

  private record Vertex(
      float x, float y, float z, float nx, float ny, float nz, float u, float v) {}

  private record DraftBlock(int kind, List<Integer> corners) {}

  /** A list that is being told. */
  private static final class Draft {
    final Map<Vertex, Integer> vertices = new LinkedHashMap<>();
    final List<DraftBlock> blocks = new ArrayList<>();
    boolean hasNormal;
    boolean hasTexture;
    boolean isWhole = true;
  }

  private final Thread thread = Thread.currentThread();
  private final Map<Integer, Draft> lists = new HashMap<>();
  private Draft list = new Draft();
  private float nx;
  private float ny;
  private float nz;
  private float u;
  private float v;

  private ShapeRecorder() {}

  /**
   * Runs something that makes display lists. Called under a lock of the callers', after libmujoco
   * has filled its variables.
   *
   * @return by the list's number, those whose vertices all have a normal and a place on a texture;
   *     empty if libmujoco's variables are not what they should be
   */
  static Map<Integer, Shape> record(GlContext context, Runnable making) {
    ShapeRecorder recorder = new ShapeRecorder();
    List<GlVariable> taken = new ArrayList<>();
    // for good: another thread may be inside a stub at any time
    Arena arena = Arena.global();
    try {
      for (Map.Entry<String, Hook> hook : recorder.hooks().entrySet()) {
        GlVariable variable = new GlVariable(hook.getKey(), context);
        if (!variable.isAsFilled()) {
          return Map.of();
        }
        variable.set(hook.getValue().stub(variable.function(), arena));
        taken.add(variable);
      }
      making.run();
    } finally {
      taken.forEach(variable -> variable.set(variable.function()));
    }
    return recorder.shapes();
  }

  /** What is done before a function of OpenGL is called. */
  private record Hook(MethodHandle before, FunctionDescriptor signature) {
    MemorySegment stub(MemorySegment function, Arena arena) {
      MethodHandle real = NativeFunctions.function(function, signature);
      MethodHandle both = MethodHandles.foldArguments(real, before);
      return Linker.nativeLinker().upcallStub(both, signature, arena);
    }
  }

  private Map<String, Hook> hooks() {
    return Map.of(
        "glNewList", hook("newList", INT, INT),
        "glEndList", hook("endList"),
        "glBegin", hook("begin", INT),
        "glNormal3f", hook("normal", JAVA_FLOAT, JAVA_FLOAT, JAVA_FLOAT),
        "glNormal3fv", hook("normal", TRIPLE),
        "glTexCoord2f", hook("texture", JAVA_FLOAT, JAVA_FLOAT),
        "glTexCoord2d", hook("texture", JAVA_DOUBLE, JAVA_DOUBLE),
        "glVertex3f", hook("vertex", JAVA_FLOAT, JAVA_FLOAT, JAVA_FLOAT),
        "glVertex3fv", hook("vertex", TRIPLE));
  }

  private Hook hook(String method, MemoryLayout... arguments) {
    FunctionDescriptor signature = returningNothing(arguments);
    MethodType type = signature.toMethodType();
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      MethodHandle isListening =
          lookup.bind(this, "isListening", MethodType.methodType(boolean.class));
      MethodHandle before =
          MethodHandles.guardWithTest(
              isListening, lookup.bind(this, method, type), MethodHandles.empty(type));
      return new Hook(before, signature);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("UnusedMethod") // before each upcall
  private boolean isListening() {
    return Thread.currentThread().equals(thread);
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // an upcall
  private void newList(int number, int mode) {
    list = new Draft();
    lists.put(number, list);
  }

  @SuppressWarnings("UnusedMethod")
  private void endList() {
    list = new Draft(); // of what is told outside, which nobody asks for
  }

  @SuppressWarnings("UnusedMethod")
  private void begin(int kind) {
    list.blocks.add(new DraftBlock(kind, new ArrayList<>()));
    list.isWhole &= kind == Block.TRIANGLES || kind == Block.QUADS;
  }

  private void normal(float x, float y, float z) {
    nx = x;
    ny = y;
    nz = z;
    list.hasNormal = true;
  }

  @SuppressWarnings("UnusedMethod")
  private void normal(MemorySegment triple) {
    normal(
        triple.getAtIndex(JAVA_FLOAT, 0),
        triple.getAtIndex(JAVA_FLOAT, 1),
        triple.getAtIndex(JAVA_FLOAT, 2));
  }

  @SuppressWarnings("UnusedMethod")
  private void texture(double across, double up) {
    texture((float) across, (float) up);
  }

  private void texture(float across, float up) {
    u = across;
    v = up;
    list.hasTexture = true;
  }

  private void vertex(float x, float y, float z) {
    list.isWhole &= list.hasNormal && list.hasTexture && !list.blocks.isEmpty();
    if (list.isWhole) {
      Vertex vertex = new Vertex(x, y, z, nx, ny, nz, u, v);
      int corner = list.vertices.computeIfAbsent(vertex, unknown -> list.vertices.size());
      list.blocks.getLast().corners.add(corner);
    }
  }

  @SuppressWarnings("UnusedMethod")
  private void vertex(MemorySegment triple) {
    vertex(
        triple.getAtIndex(JAVA_FLOAT, 0),
        triple.getAtIndex(JAVA_FLOAT, 1),
        triple.getAtIndex(JAVA_FLOAT, 2));
  }

  private Map<Integer, Shape> shapes() {
    Map<Integer, Shape> shapes = new HashMap<>();
    lists.forEach(
        (number, draft) -> {
          if (draft.isWhole && !draft.vertices.isEmpty()) {
            shapes.put(number, shape(draft));
          }
        });
    return shapes;
  }

  private static Shape shape(Draft draft) {
    float[] numbers = new float[draft.vertices.size() * Shape.VERTEX];
    int next = 0;
    for (Vertex vertex : draft.vertices.keySet()) {
      numbers[next++] = vertex.x;
      numbers[next++] = vertex.y;
      numbers[next++] = vertex.z;
      numbers[next++] = vertex.nx;
      numbers[next++] = vertex.ny;
      numbers[next++] = vertex.nz;
      numbers[next++] = vertex.u;
      numbers[next++] = vertex.v;
    }
    List<Block> blocks = new ArrayList<>();
    for (DraftBlock block : draft.blocks) {
      int[] corners = block.corners.stream().mapToInt(Integer::intValue).toArray();
      blocks.add(new Block(block.kind, corners));
    }
    return new Shape(numbers, blocks);
  }
}
