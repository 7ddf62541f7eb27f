package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunCommandTest {
  @TempDir private Path folder;

  @Test
  void aDryRunListsWhatWouldBeRunAndLeavesNothing() {
    Captured ended = run("--profile", "smoke", "--seed", "1,2", "--dry-run");
    assertEquals(0, ended.exitCode(), ended::toString);
    assertTrue(ended.out().contains("8 to run, 0 of them going on"), ended::toString);
    assertTrue(
        ended.out().contains("reacher_easy-random-s2      tiny          1\n"), ended::toString);
    assertFalse(Files.exists(runs()));
  }

  @Test
  void aDryRunRefusesWhatARunWould() throws IOException {
    assertEquals(2, run("--profile", "smoke", "--set", "batch=four", "--dry-run").exitCode());
    assertEquals(2, run("--dry-run", "--tracking-uri", "ftp://host").exitCode());
    Files.createDirectory(runs());
    Files.writeString(runs().resolve("suite.json"), "{");
    Captured torn = run("--profile", "smoke", "--dry-run");
    assertEquals(2, torn.exitCode());
    assertTrue(torn.err().contains("suite.json:1: not valid JSON"), torn::toString);
  }

  @Test
  void quietPrintsNothingButWhatGoesWrong() {
    List<String> dummies = List.of("--profile", "smoke", "--variant", "random", "--quiet");
    Captured well = run(dummies, "--task", "dummy_counting");
    assertEquals(new Captured(0, "", ""), well);
    assertTrue(Files.exists(runs().resolve("report/index.html")));
    Captured failed = run(dummies, "--task", "dummy_failing_step");
    assertEquals(5, failed.exitCode());
    assertEquals("", failed.out());
    assertEquals(
        "dummy_failing_step-random-s1: failed; details in "
            + runs().resolve("dummy_failing_step-random-s1/cell.log")
            + "\n",
        failed.err());
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private Captured run(List<String> first, String... options) {
    List<String> call = new ArrayList<>(List.of("run", "--runs", runs().toString()));
    if (!List.of(options).contains("--tracking-uri")) {
      call.addAll(List.of("--tracking-uri", "none"));
    }
    call.addAll(first);
    call.addAll(List.of(options));
    return Captured.run(call);
  }

  private Captured run(String... options) {
    return run(List.of(), options);
  }
}
