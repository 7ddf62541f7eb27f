package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.planetbench.suites.Camera;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.RenderQuality;

/**
 * Draws a simulation as one of the model's fixed cameras sees it, with dm_control's settings.
 * Belongs to the platform thread that made it. Close it before its data and model.
 */
public final class OffscreenRenderer implements Camera {
  private static final int MAX_GEOMS = 1000;

  /** Every OpenGL of today can do this; a framebuffer that is refused would end the process. */
  private static final int MAX_SIDE = 4096;

  /** If true, a renderer opened from then on draws as libmujoco does by itself: the same pixels. */
  private static final String PLAIN_PROPERTY = "planetbench.gl.plain";

  private static final long OFFSCREEN_WIDTH = StructTable.offset("model.vis.global.offwidth");
  private static final long OFFSCREEN_HEIGHT = StructTable.offset("model.vis.global.offheight");
  private static final long SHADOW_MAP = StructTable.offset("model.vis.quality.shadowsize");
  private static final int OFFSCREEN = StructTable.constant("mjFB_OFFSCREEN");
  private static final int ALL_CATEGORIES = StructTable.constant("mjCAT_ALL");
  private static final int FONT_SCALE = StructTable.constant("mjFONTSCALE_150");

  private final Arena arena = Arena.ofConfined();
  private final MujocoData data;
  private final int height;
  private final int width;
  private final GlContext gl;
  private final MemorySegment scene = allocate("mjvScene");
  private final MemorySegment option = allocate("mjvOption");
  private final MemorySegment camera = allocate("mjvCamera");
  private final MemorySegment perturb = allocate("mjvPerturb");
  private final MemorySegment context = allocate("mjrContext");
  private final MemorySegment viewport = arena.allocate(MujocoDrawing.RECTANGLE);
  private final MemorySegment rgb; // [height, width, 3], bottom row first
  private final boolean changes;
  private final ShadowMap shadows;
  private final ShapeDrawing shapes;

  private OffscreenRenderer(
      GlContext gl, MujocoData data, int cameraId, int height, int width, RenderQuality quality) {
    this.gl = gl;
    this.data = data;
    this.height = height;
    this.width = width;
    this.rgb = arena.allocate(3L * height * width);
    viewport.setAtIndex(JAVA_INT, 2, width);
    viewport.setAtIndex(JAVA_INT, 3, height);
    try {
      prepareView(cameraId);
      changes = !Boolean.getBoolean(PLAIN_PROPERTY) && gl.drawsInSoftware();
      MemorySegment model = data.model().memory();
      // libmujoco calls OpenGL through variables of the whole process
      synchronized (OffscreenRenderer.class) {
        makeContext(model, quality);
        boolean intercepts =
            changes && GlCall.CLEAR.intercept(gl) && GlCall.CALL_LIST.intercept(gl);
        Map<Integer, Shape> known = Map.of();
        if (intercepts) {
          known = BuiltinShapes.of(gl, model, context, () -> remakeContext(model, quality));
        }
        OpenGl functions = new OpenGl(gl);
        shadows = new ShadowMap(functions, context, scene, changes, intercepts);
        shapes = shapes(functions, known);
      }
    } catch (RuntimeException | Error e) {
      free();
      throw e;
    }
  }

  private ShapeDrawing shapes(OpenGl functions, Map<Integer, Shape> known) {
    try {
      return new ShapeDrawing(functions, context, width, height, known);
    } catch (RuntimeException | Error e) {
      shadows.close();
      throw e;
    }
  }

  /**
   * @param cameraId index of a camera of the model
   * @throws org.planetbench.suites.MachineNotReadyException if there is no OpenGL
   */
  public static OffscreenRenderer open(
      MujocoData data, int cameraId, int height, int width, RenderQuality quality) {
    if (Math.min(height, width) < 1 || Math.max(height, width) > MAX_SIDE) {
      throw new IllegalArgumentException(
          "expected a picture of 1 to %d pixels a side, got %d x %d"
              .formatted(MAX_SIDE, height, width));
    }
    GlContext gl = GlContext.acquire();
    try {
      return new OffscreenRenderer(gl, data, cameraId, height, width, quality);
    } catch (RuntimeException | Error e) {
      gl.release();
      throw e;
    }
  }

