package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/**
 * Cells that are handed to a real Slurm: one of them is asked to stop as before its time limit, one
 * is requeued as after a lost node, one fails. Skipped, visibly, where none runs ({@code ci/slurm}
 * starts one); {@code -Dplanetbench.slurm=required} makes that a failure.
 */
@Tag("native")
@EnabledIf("isRequiredOrThere")
final class SlurmIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final List<String> GOOD =
      List.of(
          "cartpole_balance-rssm-s1",
          "cartpole_balance-random-s1",
          "reacher_easy-rssm-s1",
          "reacher_easy-random-s1");
  private static final String BAD = "dummy_failing_step-random-s1";

  @TempDir private Path directory;

  static boolean isRequiredOrThere() {
    try {
      return System.getProperty("planetbench.slurm", "").equals("required")
          || new ProcessBuilder("sinfo", "--noheader")
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void stoppedAndRequeuedCellsEndAsThoseOfOneMachine() throws Exception {
    String smoke = Bench.text(Bench.checkout().resolve("harness/profiles/smoke.yaml"));
    Files.writeString(
        directory.resolve("cells.yaml"),
        smoke
                .replaceAll("(?m)^(tasks|variants):.*\n", "")
                .replace("steps_per_episode: 20", "steps_per_episode: 60") // time to catch them
            + """
            groups:
              - {tasks: [cartpole_balance, reacher_easy], variants: [rssm, random]}
              - {tasks: [dummy_failing_step], variants: [random]}
            """);
    Bench bench = Bench.in(directory);
    bench.run("run", "--profile", "cells.yaml", "--runs", "here").requireExitCode(5);

    bench
        .run("submit", "--to", "slurm", "--profile", "cells.yaml", "--runs", "there")
        .requireExitCode(0)
        .requireOut("Submitted 5 cells");
    Shell shell = new Shell(directory);
    String requeued = running(shell, "reacher_easy-rssm-s1", 2);
    shell.run("scontrol", "requeue", requeued).requireExitCode(0);
    String stopped = running(shell, "cartpole_balance-rssm-s1", 0);
    shell.run("scancel", "--signal=TERM", "--batch", stopped); // its exit code says little
    awaitAll(shell);

    for (String cell : GOOD) {
      assertEquals(
          Bench.text(directory.resolve("here").resolve(cell).resolve("certificate.csv")),
          Bench.text(directory.resolve("there").resolve(cell).resolve("certificate.csv")),
          cell);
    }
    assertEquals(
        RunStatus.FAILED,
        RunFolder.at(directory.resolve("there").resolve(BAD)).readRecord().status());
    assertTrue(log(0).matches("(?s).*cell 0, attempt 1: exit code (130|143)\n.*"), log(0));
    for (int index : List.of(0, 2)) {
      assertTrue(log(index).contains("cell " + index + ", attempt 2: exit code 0"), log(index));
    }
    assertTrue(log(4).contains("attempt 1: exit code 5"), log(4));
    assertTrue(!log(4).contains("attempt 2"), log(4));
    assertTrue(Files.exists(directory.resolve("there/report/index.html")));
    bench
        .run("status", "--runs", "there")
        .requireExitCode(0)
        .requireOut("5 cells: 4 done, 1 failed");
  }

  /** The element of the array that runs a cell, once it has begun to play. */
  private String running(Shell shell, String cell, int index) throws Exception {
    Instant end = Instant.now().plus(LIMIT);
    Path episodes = directory.resolve("there").resolve(cell).resolve("episodes.csv");
    while (Instant.now().isBefore(end)) {
      Optional<String> element =
          shell
              .ask("squeue", "--noheader", "--array", "--format=%F_%K %T")
              .lines()
              .filter(line -> line.matches("\\d+_" + index + " RUNNING"))
              .map(line -> line.substring(0, line.indexOf(' ')))
              .findFirst();
      if (element.isPresent()
          && Files.exists(episodes)
          && Bench.text(episodes).lines().count() > 1) {
        return element.get();
      }
      Thread.sleep(200);
    }
    throw new AssertionError(cell + " did not begin within " + LIMIT);
  }

  /** A job that was requeued is held for two minutes by default; it is let go at once. */
  private void awaitAll(Shell shell) throws Exception {
    Instant end = Instant.now().plus(LIMIT);
    while (Instant.now().isBefore(end)) {
      List<String> left =
          shell.ask("squeue", "--noheader", "--array", "--format=%F_%K %r").lines().toList();
      if (left.isEmpty()) {
        return;
      }
      for (String line : left) {
        if (line.endsWith(" BeginTime")) {
          String element = line.substring(0, line.indexOf(' '));
          shell.run("scontrol", "update", "jobid=" + element, "StartTime=now");
        }
      }
      Thread.sleep(1000);
    }
    throw new AssertionError("still in the queue after " + LIMIT);
  }

  private String log(int index) throws IOException {
    Path log = directory.resolve("there/submissions/1/log");
    try (var files = Files.list(log)) {
      return Bench.text(
          files
              .filter(file -> file.toString().endsWith("_" + index + ".out"))
              .findFirst()
              .orElseThrow());
    }
  }
}
