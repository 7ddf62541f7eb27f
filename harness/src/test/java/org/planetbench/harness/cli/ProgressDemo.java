package org.planetbench.harness.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.Progress;

/**
 * The cells of the profile quick, as their processes tell of themselves, with no work behind it.
 */
final class ProgressDemo {
  static final String MESSAGE =
      "MLflow: no connection yet; runs are kept and sent when there is one";

  private static final int UPDATES = 1700;
  private static final List<CellSpec> CELLS = cells();

  private ProgressDemo() {}

  static List<CellSpec> cells() {
    Profile profile = Profiles.load("quick");
    return profile.cells().stream().map(cell -> profile.spec(cell, "", 1, "")).toList();
  }

  /** On the terminal that this process has. */
  public static void main(String[] arguments) {
    StatusLines lines = StatusLines.onOut();
    play(lines, Duration.ofMillis(300), _ -> {});
    lines.close();
  }

  /**
   * Two of three cells side by side, then one.
   *
   * @param pause before each change, for a terminal to be drawn again
   * @param moment gets a number after each change: 1 to 7
   */
  static void play(StatusLines lines, Duration pause, IntConsumer moment) {
    try (ProgressDisplay display = new ProgressDisplay(CELLS.size(), lines)) {
      display.started(CELLS.get(0));
      wait(pause);
      display.progress(progress(0, 0, Double.NaN));
      moment.accept(1);
      display.started(CELLS.get(1));
      wait(pause);
      display.progress(progress(1, 800, 322));
      moment.accept(2);
      lines.println(MESSAGE);
      moment.accept(3);
      display.ended(CELLS.get(0), ExitCode.SUCCESS, Path.of("cell.log"));
      moment.accept(4);
      display.started(CELLS.get(2));
      wait(pause);
      display.progress(progress(2, 0, 7));
      display.ended(CELLS.get(2), ExitCode.CELL_FAILED, Path.of("runs/quick/c/cell.log"));
      moment.accept(5);
      wait(pause);
      display.progress(progress(1, 1690, 4000));
      moment.accept(6);
      display.ended(CELLS.get(1), ExitCode.SUCCESS, Path.of("cell.log"));
      moment.accept(7);
    }
  }

  private static void wait(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Progress progress(int cell, int update, double secondsLeft) {
    boolean begun = update > 0;
    return new Progress(
        CELLS.get(cell).cell().id(),
        "collect",
        begun ? 12 : 0,
        25,
        update,
        begun ? UPDATES : 0,
        begun ? 106.7 : Double.NaN,
        begun ? 47.5 : Double.NaN,
        begun ? 0.89 : Double.NaN,
        (double) update / UPDATES,
        secondsLeft);
  }
}
