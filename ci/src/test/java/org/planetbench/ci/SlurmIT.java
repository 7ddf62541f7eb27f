package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/**
 * Cells that are handed to a real Slurm: one of them reaches its time limit, one is asked to stop,
 * one is requeued as after a lost node, one fails. Skipped, visibly, where none runs ({@code
 * ci/slurm} starts one); {@code -Dplanetbench.slurm=required} makes that a failure.
 */
@Tag("native")
@ExtendWith(SlurmIT.Possible.class)
final class SlurmIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final int BETWEEN_LOOKS_MS = 200;
  private static final int SECONDS_TO_ANSWER = 10;
  private static final String MINUTES_OF_WARNING = "2";
  private static final int LIMITED = 0;
  private static final int STOPPED = 1;
  private static final int REQUEUED = 3;
  private static final int FAILING = 5;
  private static final Pattern JOBS =
      Pattern.compile("Submitted 6 cells as (\\d+), and the report as (\\d+);");

  /** By index. */
  private static final List<String> CELLS =
      List.of(
          "dummy_slow-random-s1",
          "cartpole_balance-rssm-s1",
          "cartpole_balance-random-s1",
          "reacher_easy-rssm-s1",
          "reacher_easy-random-s1",
          "dummy_failing_step-random-s1");

  @TempDir private Path directory;
  private Shell slurm = new Shell(Path.of(""));
  private String array = "";
  private String report = "";

  /** A condition of the class. */
  static final class Possible implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (System.getProperty("planetbench.slurm", "").equals("required")) {
        return ConditionEvaluationResult.enabled("required");
      }
      return answers()
          ? ConditionEvaluationResult.enabled("a Slurm answers")
          : ConditionEvaluationResult.disabled("no Slurm answers; see ci/slurm");
    }

    private static boolean answers() {
      try {
        Process sinfo =
            new ProcessBuilder("sinfo", "--noheader")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = sinfo.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        sinfo.destroyForcibly();
        return ended && sinfo.exitValue() == 0;
      } catch (IOException e) {
        return false; // there is no such command
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  @Test
  void interruptedCellsEndAsThoseOfOneMachine() throws Exception {
    slurm = new Shell(directory);
    String smoke = Bench.text(Bench.checkout().resolve("harness/profiles/smoke.yaml"));
    Files.writeString(
        directory.resolve("cells.yaml"),
        smoke
                .replaceAll("(?m)^(tasks|variants):.*\n", "")
                .replace("steps_per_episode: 20", "steps_per_episode: 80") // time to catch them
            + """
            groups:
              - {tasks: [dummy_slow], variants: [random], schedule: {final_evaluation_episodes: 60}}
              - {tasks: [cartpole_balance, reacher_easy], variants: [rssm, random]}
              - {tasks: [dummy_failing_step], variants: [random]}
            """);
    Bench bench = Bench.in(directory);
    String submitted =
        bench
            .run("submit", "--to", "slurm", "--profile", "cells.yaml", "--runs", "there")
            .requireExitCode(0)
            .out();
    Matcher jobs = JOBS.matcher(submitted);
    assertTrue(jobs.find(), submitted);
    array = jobs.group(1);
    report = jobs.group(2);
    Bench.Running here =
        bench.start("run", "--profile", "cells.yaml", "--runs", "here", "--jobs", "2");
    interrupt();
    awaitAll();
    here.await().requireExitCode(5);

    for (int index = 0; index < CELLS.size(); index++) {
      if (index != FAILING) {
        Path certificate = Path.of(CELLS.get(index), "certificate.csv");
        assertEquals(
            Bench.text(directory.resolve("here").resolve(certificate)),
            Bench.text(directory.resolve("there").resolve(certificate)),
            CELLS.get(index));
      }
    }
    for (int index : List.of(LIMITED, STOPPED, REQUEUED)) {
      assertTrue(log(index).contains("cell " + index + ", attempt 2: exit code 0"), log(index));
    }
    for (int index : List.of(LIMITED, STOPPED)) {
      assertTrue(log(index).matches("(?s).*attempt 1: exit code (130|143)\n.*"), log(index));
    }
    assertFalse(log(REQUEUED).contains("attempt 1: exit code 0"), log(REQUEUED));
    assertTrue(log(FAILING).contains("attempt 1: exit code 5"), log(FAILING));
    assertFalse(log(FAILING).contains("attempt 2"), log(FAILING));
    RunFolder failed = RunFolder.at(directory.resolve("there").resolve(CELLS.get(FAILING)));
    assertEquals(RunStatus.FAILED, failed.readRecord().status());
    assertTrue(Files.exists(directory.resolve("there/report/index.html")));
    bench
        .run("status", "--runs", "there")
        .requireExitCode(0)
        .requireOut("6 cells: 5 done, 1 failed");
  }

  /**
   * Brings the time limit of one cell near, stops one and requeues another, each as soon as it has
   * played an episode. {@code scancel} delivers the signal at once, and then goes on trying for
   * minutes: it is not waited for, and the cell's log says whether it was delivered.
   */
  private void interrupt() throws Exception {
    Instant end = Instant.now().plus(LIMIT);
    Instant askAgain = Instant.MIN;
    boolean limited = false;
    boolean requeued = false;
    while (!requeued || !hasEnded(STOPPED) || !hasEnded(LIMITED)) {
      assertTrue(
          Instant.now().isBefore(end),
          () ->
              "cells %d, %d and %d were not all caught at work"
                  .formatted(LIMITED, STOPPED, REQUEUED));
      if (!limited && isPlaying(LIMITED)) {
        limited = setTimeLimit(MINUTES_OF_WARNING).exitCode() == 0;
      }
      if (Instant.now().isAfter(askAgain) && !hasEnded(STOPPED) && isPlaying(STOPPED)) {
        slurm.run("timeout", "5", "scancel", "--signal=TERM", "--batch", element(STOPPED));
        askAgain = Instant.now().plusSeconds(SECONDS_TO_ANSWER);
      }
      if (!requeued && isPlaying(REQUEUED)) {
        requeued = slurm.run("scontrol", "requeue", element(REQUEUED)).exitCode() == 0;
      }
      letHeldGo();
      Thread.sleep(BETWEEN_LOOKS_MS);
    }
  }

  /**
   * Slurm counts minutes, and looks every half a minute whom to warn of his limit: with two minutes
   * left, of which {@code bench submit} has it warn, that is at its next look.
   */
  private Bench.Ended setTimeLimit(String minutes) throws Exception {
    return slurm.run("scontrol", "update", "jobid=" + element(LIMITED), "TimeLimit=" + minutes);
  }

  private boolean hasEnded(int index) throws IOException {
    return log(index).contains("attempt 1: exit code");
  }

  private String element(int index) {
    return array + "_" + index;
  }

  /** Whether Slurm runs the cell, and it has played an episode. */
  private boolean isPlaying(int index) throws Exception {
    Path episodes = directory.resolve("there").resolve(CELLS.get(index)).resolve("episodes.csv");
    return Files.exists(episodes)
        && Bench.text(episodes).lines().count() > 1
        && queue().contains(element(index) + " RUNNING None");
  }

  /** Of our jobs, those that are not done: element, state, reason. */
  private List<String> queue() throws Exception {
    return slurm
        .ask("squeue", "--noheader", "--array", "--format=%F_%K %T %r")
        .lines()
        .filter(line -> line.startsWith(array + "_") || line.startsWith(report + "_"))
        .toList();
  }

  private void awaitAll() throws Exception {
    Instant end = Instant.now().plus(LIMIT);
    while (!queue().isEmpty()) {
      assertTrue(Instant.now().isBefore(end), "jobs are still in the queue after " + LIMIT);
      letHeldGo();
      Thread.sleep(BETWEEN_LOOKS_MS);
    }
  }

  /** A job that was requeued waits for two minutes, unless it is let go. */
  private void letHeldGo() throws Exception {
    for (String line : queue()) {
      if (line.endsWith(" PENDING BeginTime")) {
        String element = line.substring(0, line.indexOf(' '));
        if (element.equals(element(LIMITED))) {
          setTimeLimit("UNLIMITED"); // or it would be warned at once again
        }
        slurm.run("scontrol", "update", "jobid=" + element, "StartTime=now");
      }
    }
  }

  /** What the jobs of a cell said; nothing before the first began. */
  private String log(int index) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("there/submissions/1/log"))) {
      Optional<Path> log =
          files.filter(file -> file.toString().endsWith("_" + index + ".out")).findFirst();
      return log.isPresent() ? Bench.text(log.get()) : "";
    }
  }
}
