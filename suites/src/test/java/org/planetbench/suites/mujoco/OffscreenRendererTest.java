package org.planetbench.suites.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.Camera;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;

@Tag("native")
final class OffscreenRendererTest {
  private static final TaskId CARTPOLE = new TaskId("cartpole_swingup");
  private static final TaskId CHEETAH = new TaskId("cheetah_run");
  private static final int PICTURES = 5;

  /** A few pictures of an episode. */
  private static List<byte[]> film(TaskId task) {
    List<byte[]> film = new ArrayList<>();
    try (SuiteEnvironment environment = ControlSuite.load(task);
        Camera camera = environment.openCamera(64, 64, RenderQuality.REFERENCE)) {
      environment.reset(5);
      for (int i = 0; i < PICTURES; i++) {
        push(environment);
        film.add(camera.picture().rgb());
      }
    }
    return film;
  }

  private static void push(SuiteEnvironment environment) {
    double[] action = new double[environment.actionSpec().size()];
    Arrays.fill(action, 1);
    environment.step(action);
  }

  private static void assertSame(List<byte[]> expected, List<byte[]> got) {
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), got.get(i));
    }
  }

  @Test
  void twoEnvironmentsOfOneThreadDoNotDisturbEachOther() {
    List<byte[]> cartpoleAlone = film(CARTPOLE);
    List<byte[]> cheetahAlone = film(CHEETAH);
    List<byte[]> cartpoles = new ArrayList<>();
    List<byte[]> cheetahs = new ArrayList<>();
    try (SuiteEnvironment cartpole = ControlSuite.load(CARTPOLE);
        SuiteEnvironment cheetah = ControlSuite.load(CHEETAH);
        Camera small = cartpole.openCamera(64, 64, RenderQuality.REFERENCE);
        Camera large = cartpole.openCamera(240, 320, RenderQuality.FAST);
        Camera other = cheetah.openCamera(64, 64, RenderQuality.REFERENCE)) {
      cartpole.reset(5);
      cheetah.reset(5);
      for (int i = 0; i < PICTURES; i++) {
        push(cartpole);
        push(cheetah);
        large.picture();
        cheetahs.add(other.picture().rgb());
        cartpoles.add(small.picture().rgb());
      }
    }
    assertSame(cartpoleAlone, cartpoles);
    assertSame(cheetahAlone, cheetahs);
  }

  @Test
  void severalThreadsDrawAtOnce() throws Exception {
    List<TaskId> tasks = List.of(CARTPOLE, CHEETAH, CARTPOLE);
    List<FutureTask<List<byte[]>>> films = new ArrayList<>();
    for (TaskId task : tasks) {
      FutureTask<List<byte[]>> film = new FutureTask<>(() -> film(task));
      films.add(film);
      Thread.ofPlatform().start(film);
    }
    for (int i = 0; i < tasks.size(); i++) {
      assertSame(film(tasks.get(i)), films.get(i).get());
    }
  }

  @Test
  void theFastQualityIsNearlyTheReference() {
    for (TaskInfo task : ControlSuite.tasks()) {
      try (SuiteEnvironment environment = ControlSuite.load(task.id());
          Camera reference = environment.openCamera(64, 64, RenderQuality.REFERENCE);
          Camera fast = environment.openCamera(64, 64, RenderQuality.FAST)) {
        environment.reset(5);
        byte[] expected = reference.picture().rgb();
        byte[] got = fast.picture().rgb();
        int bytes = 0;
        for (int i = 0; i < got.length; i++) {
          bytes += Math.abs((got[i] & 0xff) - (expected[i] & 0xff)) > 8 ? 1 : 0;
        }
        assertTrue(bytes <= 0.01 * got.length, task.id() + ": " + bytes);
        assertArrayEquals(expected, reference.picture().rgb());
      }
    }
  }

  /** Or a comparison with what libmujoco draws by itself would compare that with itself. */
  @Test
  void libmujocosCallsAreTakenOverWherePixelsCostCpuTime() {
    assumeSoftwareDraws();
    try (SuiteEnvironment environment = ControlSuite.load(CARTPOLE);
        Camera camera = environment.openCamera(64, 64, RenderQuality.REFERENCE)) {
      environment.reset(5);
      camera.picture();
      GlContext gl = GlContext.acquire();
      try {
        assertTrue(gl.drawsInSoftware());
        assertTakenOver(GlCall.CLEAR, "glClear", gl);
        assertTakenOver(GlCall.CALL_LIST, "glCallList", gl);
      } finally {
        gl.release();
      }
    }
  }

  /** Such as a heap that is full: across libmujoco's frames it would end the process. */
  @Test
  void anErrorInACallOfLibmujocosIsThrownAfterIt() {
    assumeSoftwareDraws();
    try (SuiteEnvironment environment = ControlSuite.load(CARTPOLE);
        Camera camera = environment.openCamera(64, 64, RenderQuality.REFERENCE);
        Camera plain = openPlain(environment)) {
      environment.reset(5);
      byte[] expected = camera.picture().rgb();
      IntPredicate fails =
          call -> {
            throw new OutOfMemoryError("planted");
          };
      Error thrown =
          assertThrows(
              OutOfMemoryError.class, () -> GlCall.CLEAR.during(fails, () -> plain.picture()));
      assertEquals("planted", thrown.getMessage());
      assertArrayEquals(expected, plain.picture().rgb(), "nothing of it is left");
    }
  }

  /** Or the same comparison would have nothing plain to compare with. */
  @Test
  void aPlainRendererChangesNothing() {
    assumeSoftwareDraws();
    try (SuiteEnvironment environment = ControlSuite.load(CARTPOLE);
        Camera camera = environment.openCamera(64, 64, RenderQuality.REFERENCE);
        Camera plain = openPlain(environment)) {
      assertTrue(assertInstanceOf(OffscreenRenderer.class, camera).changes());
      assertFalse(assertInstanceOf(OffscreenRenderer.class, plain).changes());
    }
  }

  private static Camera openPlain(SuiteEnvironment environment) {
    System.setProperty("planetbench.gl.plain", "true");
    try {
      return environment.openCamera(64, 64, RenderQuality.REFERENCE);
    } finally {
      System.clearProperty("planetbench.gl.plain");
    }
  }

  /** By the name that OpenGL gives itself: what the code makes of it is what is tested. */
  private static void assumeSoftwareDraws() {
    String renderer = Graphics.probe().renderer();
    assumeTrue(renderer.contains("llvmpipe"), () -> "drawn by " + renderer);
  }

  /** Something was written over it, and it was this call. */
  private static void assertTakenOver(GlCall call, String name, GlContext gl) {
    assertFalse(new GlVariable(name, gl).isAsFilled(), name + " is as libmujoco filled it");
    assertTrue(call.intercept(gl), name + " is not where it is looked for");
  }

  @Test
  void aSecondCloseIsRefusedAndDisturbsNoOther() {
    try (SuiteEnvironment environment = ControlSuite.load(CHEETAH);
        Camera first = environment.openCamera(64, 64, RenderQuality.REFERENCE)) {
      environment.reset(5);
      byte[] expected = first.picture().rgb();
      Camera closed = environment.openCamera(64, 64, RenderQuality.REFERENCE);
      closed.close();
      try (Camera heir = environment.openCamera(64, 64, RenderQuality.REFERENCE)) {
        assertThrows(IllegalStateException.class, closed::close);
        assertArrayEquals(expected, heir.picture().rgb());
      }
    }
  }

  @Test
  void anotherThreadsCloseIsRefused() {
    try (SuiteEnvironment environment = ControlSuite.load(CHEETAH);
        Camera camera = environment.openCamera(64, 64, RenderQuality.REFERENCE)) {
      environment.reset(5);
      byte[] expected = camera.picture().rgb();
      FutureTask<String> close = new FutureTask<>(camera::close, "closed");
      Thread.ofPlatform().start(close);
      Throwable refusal = assertThrows(ExecutionException.class, close::get).getCause();
      assertInstanceOf(WrongThreadException.class, refusal);
      assertArrayEquals(expected, camera.picture().rgb());
    }
  }

  @Test
  void aLargePictureShowsTheSameScene() {
    try (SuiteEnvironment environment = ControlSuite.load(CARTPOLE);
        Camera small = environment.openCamera(32, 32, RenderQuality.REFERENCE);
        Camera large = environment.openCamera(256, 256, RenderQuality.REFERENCE)) {
      environment.reset(5);
      Pixels picture = large.picture();
      assertEquals(256, picture.height());
      double difference = Math.abs(mean(picture.rgb()) - mean(small.picture().rgb()));
      assertTrue(difference < 3, "mean grey levels differ by " + difference);
    }
  }

  private static double mean(byte[] rgb) {
    long sum = 0;
    for (byte value : rgb) {
      sum += value & 0xff;
    }
    return (double) sum / rgb.length;
  }

  @Test
  void refusesSizesThatOpenGlCouldNotDraw() {
    try (SuiteEnvironment environment = ControlSuite.load(CARTPOLE)) {
      for (int side : new int[] {0, -1, 100_000}) {
        assertThrows(
            IllegalArgumentException.class,
            () -> environment.openCamera(side, 64, RenderQuality.FAST));
      }
    }
  }

  @Test
  void refusesAVirtualThread() throws Exception {
    FutureTask<Graphics> probe = new FutureTask<>(Graphics::probe);
    Thread.ofVirtual().start(probe);
    Exception refused = assertThrows(Exception.class, probe::get);
    assertTrue(String.valueOf(refused.getMessage()).contains("platform thread"));
  }

  @Test
  void saysWhatDraws() {
    Graphics graphics = Graphics.probe();
    assertFalse(graphics.renderer().isBlank());
    assertFalse(graphics.version().isBlank());
    assertTrue(List.of("egl", "osmesa").contains(graphics.backend()));
  }
}