  /** Whether it draws otherwise than libmujoco by itself: the same pixels, faster. */
  boolean changes() {
    return changes;
  }

  private void prepareView(int cameraId) {
    MujocoDrawing.defaultOption(option);
    long rangefinder =
        StructTable.offset("mjvOption.flags") + StructTable.constant("mjVIS_RANGEFINDER");
    option.set(JAVA_BYTE, rangefinder, (byte) 0);
    MujocoDrawing.defaultPerturb(perturb);
    MujocoDrawing.defaultCamera(camera);
    int fixed = StructTable.constant("mjCAMERA_FIXED");
    camera.set(JAVA_INT, StructTable.offset("mjvCamera.type"), fixed);
    camera.set(JAVA_INT, StructTable.offset("mjvCamera.fixedcamid"), cameraId);
    MujocoDrawing.defaultScene(scene);
    MujocoDrawing.makeScene(data.model().memory(), scene, MAX_GEOMS);
  }

  /**
   * The size of the offscreen buffer and of the shadow map are read from the model at this moment
   * only; they are put back, so that renderers of one model do not see each other's settings.
   */
  private void makeContext(MemorySegment model, RenderQuality quality) {
    int modelWidth = model.get(JAVA_INT, OFFSCREEN_WIDTH);
    int modelHeight = model.get(JAVA_INT, OFFSCREEN_HEIGHT);
    int modelShadowMap = model.get(JAVA_INT, SHADOW_MAP);
    model.set(JAVA_INT, OFFSCREEN_WIDTH, width);
    model.set(JAVA_INT, OFFSCREEN_HEIGHT, height);
    model.set(JAVA_INT, SHADOW_MAP, quality.shadowMapSize().orElse(modelShadowMap));
    try {
      MujocoDrawing.defaultContext(context);
      MujocoDrawing.makeContext(model, context, FONT_SCALE);
    } finally {
      model.set(JAVA_INT, OFFSCREEN_WIDTH, modelWidth);
      model.set(JAVA_INT, OFFSCREEN_HEIGHT, modelHeight);
      model.set(JAVA_INT, SHADOW_MAP, modelShadowMap);
    }
  }

  private void remakeContext(MemorySegment model, RenderQuality quality) {
    MujocoDrawing.freeContext(context);
    makeContext(model, quality);
  }

  private MemorySegment allocate(String struct) {
    return arena.allocate(StructTable.sizeOf(struct), Long.BYTES);
  }

  @Override
  public Pixels picture() {
    updateScene();
    GlCall.CALL_LIST.during(shapes::draw, () -> shadows.draw(this::updateScene, this::render));
    MujocoDrawing.readPixels(rgb, viewport, context);
    return new Pixels(height, width, topRowFirst());
  }

  private void updateScene() {
    MemorySegment model = data.model().memory();
    MujocoDrawing.updateScene(model, data.memory(), option, perturb, camera, ALL_CATEGORIES, scene);
  }

  private void render() {
    MujocoDrawing.setBuffer(OFFSCREEN, context); // another renderer of this thread has its own
    MujocoDrawing.render(viewport, scene, context);
  }

  private byte[] topRowFirst() {
    byte[] flipped = new byte[3 * height * width];
    int row = 3 * width;
    for (int y = 0; y < height; y++) {
      MemorySegment.copy(rgb, JAVA_BYTE, (long) (height - 1 - y) * row, flipped, y * row, row);
    }
    return flipped;
  }

  @Override
  public void close() {
    viewport.setAtIndex(JAVA_INT, 0, 0); // or throws, where OpenGL would free another's objects
    shapes.close();
    shadows.close();
    free();
    gl.release();
  }

  /** What the memory leads to, then the memory; nothing where nothing was made yet. */
  private void free() {
    MujocoDrawing.freeContext(context);
    MujocoDrawing.freeScene(scene);
    arena.close();
  }
}
