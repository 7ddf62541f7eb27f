package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.file.UnwritableFileException;
import org.planetbench.suites.TaskId;

/** What a pool does when a cell cannot be run; the others are real processes. */
final class CellPoolTest {
  private static final Executor EXECUTOR = new LocalExecutor(Heap.chosen("256m"));

  /** Cells that play at random, for hours. */
  private static final Profile PROFILE =
      ExperimentMatrix.change(
          Profiles.load("smoke"),
          List.of(new TaskId("dummy_counting")),
          List.of("random"),
          List.of(1L, 2L),
          Map.of("schedule.final_evaluation_episodes", "1000000"));

  @TempDir Path directory;

  private final Heard heard = new Heard();
  private SuiteFolder suite;

  /** What a pool told. */
  private static final class Heard implements CellPool.Listener {
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();

    @Override
    public void started(CellSpec spec) {
      started.add(spec.cell().id());
    }

    @Override
    public void progress(Progress progress) {}

    @Override
    public void ended(CellSpec spec, ExitCode code, Path log) {}

    @Override
    public void leftAlone(CellSpec spec, ExitCode code, String line) {
      lines.add(line);
    }

    @Override
    public void trouble(String line) {
      lines.add(line);
    }
  }

  @BeforeEach
  void makeTheSuite() throws IOException {
    suite = SuiteFolder.at(directory.resolve("runs"), PROFILE).create();
  }

  private List<CellSpec> specs() throws IOException {
    return suite.plan(PROFILE, PROFILE.cells(), 1, "none").todo();
  }

  private List<ExitCode> run(int jobs, List<CellSpec> specs) throws InterruptedException {
    return new CellPool(suite, jobs, EXECUTOR, heard).run(specs);
  }

  /** A file where the first cell's folder should be. */
  private List<CellSpec> specsOfWhichTheFirstCannotStart() throws IOException {
    List<CellSpec> specs = specs();
    Files.writeString(suite.folder(specs.getFirst().cell()).path(), "in the way");
    return specs;
  }

  @Test
  void aCellThatCannotBeStartedKeepsThoseThatWaitFromStarting() throws Exception {
    assertEquals(
        List.of(ExitCode.BAD_INPUT, ExitCode.INTERRUPTED),
        run(1, specsOfWhichTheFirstCannotStart()));
    assertEquals(List.of(), List.copyOf(heard.started));
    String line = String.join("\n", heard.lines);
    assertTrue(line.startsWith("dummy_counting-random-s1: could not be run: cannot write "), line);
  }

  /** As when a cell fails for that: the same command goes on once there is room. */
  @Test
  void aFullDiskIsNoBadInput() throws Exception {
    Executor full =
        cell -> {
          throw new UnwritableFileException(
              cell.path(), new IOException("No space left on device"));
        };
    List<CellSpec> one = specs().subList(0, 1);
    assertEquals(List.of(ExitCode.CELL_FAILED), new CellPool(suite, 1, full, heard).run(one));
    String line = String.join("\n", heard.lines);
    assertTrue(line.contains("No space left on device"), line);
  }

  /** Else this would not end before the second cell does, in hours. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aCellThatCannotBeStartedStopsThoseThatRunResumably() throws Exception {
    List<CellSpec> specs = specs();
    CellSpec first = specs.getFirst();
    RunFolder other = suite.folder(specs.getLast().cell());
    Executor late =
        cell -> {
          if (cell.spec().equals(first)) {
            while (!other.hasRecord()) {
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            throw new UnwritableFileException(
                cell.path(), new AccessDeniedException(cell.path().toString()));
          }
          return EXECUTOR.start(cell);
        };
    assertEquals(
        List.of(ExitCode.INTERRUPTED, ExitCode.BAD_INPUT),
        new CellPool(suite, 2, late, heard).run(specs.reversed()));
    assertEquals(RunStatus.INTERRUPTED, other.readRecord().status());
    assertEquals(0, ProcessHandle.current().children().filter(CellPoolTest::isJava).count());
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  /** As when two calls share a folder and one comes to a cell that the other was quicker with. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aCellThatWasFinishedMeanwhileIsNotTakenUpAgain() throws Exception {
    Profile brief =
        ExperimentMatrix.change(
            PROFILE,
            List.of(),
            List.of(),
            List.of(1L),
            Map.of("schedule.final_evaluation_episodes", "1"));
    List<CellSpec> planned = suite.plan(brief, brief.cells(), 1, "none").todo();
    assertEquals(List.of(ExitCode.SUCCESS), run(1, planned));
    RunFolder folder = suite.folder(planned.getFirst().cell());
    RunRecord finished = folder.readRecord();
    assertEquals(RunStatus.FINISHED, finished.status());

    assertEquals(List.of(ExitCode.SUCCESS), run(1, planned));
    assertEquals(
        List.of("dummy_counting-random-s1: was finished meanwhile"), List.copyOf(heard.lines));
    assertEquals(1, heard.started.size());
    CellHost late =
        new CellHost(CellSetting.of(planned.getFirst()), suite.path(), System.out, System.err);
    assertEquals(ExitCode.SUCCESS.number(), late.run(), "which came later than the look");
    assertEquals(finished, folder.readRecord());
  }

  @Test
  void aCellThatIsBeingRunIsSaidAndItsLogIsLeftAlone() throws Exception {
    CellSpec spec = specs().getFirst();
    RunFolder folder = RunFolder.create(suite.path(), spec.cell().id());
    Path log = Files.writeString(folder.file("cell.log"), "of the first\n");
    try (RunClaim _ = folder.claim().orElseThrow()) {
      assertEquals(List.of(ExitCode.BAD_INPUT), run(1, List.of(spec)));
      CellHost late = new CellHost(CellSetting.of(spec), suite.path(), System.out, System.err);
      assertEquals(Executor.RUN_ELSEWHERE, late.run(), "which came later than the first look");
    }
    assertEquals("of the first\n", Files.readString(log));
    assertEquals(
        List.of("dummy_counting-random-s1: is being run by this process; wait for it or stop it"),
        List.copyOf(heard.lines));
    assertTrue(heard.started.isEmpty());
  }

  /** As a machine does to which this one has been silent for too long. */
  private static void takeOver(RunFolder folder) throws IOException {
    Path claims = folder.file(".claim");
    try (Stream<Path> entries = Files.list(claims)) {
      Path held = entries.filter(Files::isDirectory).findFirst().orElseThrow();
      Files.writeString(
          claims.resolve("0123456789abcdef.json"),
          "{\"host\": \"n7\", \"process\": 12, \"claimed_at\": \"2026-01-01T00:00:00Z\"}");
      Files.move(held, claims.resolve("9-0123456789abcdef"));
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aCellWhoseRunWasTakenOverStopsAndSaysNothingInTheRecord() throws Exception {
    CellSpec spec = specs().getFirst();
    RunFolder folder = suite.folder(spec.cell());
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (Files.notExists(folder.checkpoint())) {
                      Thread.sleep(10);
                    }
                    takeOver(folder);
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertEquals(List.of(ExitCode.BAD_INPUT), run(1, List.of(spec)));
    other.join();
    assertEquals(
        List.of(
            "dummy_counting-random-s1: is being run by process 12 on host n7; wait for it or stop it"),
        List.copyOf(heard.lines));
    assertEquals(RunStatus.RUNNING, folder.readRecord().status());
    String log = Files.readString(folder.file("cell.log"));
    assertTrue(log.contains("lost the run, which another process took over, and stops"), log);
  }
}
