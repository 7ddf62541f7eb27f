package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.returningNothing;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of OpenGL that {@link ShadowMap} and {@link ShapeDrawing} call themselves, beside
 * those that libmujoco calls. One C function, one method of the same name, with its constants.
 */
final class OpenGl {
  static final int TEXTURE0 = 0x84C0;
  static final int TEXTURE1 = 0x84C1;
  static final int TEXTURE_2D = 0x0DE1;
  static final int FRAMEBUFFER = 0x8D40;
  static final int READ_FRAMEBUFFER = 0x8CA8;
  static final int DRAW_FRAMEBUFFER = 0x8CA9;
  static final int DRAW_FRAMEBUFFER_BINDING = 0x8CA6;
  static final int DEPTH_ATTACHMENT = 0x8D00;
  static final int DEPTH_BUFFER_BIT = 0x0100;
  static final int MODELVIEW_MATRIX = 0x0BA6;
  static final int PROJECTION_MATRIX = 0x0BA7;
  static final int ARRAY_BUFFER = 0x8892;

  /** Numbers of a matrix. */
  static final int MATRIX = 16;

  private static final int NONE = 0;
  private static final int NEAREST = 0x2600;
  private static final int DEPTH_COMPONENT = 0x1902;
  private static final int DEPTH_COMPONENT24 = 0x81A6;
  private static final int UNSIGNED_INT = 0x1405;
  private static final int FLOAT = 0x1406;
  private static final int STATIC_DRAW = 0x88E4;
  private static final int VERTEX_ARRAY = 0x8074;
  private static final int NORMAL_ARRAY = 0x8075;
  private static final int TEXTURE_COORD_ARRAY = 0x8078;
  private static final int SAMPLES = 0x80A9;
  private static final int SAMPLE_POSITION = 0x8E50;

  private final MethodHandle activeTexture;
  private final MethodHandle bindTexture;
  private final MethodHandle texImage2D;
  private final MethodHandle genTextures;
  private final MethodHandle deleteTextures;
  private final MethodHandle genFramebuffers;
  private final MethodHandle deleteFramebuffers;
  private final MethodHandle bindFramebuffer;
  private final MethodHandle framebufferTexture2D;
  private final MethodHandle drawBuffer;
  private final MethodHandle readBuffer;
  private final MethodHandle blitFramebuffer;
  private final MethodHandle getIntegerv;
  private final MethodHandle getFloatv;
  private final MethodHandle getMultisamplefv;
  private final MethodHandle genVertexArrays;
  private final MethodHandle deleteVertexArrays;
  private final MethodHandle bindVertexArray;
  private final MethodHandle genBuffers;
  private final MethodHandle deleteBuffers;
  private final MethodHandle bindBuffer;
  private final MethodHandle bufferData;
  private final MethodHandle enableClientState;
  private final MethodHandle vertexPointer;
  private final MethodHandle normalPointer;
  private final MethodHandle texCoordPointer;
  private final MethodHandle drawElements;
  private final MemorySegment number = Arena.ofAuto().allocate(INT);

