package org.planetbench.harness.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.harness.run.Heap;
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

  /** For what is told without one. */
  private static final FrozenProgram PROGRAM = new FrozenProgram("0a1b", List.of(), 0);

  private static final TrackingServer NO_SERVER = new TrackingServer("none");

  @TempDir private Path folder;

  private Submission submission(String episodes) throws IOException {
    return submission(episodes, new TaskId("dummy_counting"), new TaskId("dummy_failing_step"));
  }

  private Submission submission(String episodes, TaskId... tasks) throws IOException {
    Profile profile =
        ExperimentMatrix.change(
            Profiles.load("smoke"),
            List.of(tasks),
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

  private Submission frozen(String episodes) throws Exception {
    return frozen(submission(episodes));
  }

  private static Submission frozen(Submission submission) throws Exception {
    submission.submit(answering(array(submission), () -> List.of("17", "18")));
    return submission;
  }

  /** The same, but another than Slurm takes what is submitted. */
  private static Handover answering(SlurmArray array, Callable<List<String>> scheduler) {
    return (Handover)
        Proxy.newProxyInstance(
            Handover.class.getClassLoader(),
            new Class<?>[] {Handover.class},
            (proxy, method, arguments) ->
                method.getName().equals("submit")
                    ? scheduler.call()
                    : method.invoke(array, arguments));
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

  @ParameterizedTest
  @CsvSource({
    "3, 1001, 2, 2",
    "5, 3, 10, 4 4 2",
    "5, 3, 3, 1 1 1",
    "5, 3, 2, 1 1 1", // one cell of each at least
    "5, 3, 0, 0 0 0"
  })
  void arraysShareWhatMayRunAtOnce(int cells, int maxArraySize, int parallel, String expected)
      throws IOException {
    CellSpec cell = submission("1").cells().getFirst();
    Submission submission =
        Submission.planned(folder.resolve("runs"), Collections.nCopies(cells, cell));
    SlurmOptions options =
        new SlurmOptions(Optional.empty(), Optional.empty(), maxArraySize, List.of());
    Resources resources = new Resources(1, 1000, parallel, 1);
    List<Part> parts =
        new SlurmArray(submission, PROGRAM, resources, options, Optional.empty(), NO_SERVER)
            .parts();
    assertEquals(
        expected,
        parts.stream()
            .map(part -> Integer.toString(part.parallel()))
            .collect(Collectors.joining(" ")));
  }

  /** Where a word ends at a blank, a comment begins with # and a pattern with %. */
  @Test
  void theJobsFilesAreInTheFolderWhateverItsName() throws IOException {
    SlurmArray array = inFolder("it's 50% \"mine\" # runs");
    String log = folder + "/it's 50%% \\\"mine\\\" # runs/submissions/1/log";
    String option = "#SBATCH --output=\"" + log;
    assertTrue(array.script().contains(option + "/%A_%a.out\"\n"), array::script);
    assertTrue(array.reportScript().contains(option + "/report-%j.out\"\n"), array::reportScript);
  }

  /**
   * All jobs would write one file, of a name without the backslash; no job would find the program
   * behind a colon.
   */
  @ParameterizedTest
  @ValueSource(strings = {"my\\runs", "my\nruns", "2026-05-01T10:00"})
  void aFolderThatNoJobCouldUseIsRefused(String name) {
    BadInputException e = assertThrows(BadInputException.class, () -> inFolder(name));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("--runs: expected a path without backslashes, colons"), message);
  }

  private SlurmArray inFolder(String name) throws IOException {
    Submission submission = Submission.planned(folder.resolve(name), submission("1").cells());
    return new SlurmArray(submission, PROGRAM, RESOURCES, OPTIONS, Optional.empty(), NO_SERVER);
  }

  /** Where a site passes nothing on of it. */
  @Test
  void aLoginAmongTheSitesLinesIsRefused() throws IOException {
    SlurmOptions options =
        new SlurmOptions(
            Optional.empty(),
            Optional.empty(),
            1001,
            List.of("export MLFLOW_TRACKING_PASSWORD=secret"));
    Submission submission = submission("1");
    String message =
        String.valueOf(
            assertThrows(
                    BadInputException.class, () -> SlurmArray.of(submission, RESOURCES, options))
                .getMessage());
    assertTrue(message.startsWith("--lines: expected no login"), message);
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void theScriptsHaveWhatTheSubmittersEnvironmentSaid() throws IOException {
    SlurmArray array = telling("https://mlflow.lab/it's");
    List<String> script = array.script().lines().toList();
    int locale = script.indexOf("export LC_ALL=C.UTF-8");
    assertTrue(locale > script.indexOf("#SBATCH --qos=low"), "Slurm reads no options after it");
    assertEquals("export PLANETBENCH_CELL_HEAP=3072m", script.get(locale + 1));
    List<String> report = array.reportScript().lines().toList();
    assertTrue(report.contains("export LC_ALL=C.UTF-8"), array::reportScript);
    assertTrue(report.getLast().contains(" -Xmx1500m "), "it holds all decision times of a group");
    assertTrue(report.getLast().contains(" report --send-all --runs "), array::reportScript);
    assertTrue(
        report.getLast().endsWith(" --tracking-uri 'https://mlflow.lab/it'\\''s'"),
        array::reportScript);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://me:secret@mlflow.lab"})
  void aServerThatIsNoScriptsToTellIsTheEnvironmentsToName(String uri) throws IOException {
    String report = telling(uri).reportScript();
    assertTrue(report.endsWith(" --tracking-uri \"${MLFLOW_TRACKING_URI:-none}\"\n"), report);
    assertFalse(report.contains("secret"), report);
  }

  private SlurmArray telling(String uri) throws IOException {
    return new SlurmArray(
        submission("1"), PROGRAM, RESOURCES, OPTIONS, Heap.chosen("3g"), new TrackingServer(uri));
  }

  @Test
  void theCallsNameArrayLimitAndWhatTheReportWaitsFor() throws IOException {
    SlurmArray array = array(submission("1"));
    Path made = folder.resolve("it's runs/submissions/1");
    assertEquals(
        List.of(
            "sbatch", "--parsable", "--array=0-49%10", made.resolve("array.sh").toString(), "7"),
        array.sbatch(new Part(7, 50, 10)));
    assertEquals("--dependency=afterany:3:4", array.sbatchReport(List.of("3", "4")).get(2));
    for (String line :
        List.of(
            "#SBATCH --requeue",
            "#SBATCH --signal=B:TERM@120",
            "#SBATCH --cpus-per-task=2",
            "#SBATCH --mem=3000M",
            "#SBATCH --partition=gpu",
            "#SBATCH --time=8:00:00",
            "#SBATCH --qos=low",
            "#SBATCH --output=\"" + made.resolve("log") + "/%A_%a.out\"")) {
      assertTrue(array.script().lines().toList().contains(line), array::script);
    }
  }

  @Test
  void nothingIsWrittenBeforeItIsFrozen() throws Exception {
    Submission planned = submission("1");
    assertTrue(Files.notExists(planned.runs()));
    SlurmArray array = array(planned);
    frozen("1");
    assertThrows(BadInputException.class, () -> planned.submit(array));
    assertEquals(planned.folder().resolveSibling("2"), submission("1").folder());
    assertTrue(Files.exists(planned.runs().resolve("dummy_counting-random-s1/cell.json")));
    String said = Files.readString(planned.folder().resolve("submission.json"));
    assertTrue(said.contains("\"build\": \"" + array.frozen().build() + "\""), said);
    Path program = array.frozen().classPath().getFirst();
    assertTrue(Submission.isOfAProgram(program), program::toString);
    assertEquals(
        Files.getPosixFilePermissions(planned.folder()),
        Files.getPosixFilePermissions(program.resolveSibling("")),
        "those who may read the runs may read it");
  }

  @Test
  void aProgramThatIsNotFrozenKnowsIt() {
    assertFalse(FrozenProgram.isRunning());
    assertFalse(Submission.isOfAProgram(Path.of("/planet-bench/harness/target/programs/x.jar")));
    assertFalse(Submission.isOfAProgram(Path.of("/x.jar")));
  }

  @Test
  void whatTheSchedulerRefusesLeavesNothing() throws Exception {
    Path begun = Files.createDirectories(folder.resolve("it's runs/dummy_counting-random-s1"));
    Files.writeString(begun.resolve("cell.log"), "somebody was here\n");
    Submission submission = submission("1");
    Handover refused =
        answering(
            array(submission),
            () -> {
              assertTrue(Files.exists(begun.resolve("cell.json")));
              throw new BadInputException("no such partition");
            });
    assertThrows(BadInputException.class, () -> submission.submit(refused));
    assertTrue(Files.notExists(submission.folder()));
    assertTrue(Files.exists(begun.resolve("cell.log")));
    assertTrue(Files.notExists(folder.resolve("it's runs/dummy_failing_step-random-s1")));
  }

  /** Whose output goes to a file, as Slurm has it. */
  private record Job(Process process, Path log) {
    boolean isAlive() {
      return process.isAlive();
    }

    void terminate() {
      process.toHandle().destroy(); // SIGTERM
    }

    int await() throws InterruptedException {
      return process.waitFor();
    }

    /** By all attempts, once this one has ended. */
    String said() throws IOException, InterruptedException {
      await();
      return Files.readString(log);
    }
  }

  private Job start(Submission submission, int index, int restarts) throws IOException {
    return start(submission, index, restarts, "RUNNING None 1-00:00:00");
  }

  /**
   * @param state of the job and its reason, as squeue says them
   */
  private Job start(Submission submission, int index, int restarts, String state)
      throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    program(
        bin.resolve("scontrol"),
        "[ \"$1\" = requeue ] && rm '%1$s' 2>/dev/null && exit 1; [ \"$1\" = requeue ] && echo \"$*\" >'%2$s' || cat '%3$s'"
            .formatted(busy(), requeued(), folder.resolve("job")));
    program(bin.resolve("sleep"), "true");
    program(
        bin.resolve("squeue"),
        "[ -z \"$SQUEUE_STATES\" ] && [ \"$*\" = '--noheader --jobs=17_%d --format=%%T %%r %%L' ] && echo '%s'"
            .formatted(index, state));
    Path log = submission.log().resolve("17_" + index + ".out");
    ProcessBuilder builder =
        new ProcessBuilder("bash", submission.folder().resolve("array.sh").toString(), "0")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("PATH", bin + ":" + environment.get("PATH"));
    environment.put("SLURM_ARRAY_JOB_ID", "17");
    environment.put("SQUEUE_STATES", "PENDING"); // which squeue obeys
    environment.put("SLURM_ARRAY_TASK_ID", Integer.toString(index));
    environment.put("SLURM_RESTART_COUNT", Integer.toString(restarts));
    return new Job(builder.start(), log);
  }

  private static void program(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  /** While it is there, Slurm refuses to queue a job again. */
  private Path busy() {
    return folder.resolve("busy");
  }

  private Path requeued() {
    return folder.resolve("requeued");
  }

  @Test
  void anIndexRunsItsCellAndEndsAsThatDoes() throws Exception {
    Submission submission = frozen("1");
    Job good = start(submission, 0, 0);
    String said = good.said();
    assertEquals(0, good.await(), said);
    assertTrue(said.contains("cell 0, attempt 1: exit code 0"), said);
    RunFolder run = RunFolder.at(submission.runs().resolve("dummy_counting-random-s1"));
    assertEquals(RunStatus.FINISHED, run.readRecord().status());
    assertEquals("abc", run.readRecord().provenance().get("commit"), "that was submitted");
    Job again = start(submission, 0, 1);
    assertTrue(again.said().contains("finished before"));
    assertEquals(0, again.await());
    Job bad = start(submission, 1, 0);
    assertEquals(5, bad.await(), bad.said());
    assertFalse(Files.exists(requeued()), "a cell that fails is not tried again");
  }

  /** Slurm itself queues a job again that it took its node from; who cancels one wants none. */
  @ParameterizedTest
  @CsvSource({
    "1, RUNNING None 8:00:00, true",
    "1, RUNNING None 2:05, true", // by the time limit, but it came further
    "1, COMPLETING TimeLimit 0:00, true",
    "1, COMPLETING None 8:00:00, false",
    "2, RUNNING None 8:00:00, false" // there were enough
  })
  void aSignalLeadsToAnotherAttemptUnlessTheJobIsCancelled(
      int restarts, String state, boolean again) throws Exception {
    Submission submission = frozen("1000000");
    Job job = start(submission, 0, restarts, state);
    RunFolder run = RunFolder.at(submission.runs().resolve("dummy_counting-random-s1"));
    while (run.runner().isEmpty() || Checkpoints.whole(run.checkpoint()).isEmpty()) {
      assertTrue(job.isAlive(), "the job ended");
      Thread.sleep(20);
    }
    for (int signal = 0; signal < 3; signal++) {
      job.terminate();
      Thread.sleep(50);
    }
    String said = job.said();
    assertEquals(130, job.await(), said);
    assertEquals(RunStatus.INTERRUPTED, run.readRecord().status());
    assertEquals(again, Files.exists(requeued()), said);
    assertTrue(!again || Files.readString(requeued()).equals("requeue 17_0\n"), said);
  }

  @Test
  void aControllerThatIsBusyIsAskedAgain() throws Exception {
    Submission submission = frozen("1000000");
    Files.createFile(busy());
    Job job = start(submission, 0, 0);
    RunFolder run = RunFolder.at(submission.runs().resolve("dummy_counting-random-s1"));
    while (run.runner().isEmpty() || Checkpoints.whole(run.checkpoint()).isEmpty()) {
      assertTrue(job.isAlive(), "the job ended");
      Thread.sleep(20);
    }
    job.terminate();
    String said = job.said();
    assertEquals(130, job.await(), said);
    assertTrue(Files.notExists(busy()), said);
    assertEquals("requeue 17_0\n", Files.readString(requeued()), said);
  }

  /** It would end there again and again. */
  @ParameterizedTest
  @CsvSource({
    "RUNNING None 2:05, None, false",
    "RUNNING None 8:00:00, None, true",
    "RUNNING None 1:40, 2026-01-02T03:04:05, true" // a time of grace, in which others wait for it
  })
  void aTimeLimitBeforeTheFirstCheckpointLeadsToNoOtherAttempt(
      String state, String preempted, boolean again) throws Exception {
    Files.writeString(
        folder.resolve("job"),
        "   PreemptEligibleTime=2026-01-02T03:00:00 PreemptTime=" + preempted + "\n");
    Submission submission = frozen(submission("1000000", new TaskId("dummy_slow")));
    Job job = start(submission, 0, 0, state);
    RunFolder run = RunFolder.at(submission.runs().resolve("dummy_slow-random-s1"));
    while (!run.hasRecord()) {
      assertTrue(job.isAlive(), "the job ended");
      Thread.sleep(20);
    }
    job.terminate(); // within the second that an episode takes
    String said = job.said();
    assertEquals(130, job.await(), said);
    assertEquals(again, Files.exists(requeued()), said);
    assertEquals(again, !said.contains("its time limit leaves no time for a checkpoint"), said);
  }

  @ParameterizedTest
  @CsvSource({
    "tomorrow, expected it as the scheduler writes it",
    "2, 'expected 3 minutes or more, as cells are told to stop two minutes before the limit, got 2'",
    "2:59, expected 3 minutes or more",
    "00:02:59, expected 3 minutes or more"
  })
  void timeLimitsThatLeaveNoTimeAreRefused(String limit, String expected) {
    BadInputException e = assertThrows(BadInputException.class, () -> limited(limit));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("--time: " + expected), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3", "3:00", "0:03:00", "0-1", "1-00:00", "7-0:00:30"})
  void timeLimitsThatLeaveSomeAreTaken(String limit) {
    assertEquals(Optional.of(limit), limited(limit).time());
  }

  private static SlurmOptions limited(String time) {
    return new SlurmOptions(Optional.of(time), Optional.empty(), 1001, List.of());
  }
}
