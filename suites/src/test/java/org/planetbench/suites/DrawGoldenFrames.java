package org.planetbench.suites;

import java.util.Locale;
import org.planetbench.suites.control.RenderFingerprint;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MachineFingerprint;

/**
 * Plays every golden episode and draws its frames with the backend of this process. Prints the
 * render fingerprint, then a line per task: its id, whether graphics and machine are those of the
 * record, frames drawn, frames of equal SHA-256, and the worst mean difference in grey levels among
 * the frames recorded whole. Exit code 4 if there is no such OpenGL.
 */
final class DrawGoldenFrames {
  static final int NOT_AVAILABLE = 4;

  /** The last one with a frame. */
  private static final int LAST_STEP = 200;

  private DrawGoldenFrames() {}

  public static void main(String[] arguments) {
    Graphics graphics;
    try {
      graphics = Graphics.probe();
    } catch (MachineNotReadyException e) {
      System.err.println(e.getMessage());
      System.exit(NOT_AVAILABLE);
      return;
    }
    System.err.println(graphics);
    System.out.println(RenderFingerprint.sha256());
    for (TaskInfo task : ControlSuite.tasks()) {
      draw(task.id(), graphics);
    }
  }

  private static void draw(TaskId task, Graphics graphics) {
    GoldenRecord record = GoldenRecord.of(task);
    GoldenRecord.Run run = record.runs().get(0);
    GoldenEpisode golden = run.episodes().get(0);
    int drawn = 0;
    int equal = 0;
    double worst = 0;
    try (SuiteEnvironment environment = ControlSuite.load(task);
        Camera camera = environment.openCamera(64, 64, RenderQuality.REFERENCE)) {
      environment.reset(run.seed());
      for (int step = 0; step <= LAST_STEP; step++) {
        if (step > 0) {
          environment.step(golden.action(step));
        }
        if (golden.hasFrame(step)) {
          byte[] rgb = camera.picture().rgb();
          drawn++;
          equal += Oracle.sha256(rgb).equals(golden.frameSha256(step)) ? 1 : 0;
          worst =
              Math.max(
                  worst, golden.frame64(step).map(whole -> meanDifference(whole, rgb)).orElse(0.0));
        }
      }
    }
    boolean same = record.sameGraphics(graphics) && record.sameMachine(MachineFingerprint.here());
    System.out.printf(Locale.ROOT, "%s %b %d %d %f%n", task, same, drawn, equal, worst);
  }

  private static double meanDifference(byte[] a, byte[] b) {
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return (double) sum / a.length;
  }
}