  OpenGl(GlContext context) {
    activeTexture = function(context, "glActiveTexture", INT);
    bindTexture = function(context, "glBindTexture", INT, INT);
    texImage2D = function(context, "glTexImage2D", INT, INT, INT, INT, INT, INT, INT, INT, POINTER);
    genTextures = function(context, "glGenTextures", INT, POINTER);
    deleteTextures = function(context, "glDeleteTextures", INT, POINTER);
    genFramebuffers = function(context, "glGenFramebuffers", INT, POINTER);
    deleteFramebuffers = function(context, "glDeleteFramebuffers", INT, POINTER);
    bindFramebuffer = function(context, "glBindFramebuffer", INT, INT);
    framebufferTexture2D = function(context, "glFramebufferTexture2D", INT, INT, INT, INT, INT);
    drawBuffer = function(context, "glDrawBuffer", INT);
    readBuffer = function(context, "glReadBuffer", INT);
    blitFramebuffer =
        function(context, "glBlitFramebuffer", INT, INT, INT, INT, INT, INT, INT, INT, INT, INT);
    getIntegerv = function(context, "glGetIntegerv", INT, POINTER);
    getFloatv = function(context, "glGetFloatv", INT, POINTER);
    getMultisamplefv = function(context, "glGetMultisamplefv", INT, INT, POINTER);
    genVertexArrays = function(context, "glGenVertexArrays", INT, POINTER);
    deleteVertexArrays = function(context, "glDeleteVertexArrays", INT, POINTER);
    bindVertexArray = function(context, "glBindVertexArray", INT);
    genBuffers = function(context, "glGenBuffers", INT, POINTER);
    deleteBuffers = function(context, "glDeleteBuffers", INT, POINTER);
    bindBuffer = function(context, "glBindBuffer", INT, INT);
    bufferData = function(context, "glBufferData", INT, JAVA_LONG, POINTER, INT);
    enableClientState = function(context, "glEnableClientState", INT);
    vertexPointer = function(context, "glVertexPointer", INT, INT, INT, POINTER);
    normalPointer = function(context, "glNormalPointer", INT, INT, POINTER);
    texCoordPointer = function(context, "glTexCoordPointer", INT, INT, INT, POINTER);
    drawElements = function(context, "glDrawElements", INT, INT, INT, POINTER);
  }

  private static MethodHandle function(GlContext context, String name, MemoryLayout... arguments) {
    return NativeFunctions.function(context.function(name), returningNothing(arguments));
  }

  /** Makes a depth texture of 24 bits, without a stencil, of an image that is bound to a unit. */
  void defineDepthTexture(int texture, int side) {
    try {
      activeTexture.invokeExact(TEXTURE1);
      bindTexture.invokeExact(TEXTURE_2D, texture);
      texImage2D.invokeExact(
          TEXTURE_2D,
          0,
          DEPTH_COMPONENT24,
          side,
          side,
          0,
          DEPTH_COMPONENT,
          UNSIGNED_INT,
          MemorySegment.NULL);
      activeTexture.invokeExact(TEXTURE0);
    } catch (Throwable e) {
      throw failed("glTexImage2D", e);
    }
  }

  int genTexture() {
    return generate("glGenTextures", genTextures);
  }

  void deleteTexture(int texture) {
    delete("glDeleteTextures", deleteTextures, texture);
  }

  /** A framebuffer of a depth texture alone; it is bound afterwards. */
  int genDepthFramebuffer(int texture) {
    int framebuffer = generate("glGenFramebuffers", genFramebuffers);
    bindFramebuffer(FRAMEBUFFER, framebuffer);
    try {
      framebufferTexture2D.invokeExact(FRAMEBUFFER, DEPTH_ATTACHMENT, TEXTURE_2D, texture, 0);
      drawBuffer.invokeExact(NONE);
      readBuffer.invokeExact(NONE);
    } catch (Throwable e) {
      throw failed("glFramebufferTexture2D", e);
    }
    return framebuffer;
  }

  void deleteFramebuffer(int framebuffer) {
    delete("glDeleteFramebuffers", deleteFramebuffers, framebuffer);
  }

  void bindFramebuffer(int target, int framebuffer) {
    try {
      bindFramebuffer.invokeExact(target, framebuffer);
    } catch (Throwable e) {
      throw failed("glBindFramebuffer", e);
    }
  }

  /** Copies the depth of a rectangle to the same place. */
  void blitDepth(int left, int bottom, int right, int top) {
    try {
      blitFramebuffer.invokeExact(
          left, bottom, right, top, left, bottom, right, top, DEPTH_BUFFER_BIT, NEAREST);
    } catch (Throwable e) {
      throw failed("glBlitFramebuffer", e);
    }
  }

