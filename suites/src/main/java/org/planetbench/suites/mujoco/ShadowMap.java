package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The texture of depths, as the light sees them, that MuJoCo casts shadows with. In Mesa's software
 * its 2048 x 2048 pixels take most of a picture's time, so two things are done about it that leave
 * every number in it as it is.
 *
 * <p>It loses its stencil, which nobody uses, and keeps its 24 bits of depth: part of a packed
 * number is cleared and written by reading, masking and writing.
 *
 * <p>And where the light and the planes have not moved, the depths of the planes, which fill the
 * map, are kept in a second texture. Instead of clearing the map and drawing all into it, the
 * rectangle that moved bodies were drawn into last time is copied back, and they alone are drawn.
 * The nearest depth wins whatever the order, so the result is the same in every bit.
 *
 * <pre>
 *   kept: planes ----copy what is dirty----> map: planes and bodies ----> shadows
 * </pre>
 */
final class ShadowMap implements AutoCloseable {
  private static final long SIDE = StructTable.offset("mjrContext.shadowSize");
  private static final long FRAMEBUFFER = StructTable.offset("mjrContext.shadowFBO");
  private static final long TEXTURE = StructTable.offset("mjrContext.shadowTex");

  private final OpenGl gl;
  private final DrawnScene scene;
  private final int side;
  private final int framebuffer;
  private final boolean keeps;
  private final Arena arena = Arena.ofConfined();
  private final MapRectangle dirty;

  private byte[] lastStill = {};
  private boolean kept;
  private int keptTexture;
  private int keptFramebuffer;

  /**
   * Of a new context, which is current.
   *
   * @param changes whether anything is to be done about it
   * @param keeps whether planes may be kept, for which {@link GlCall#CLEAR} has to work
   */
  ShadowMap(OpenGl gl, MemorySegment drawing, MemorySegment scene, boolean changes, boolean keeps) {
    this.gl = gl;
    this.scene = new DrawnScene(scene);
    side = drawing.get(JAVA_INT, SIDE);
    framebuffer = drawing.get(JAVA_INT, FRAMEBUFFER);
    dirty = new MapRectangle(side, arena);
    boolean shadows = framebuffer != 0;
    this.keeps = shadows && keeps;
    if (shadows && changes) {
      gl.defineDepthTexture(drawing.get(JAVA_INT, TEXTURE), side);
    }
  }

  /**
   * Draws a picture.
   *
   * @param update makes the scene anew, which it is already
   * @param render draws it
   */
  void draw(Runnable update, Runnable render) {
    if (!keeps) {
      render.run();
      return;
    }
    byte[] still = scene.still();
    if (still.length == 0 || !Arrays.equals(still, lastStill)) {
      lastStill = still;
      kept = false;
      render.run();
      return;
    }
    if (!kept) {
      keep(update, render);
    }
    scene.hidePlanesFromLight();
    GlCall.CLEAR.during(this::restoreInsteadOfClearing, render);
  }

  /** Draws the planes alone, and keeps what the map becomes. */
  private void keep(Runnable update, Runnable render) {
    scene.hideBodiesFromLight();
    render.run();
    update.run();
    if (keptTexture == 0) {
      keptTexture = gl.genTexture();
      gl.defineDepthTexture(keptTexture, side);
      keptFramebuffer = gl.genDepthFramebuffer(keptTexture);
    }
    gl.bindFramebuffer(OpenGl.READ_FRAMEBUFFER, framebuffer);
    gl.bindFramebuffer(OpenGl.DRAW_FRAMEBUFFER, keptFramebuffer);
    gl.blitDepth(0, 0, side, side);
    dirty.clear();
    kept = true;
  }

  /** While the light's matrices are those that bodies are about to be drawn with. */
  private boolean restoreInsteadOfClearing(int mask) {
    if (mask != OpenGl.DEPTH_BUFFER_BIT
        || gl.getInteger(OpenGl.DRAW_FRAMEBUFFER_BINDING) != framebuffer) {
      return false;
    }
    if (!dirty.isEmpty()) {
      gl.bindFramebuffer(OpenGl.READ_FRAMEBUFFER, keptFramebuffer);
      gl.blitDepth(dirty.left(), dirty.bottom(), dirty.right(), dirty.top());
      gl.bindFramebuffer(OpenGl.READ_FRAMEBUFFER, framebuffer);
    }
    dirty.clear();
    dirty.readMatrices(gl);
    scene.forEachBody(dirty::add);
    return true;
  }

  /** While the context is current. */
  @Override
  public void close() {
    if (keptTexture != 0) {
      gl.deleteFramebuffer(keptFramebuffer);
      gl.deleteTexture(keptTexture);
    }
    arena.close();
  }
}
