package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * A variable of libmujoco that it calls a function of OpenGL through. Its first mjr_makeContext
 * fills them all.
 *
 * <p>libmujoco does not export them, so they are found by their distance from a function that it
 * does export, which holds for one library file, the one whose SHA-256 was verified. They are
 * written to only if they hold the very address that the backend has for the function.
 */
final class GlVariable {
  /** Of 3.17.0: {@code nm libmujoco.so.3.17.0 | grep -E ' (mj_version|mjGlad_gl.*)$'}. */
  private static final long KNOWN = 0x310840L;

  private static final Map<String, Long> PLACES =
      Map.ofEntries(
          Map.entry("glBegin", 0x64c3e0L),
          Map.entry("glCallList", 0x64c438L),
          Map.entry("glClear", 0x64c448L),
          Map.entry("glEndList", 0x64c6a8L),
          Map.entry("glNewList", 0x64cb98L),
          Map.entry("glNormal3f", 0x64cbc0L),
          Map.entry("glNormal3fv", 0x64cbc8L),
          Map.entry("glTexCoord2d", 0x64cf08L),
          Map.entry("glTexCoord2f", 0x64cf18L),
          Map.entry("glVertex3f", 0x64d0d8L),
          Map.entry("glVertex3fv", 0x64d0e0L));

  private final MemorySegment variable;
  private final MemorySegment function;

  /**
   * @param name of a function of OpenGL
   * @throws IllegalArgumentException if its place is not known
   */
  GlVariable(String name, GlContext context) {
    Long place = PLACES.get(name);
    if (place == null) {
      throw new IllegalArgumentException("the place of " + name + " in libmujoco is not known");
    }
    variable =
        MujocoLibrary.load()
            .symbols()
            .find("mj_version")
            .map(known -> MemorySegment.ofAddress(known.address() + place - KNOWN))
            .orElseThrow()
            .reinterpret(ADDRESS.byteSize());
    function = context.function(name);
  }

  /** Whether it is the variable that it is taken for, and nobody has written to it. */
  boolean isAsFilled() {
    return variable.get(ADDRESS, 0).address() == function.address();
  }

  /** What the backend has for it. */
  MemorySegment function() {
    return function;
  }

  /** From now on libmujoco calls {@code other}, in all threads. */
  void set(MemorySegment other) {
    variable.set(ADDRESS, 0, other);
  }
}