  int getInteger(int name) {
    try {
      getIntegerv.invokeExact(name, number);
      return number.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw failed("glGetIntegerv", e);
    }
  }

  /** Column after column. */
  void getMatrix(int name, MemorySegment matrix) {
    try {
      getFloatv.invokeExact(name, matrix);
    } catch (Throwable e) {
      throw failed("glGetFloatv", e);
    }
  }

  /**
   * [sample, 2], of the framebuffer that is drawn into: where in a pixel its samples are, from 0 to
   * 1 from left and from below.
   */
  double[] samplePositions() {
    int samples = getInteger(SAMPLES);
    if (samples < 2) {
      return new double[] {0.5, 0.5};
    }
    double[] positions = new double[2 * samples];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment position = arena.allocate(JAVA_FLOAT, 2);
      for (int i = 0; i < samples; i++) {
        getMultisamplefv.invokeExact(SAMPLE_POSITION, i, position);
        positions[2 * i] = position.getAtIndex(JAVA_FLOAT, 0);
        positions[2 * i + 1] = position.getAtIndex(JAVA_FLOAT, 1);
      }
      return positions;
    } catch (Throwable e) {
      throw failed("glGetMultisamplefv", e);
    }
  }

  int genVertexArray() {
    return generate("glGenVertexArrays", genVertexArrays);
  }

  void deleteVertexArray(int array) {
    delete("glDeleteVertexArrays", deleteVertexArrays, array);
  }

  void bindVertexArray(int array) {
    try {
      bindVertexArray.invokeExact(array);
    } catch (Throwable e) {
      throw failed("glBindVertexArray", e);
    }
  }

  int genBuffer() {
    return generate("glGenBuffers", genBuffers);
  }

  void deleteBuffer(int buffer) {
    delete("glDeleteBuffers", deleteBuffers, buffer);
  }

  void bindBuffer(int target, int buffer) {
    try {
      bindBuffer.invokeExact(target, buffer);
    } catch (Throwable e) {
      throw failed("glBindBuffer", e);
    }
  }

  void bufferData(int target, MemorySegment data) {
    try {
      bufferData.invokeExact(target, data.byteSize(), data, STATIC_DRAW);
    } catch (Throwable e) {
      throw failed("glBufferData", e);
    }
  }

  /**
   * Says where in the buffer that is bound places (3 floats), normals (3) and places on the texture
   * (2) lie.
   *
   * @param stride bytes from vertex to vertex
   * @param vertex bytes to the first, as the next
   */
  void vertexArrays(int stride, long vertex, long normal, long texture) {
    try {
      enableClientState.invokeExact(VERTEX_ARRAY);
      enableClientState.invokeExact(NORMAL_ARRAY);
      enableClientState.invokeExact(TEXTURE_COORD_ARRAY);
      vertexPointer.invokeExact(3, FLOAT, stride, MemorySegment.ofAddress(vertex));
      normalPointer.invokeExact(FLOAT, stride, MemorySegment.ofAddress(normal));
      texCoordPointer.invokeExact(2, FLOAT, stride, MemorySegment.ofAddress(texture));
    } catch (Throwable e) {
      throw failed("glVertexPointer", e);
    }
  }

  /**
   * @param mode of {@link Shape.Block}
   * @param vertices count ints
   */
  void drawElements(int mode, int count, MemorySegment vertices) {
    try {
      drawElements.invokeExact(mode, count, UNSIGNED_INT, vertices);
    } catch (Throwable e) {
      throw failed("glDrawElements", e);
    }
  }

  private static int generate(String name, MethodHandle function) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(INT);
      function.invokeExact(1, id);
      return id.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw failed(name, e);
    }
  }

  private static void delete(String name, MethodHandle function, int object) {
    try (Arena arena = Arena.ofConfined()) {
      function.invokeExact(1, arena.allocateFrom(JAVA_INT, object));
    } catch (Throwable e) {
      throw failed(name, e);
    }
  }
}
