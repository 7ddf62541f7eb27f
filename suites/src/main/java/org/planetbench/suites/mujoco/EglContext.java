package org.planetbench.suites.mujoco;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A context of EGL's device platform: no X server, no window, no surface. */
final class EglContext extends GlContext {
  private final EglDisplay display;
  private final MemorySegment context;

  private EglContext(EglDisplay display) {
    this.display = display;
    this.context = display.createContext();
    try {
      display.makeCurrent(context);
    } catch (RuntimeException | Error e) {
      display.destroyContext(context);
      throw e;
    }
  }

  private static @Nullable EglDisplay opened;

  /** Called under the lock of {@link GlBackend#openContext}. */
  static EglContext open() {
    if (opened != null) {
      return new EglContext(opened);
    }
    EglDisplay display = EglDisplay.open();
    try {
      EglContext first = new EglContext(display);
      opened = display;
      return first;
    } catch (RuntimeException | Error e) {
      display.close();
      throw e;
    }
  }

  @Override
  GlBackend backend() {
    return GlBackend.EGL;
  }

  @Override
  MemorySegment function(MemorySegment name) {
    return display.function(name);
  }

  @Override
  void destroy() {
    display.makeCurrent(MemorySegment.NULL);
    display.destroyContext(context);
  }
}
