package org.planetbench.harness.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.submit.SlurmArray.Part;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;
import org.planetbench.suites.TaskId;

/** The scripts are run as Slurm runs them; scripts stand for scontrol and squeue. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class SlurmArrayTest {
  private static final Resources RESOURCES = new Resources(2, 3000, 10, 3);
  private static final SlurmOptions OPTIONS =
      new SlurmOptions(
          Optional.of("8:00:00"), Optional.of("gpu"), 1001, List.of("#SBATCH --qos=low"));

  @TempDir private Path folder;

  private Submission submission(String episodes) throws IOException {
    Profile profile =
        ExperimentMatrix.change(
            Profiles.load("smoke"),
            List.of(new TaskId("dummy_counting"), new TaskId("dummy_failing_step")),
            List.of("random"),
            List.of(),
            Map.of("schedule.final_evaluation_episodes", episodes));
    List<CellSpec> cells =
        profile.cells().stream().map(cell -> profile.spec(cell, "smoke-1", 1, "abc")).toList();
    return Submission.planned(folder.resolve("it's runs"), cells);
  }

  private static SlurmArray array(Submission submission) throws IOException {
    return SlurmArray.of(submission, RESOURCES, OPTIONS);
  }

  private Submission frozen(String episodes) throws IOException {
    Submission submission = submission(episodes);
    submission.freeze(array(submission));
    return submission;
  }

  @ParameterizedTest
  @CsvSource({"1001, 0:2", "3, 0:2", "2, 0:1 1:1"})
  void asManyCellsAsAnArrayTakesAreInEach(int maxArraySize, String expected) throws IOException {
    SlurmOptions options =
        new SlurmOptions(Optional.empty(), Optional.empty(), maxArraySize, List.of());
    List<Part> parts = SlurmArray.of(submission("1"), RESOURCES, options).parts();
    assertEquals(
        expected,
        parts.stream()
            .map(part -> part.first() + ":" + part.cells())
            .collect(Collectors.joining(" ")));
  }

  @Test
  void theCallsNameArrayLimitAndWhatTheReportWaitsFor() throws IOException {
    SlurmArray array = array(submission("1"));
    Path made = folder.resolve("it's runs/submissions/1");
    assertEquals(
        List.of(
            "sbatch", "--parsable", "--array=0-49%10", made.resolve("array.sh").toString(), "7"),
        array.sbatch(new Part(7, 50)));
    assertEquals("--dependency=afterany:3:4", array.sbatchReport(List.of("3", "4")).get(2));
    for (String line :
        List.of(
            "#SBATCH --requeue",
            "#SBATCH --signal=B:TERM@120",
            "#SBATCH --cpus-per-task=2",
            "#SBATCH --mem=3000M",
            "#SBATCH --partition=gpu",
            "#SBATCH --time=8:00:00",
            "#SBATCH --qos=low")) {
      assertTrue(array.script().lines().toList().contains(line), array::script);
    }
  }

  @Test
  void nothingIsWrittenBeforeItIsFrozen() throws IOException {
    Submission planned = submission("1");
    assertTrue(Files.notExists(planned.runs()));
    SlurmArray array = array(planned);
    planned.freeze(array);
    assertThrows(FileAlreadyExistsException.class, () -> planned.freeze(array));
    assertEquals(planned.folder().resolveSibling("2"), submission("1").folder());
    assertTrue(Files.exists(planned.runs().resolve("dummy_counting-random-s1/cell.json")));
    String said = Files.readString(planned.folder().resolve("submission.json"));
    assertTrue(said.contains("\"build\": \"" + array.frozen().build() + "\""), said);
  }

  private Process start(Submission submission, int index, int restarts) throws IOException {
    return start(submission, index, restarts, "RUNNING None");
  }

  /**
   * @param state of the job and its reason, as squeue says them
   */
  private Process start(Submission submission, int index, int restarts, String state)
      throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    program(bin.resolve("scontrol"), "echo \"$*\" >'%s'".formatted(requeued()));
    program(
        bin.resolve("squeue"),
        "[ \"$*\" = '--noheader --jobs=17_%d --format=%%T %%r' ] && echo '%s'"
            .formatted(index, state));
    ProcessBuilder builder =
        new ProcessBuilder("bash", submission.folder().resolve("array.sh").toString(), "0")
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("PATH", bin + ":" + environment.get("PATH"));
    environment.put("SLURM_ARRAY_JOB_ID", "17");
    environment.put("SLURM_ARRAY_TASK_ID", Integer.toString(index));
    environment.put("SLURM_RESTART_COUNT", Integer.toString(restarts));
    return builder.start();
  }

  private static void program(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private Path requeued() {
    return folder.resolve("requeued");
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void anIndexRunsItsCellAndEndsAsThatDoes() throws Exception {
    Submission submission = frozen("1");
    Process good = start(submission, 0, 0);
    String said = output(good);
    assertEquals(0, good.waitFor(), said);
    assertTrue(said.contains("cell 0, attempt 1: exit code 0"), said);
    RunFolder run = RunFolder.at(submission.runs().resolve("dummy_counting-random-s1"));
    assertEquals(RunStatus.FINISHED, run.readRecord().status());
    Process again = start(submission, 0, 1);
    assertTrue(output(again).contains("finished before"));
    assertEquals(0, again.waitFor());
    Process bad = start(submission, 1, 0);
    output(bad);
    assertEquals(5, bad.waitFor());
    assertFalse(Files.exists(requeued()), "a cell that fails is not tried again");
  }

  /** Slurm itself queues a job again that it took its node from; who cancels one wants none. */
  @ParameterizedTest
  @CsvSource({
    "1, RUNNING None, true",
    "1, COMPLETING TimeLimit, true",
    "1, COMPLETING None, false",
    "2, RUNNING None, false" // there were enough
  })
  void aSignalLeadsToAnotherAttemptUnlessTheJobIsCancelled(
      int restarts, String state, boolean again) throws Exception {
    Submission submission = frozen("1000000");
    Process job = start(submission, 0, restarts, state);
    RunFolder run = RunFolder.at(submission.runs().resolve("dummy_counting-random-s1"));
    while (run.runner().isEmpty() || Files.notExists(run.checkpoint())) {
      assertTrue(job.isAlive(), "the job ended");
      Thread.sleep(20);
    }
    for (int signal = 0; signal < 3; signal++) {
      job.toHandle().destroy(); // SIGTERM
      Thread.sleep(50);
    }
    String said = output(job);
    assertEquals(130, job.waitFor(), said);
    assertEquals(RunStatus.INTERRUPTED, run.readRecord().status());
    assertEquals(again, Files.exists(requeued()), said);
    assertTrue(!again || Files.readString(requeued()).equals("requeue 17_0\n"), said);
  }

  @Test
  void resourcesThatNoSchedulerTakesAreRefused() {
    String message =
        String.valueOf(
            assertThrows(
                    BadInputException.class,
                    () ->
                        new SlurmOptions(
                            Optional.of("tomorrow"), Optional.empty(), 1001, List.of()))
                .getMessage());
    assertTrue(message.startsWith("--time: expected it as the scheduler writes it"), message);
  }
}
