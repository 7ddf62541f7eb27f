package org.planetbench.suites.wrappers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Bookmark;
import org.planetbench.suites.Camera;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.dummy.CountingEnvironment;

final class PixelObservationsTest {
  private static final double[] ACTION = {0.1, -0.2};

  /** An environment that counts, and keeps a list of what is opened, drawn and closed. */
  private static final class Watched implements SuiteEnvironment {
    private final SuiteEnvironment counting =
        new CountingEnvironment(CountingEnvironment.info("dummy_counting"));
    private final List<String> events = new ArrayList<>();
    private boolean blind;

    @Override
    public Camera openCamera(int height, int width, RenderQuality quality) {
      events.add("camera %dx%d %s".formatted(height, width, quality));
      if (blind) {
        throw new IllegalStateException("no picture here");
      }
      Camera camera = counting.openCamera(height, width, quality);
      return new Camera() {
        @Override
        public Pixels picture() {
          events.add("picture");
          return camera.picture();
        }

        @Override
        public void close() {
          events.add("camera closed");
        }
      };
    }

    @Override
    public Simulator openSimulator(int actionRepeat, int threads) {
      events.add("simulator %d %d".formatted(actionRepeat, threads));
      return counting.openSimulator(actionRepeat, threads);
    }

    @Override
    public TaskInfo info() {
      return counting.info();
    }

    @Override
    public ActionSpec actionSpec() {
      return counting.actionSpec();
    }

    @Override
    public TimeStep reset(int seed) {
      return counting.reset(seed);
    }

    @Override
    public TimeStep reset() {
      return counting.reset();
    }

    @Override
    public TimeStep step(double[] action) {
      return counting.step(action);
    }

    @Override
    public double time() {
      return counting.time();
    }

    @Override
    public double[] positions() {
      return counting.positions();
    }

    @Override
    public double[] velocities() {
      return counting.velocities();
    }

    @Override
    public Bookmark bookmark() {
      return counting.bookmark();
    }

    @Override
    public void returnTo(Bookmark bookmark) {
      counting.returnTo(bookmark);
    }

    @Override
    public void close() {
      events.add("closed");
    }
  }

  private final Watched watched = new Watched();

  private PixelObservations wrapped(int actionRepeat) {
    return new PixelObservations(watched, actionRepeat, 6, 8, RenderQuality.FAST);
  }

  @Test
  void drawsOnceForEachResetAndAgentStep() {
    try (PixelObservations environment = wrapped(4)) {
      Pixels first = environment.reset(3).observation().requirePixels();
      TimeStep next = environment.step(ACTION);
      Pixels second = next.observation().requirePixels();
      assertEquals(List.of("camera 6x8 FAST", "picture", "picture"), watched.events);
      assertEquals(6, first.height());
      assertEquals(8, first.width());
      assertFalse(Arrays.equals(first.rgb(), second.rgb()));
      assertEquals(0.25 + 0.5 + 0.75, next.reward());
      assertEquals(List.of("count", "seed"), List.copyOf(next.observation().state().keySet()));
      assertEquals(4, environment.lastEnvironmentSteps());
      assertTrue(environment.lastRenderNanos() > 0);
    }
  }

  @Test
  void closesItsCameraBeforeTheEnvironment() {
    wrapped(1).close();
    assertEquals(List.of("camera 6x8 FAST", "camera closed", "closed"), watched.events);
  }

  @Test
  void closesTheEnvironmentIfNoCameraOpens() {
    watched.blind = true;
    assertEquals(
        "no picture here",
        assertThrows(IllegalStateException.class, () -> wrapped(1)).getMessage());
    assertEquals(List.of("camera 6x8 FAST", "closed"), watched.events);
    watched.events.clear();
    assertThrows(IllegalArgumentException.class, () -> wrapped(0));
    assertEquals(List.of("closed"), watched.events);
  }

  @Test
  void triesActionsOutRepeatedAsItRepeatsThem() {
    try (PixelObservations environment = wrapped(4);
        Simulator simulator = environment.openSimulator(2)) {
      assertTrue(watched.events.contains("simulator 4 2"), watched.events::toString);
      environment.reset(3);
      double[] returns = new double[1];
      simulator.rollOut(new float[2], 1, 1, 1, returns);
      assertEquals(environment.step(ACTION).reward(), returns[0]);
      assertSame(watched.info(), environment.info());
    }
  }
}
