package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ci/gate.sh} makes of a repository's history, in one of the test's own. In the place
 * of {@code harness/bench} stands a script that writes down what it is called with, and in which
 * commit.
 */
final class GateScriptIT {
  private static final String BENCH =
      """
      #!/usr/bin/env bash
      set -eu
      tree=$(dirname "$0")/..
      echo "$(git -C "$tree" log -1 --format=%s): $*" >>"$CALLS"
      [[ ! -L $tree/.bench ]] || readlink "$tree/.bench" >>"$CALLS.shared"
      [[ $1 == gate ]] || exit 0
      while [[ $1 != --summary ]]; do shift; done
      echo '## Gate: PASS' >"$2"
      exit "${GATE_CODE-0}"
      """;

  private static final String CHANGES = "results/reference/CHANGES.md";

  @TempDir private Path scratch;
  private Path repository = Path.of("");

  /** A commit on main, then a branch with one of its own, then another on main. */
  @BeforeEach
  void branchOff() throws IOException, InterruptedException {
    repository = Files.createDirectory(scratch.resolve("repository"));
    git("init", "--quiet", "--initial-branch=main");
    git("config", "user.name", "someone");
    git("config", "user.email", "someone@localhost");
    git("config", "commit.gpgsign", "false");
    git("config", "color.ui", "always");
    git("config", "log.showSignature", "true");
    git("config", "diff.external", "false");
    executable("ci/gate.sh", Files.readString(Bench.checkout().resolve("ci/gate.sh")));
    executable("harness/bench", BENCH);
    write(CHANGES, "# Why\n\n- `own-ci` none -> 1: the first\n");
    commit("main 1");
    git("branch", "change");
    write(CHANGES, "# Why\n\n- `own-ci` 1 -> 2: another\n- `own-ci` none -> 1: the first\n");
    commit("main 2");
    git("checkout", "--quiet", "change");
    write("model", "better");
    commit("change 1");
  }

  private void executable(String name, String text) throws IOException {
    Path file = write(name, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path write(String name, String text) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
    command.addAll(List.of(arguments));
    return new Shell(scratch).run(command).requireExitCode(0).out().strip();
  }

  private void commit(String... paragraphs) throws IOException, InterruptedException {
    git("add", "--all");
    List<String> command = new ArrayList<>(List.of("commit", "--quiet", "--allow-empty"));
    Arrays.stream(paragraphs).forEach(text -> command.addAll(List.of("-m", text)));
    git(command.toArray(String[]::new));
  }

  private Bench.Ended gate(String... options) throws IOException, InterruptedException {
    return gate(new Shell(scratch), options);
  }

  private Bench.Ended gate(Shell shell, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(repository.resolve("ci/gate.sh").toString());
    command.addAll(List.of("--gates", "bits", "--out", "out"));
    command.addAll(List.of(options));
    Files.deleteIfExists(scratch.resolve("calls"));
    return shell.environment("CALLS", scratch.resolve("calls").toString()).run(command);
  }

  /** Of the stand-in, each with the commit that it belongs to. */
  private List<String> calls() throws IOException {
    Path calls = scratch.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  private String judging() throws IOException {
    return calls().stream().filter(call -> call.contains(": gate ")).findFirst().orElseThrow();
  }

  @Test
  void holdsAChangeAgainstTheCommitWhereItLeftTheBase() throws IOException, InterruptedException {
    gate("--base", "main").requireExitCode(0);
    List<String> commits = calls().stream().map(call -> call.split(": ", 2)[0]).distinct().toList();
    assertEquals(List.of("change 1", "main 1"), commits);
    assertFalse(judging().contains("--result-affecting"), judging());
    assertEquals(1, git("worktree", "list").lines().count());
  }

  /** Others would be set up in turn, and taken from under what runs in the checkout. */
  @Test
  void sharesWhatIsSetUpWithABaseOfTheSameVersions() throws IOException, InterruptedException {
    Path shared = scratch.resolve("calls.shared");
    gate("--base", "main").requireExitCode(0);
    assertEquals(
        Set.of(repository.toRealPath().resolve(".bench").toString()),
        Set.copyOf(Files.readAllLines(shared)));
    Files.delete(shared);
    for (String lock : List.of("mlflow.lock", "simulator.sha256")) {
      write("harness/setup/" + lock, "newer");
      commit("change 2");
      gate("--base", "main", "--out", lock)
          .requireExitCode(0)
          .requireErr("the base pins other versions than this commit");
      assertTrue(calls().stream().anyMatch(call -> call.startsWith("main 1: ")), lock);
      assertFalse(Files.exists(shared), lock);
      git("reset", "--quiet", "--hard", "HEAD~1");
    }
  }

  /** The history is longer than a pipe holds, and what is looked for stands at its beginning. */
  @Test
  void hearsAnAnnouncementHoweverLongTheHistoryIs() throws IOException, InterruptedException {
    String reasons = "a line of sixty-four characters that says why this was done so\n".repeat(150);
    for (int i = 2; i < 16; i++) {
      commit("change " + i, reasons);
    }
    commit("change 16", "Result-affecting: yes", reasons);
    gate("--base", "main").requireExitCode(0);
    assertTrue(judging().contains("--result-affecting"), judging());
  }

  @Test
  void anAnnouncementOnTheBaseIsNotTheChanges() throws IOException, InterruptedException {
    git("checkout", "--quiet", "main");
    commit("main 3", "result-affecting:yes");
    git("checkout", "--quiet", "change");
    gate("--base", "main").requireExitCode(0);
    assertFalse(judging().contains("--result-affecting"), judging());
    git("merge", "--quiet", "-m", "change 2", "main");
    gate("--base", "main", "--out", "merged").requireExitCode(0);
    assertFalse(judging().contains("--result-affecting"), judging());
    assertTrue(calls().get(1).startsWith("main 3: "), judging());
  }

  @Test
  void refusesABaseThatIsNoneBeforeAnythingRuns() throws IOException, InterruptedException {
    for (String base : List.of("unknown", "-h", "--help", "", "HEAD:ci", "main; touch owned")) {
      gate("--base", base)
          .requireExitCode(2)
          .requireErr("--base: expected a commit, got '" + base + "'; remedy: git fetch origin");
      assertEquals(List.of(), calls());
    }
    git("checkout", "--quiet", "--orphan", "elsewhere");
    commit("no history");
    gate("--base", "main")
        .requireExitCode(2)
        .requireErr("'main' and HEAD have no common commit here; remedy: git fetch --unshallow");
    assertEquals(List.of(), calls());
    assertFalse(Files.exists(scratch.resolve("out")));
  }

  @Test
  void refusesGatesThatAreNoneBeforeAnythingRuns() throws IOException, InterruptedException {
    for (String gates : List.of("bits,latency", "bits speed", " ")) {
      gate("--gates", gates).requireExitCode(2).requireErr("expected returns, latency or bits");
    }
    assertEquals(List.of(), calls());
  }

  @Test
  void anEntryOfTheReferencesHistoryStays() throws IOException, InterruptedException {
    write(CHANGES, "# Why\n\n- `own-ci` none -> 3: the only one\n");
    commit("change 2");
    gate("--base", "main", "--bypass", "the history is rewritten on purpose")
        .requireExitCode(2)
        .requireErr("CHANGES.md lost entries")
        .requireErr("- `own-ci` none -> 1: the first");
    assertEquals(List.of(), calls());
  }

  @Test
  void whatGoesWrongInTheScriptIsNoRegression() throws IOException, InterruptedException {
    Files.createDirectories(scratch.resolve("out"));
    Files.writeString(scratch.resolve("out/latency"), "in the way");
    gate("--gates", "latency")
        .requireExitCode(4)
        .requireErr("stopped by an error of the machine or of this script");
    Files.writeString(scratch.resolve("file"), "in the way");
    gate("--out", "file").requireExitCode(2).requireErr("--out: cannot make the folder");
  }

  @Test
  void saysWhatWasJudgedAndWhere() throws IOException, InterruptedException {
    gate("--base", "main").requireExitCode(0);
    String summary = Bench.text(scratch.resolve("out/summary.md"));
    String head = git("rev-parse", "--short=12", "HEAD");
    String base = git("rev-parse", "--short=12", "main~1");
    assertTrue(summary.contains("Commit `" + head + "`, base `" + base + "`; "), summary);
    assertTrue(summary.contains(" CPUs; seconds: bits "), summary);
    assertTrue(judging().contains("--took bits="), judging());
  }

  @Test
  void goesOnWithWhatIsOfTheSameCommitOnly() throws IOException, InterruptedException {
    String first = git("rev-parse", "HEAD");
    gate().requireExitCode(0);
    gate("--base", "main").requireExitCode(0);
    gate("--base", "main").requireExitCode(0);

    write("model", "worse");
    refuses(first + "-dirty-", first);
    gate("--out", "edited").requireExitCode(0);
    assertEquals(first, Bench.text(scratch.resolve("out/head.commit")).strip());
    String edited = Bench.text(scratch.resolve("edited/head.commit")).strip();
    write("model", "worse still");
    refuses(first + "-dirty-", edited, "--out", "edited");

    commit("change 2");
    refuses(git("rev-parse", "HEAD"), first);
    gate("--out", "committed").requireExitCode(0);
  }

  private void refuses(String now, String held, String... options)
      throws IOException, InterruptedException {
    gate(options)
        .requireExitCode(2)
        .requireErr("--out: expected measurements of the head, " + now)
        .requireErr(", got those of " + held + " in ")
        .requireErr("; remedy: remove that folder, or give another");
    assertEquals(List.of(), calls());
  }

  @Test
  void goesOnAgainstTheSameBaseOnly() throws IOException, InterruptedException {
    gate("--base", "main").requireExitCode(0);
    gate("--base", "HEAD")
        .requireExitCode(2)
        .requireErr("--out: expected measurements of the base, " + git("rev-parse", "HEAD"))
        .requireErr(", got those of " + git("rev-parse", "main~1") + " in ");
    assertEquals(List.of(), calls());
  }

  /** What was measured without a base was not measured in turn with it. */
  @Test
  void aBaseComesAndStays() throws IOException, InterruptedException {
    gate("--gates", "latency", "--rounds", "1").requireExitCode(0);
    assertTrue(Files.exists(scratch.resolve("out/latency/head-1.json")));
    gate("--gates", "latency", "--rounds", "1", "--base", "main")
        .requireExitCode(0)
        .requireErr("measured without a base before: anew");
    List<String> measured = calls().stream().filter(call -> call.contains(": measure ")).toList();
    assertEquals(
        2, Set.copyOf(measured).size(), measured::toString); // the head's, too, though it was there
    gate("--gates", "latency", "--rounds", "1")
        .requireExitCode(2)
        .requireErr("--base: expected " + git("rev-parse", "main~1") + ", beside which ");
    assertEquals(List.of(), calls());
  }

  /** The build takes what lies there, whether git knows it or not. */
  @Test
  void aNewSourceIsAChange() throws IOException, InterruptedException {
    gate("--out", "before").requireExitCode(0);
    write("agents/src/main/java/New.java", "one");
    String head = git("rev-parse", "HEAD");
    refuses(head + "-dirty-", head, "--out", "before");
    gate().requireExitCode(0);
    write("agents/src/main/java/New.java", "another");
    refuses(head + "-dirty-", Bench.text(scratch.resolve("out/head.commit")).strip());
    write("notes.txt", "which nothing is built from");
    write("agents/src/main/java/New.java", "one");
    gate().requireExitCode(0);
  }

  /** Rounds that are done would be passed over, whatever is to be measured now. */
  @Test
  void goesOnWithTheSameArgumentsOnly() throws IOException, InterruptedException {
    gate("--gates", "latency", "--rounds", "1").requireExitCode(0);
    gate("--gates", "latency", "--rounds", "2").requireExitCode(0);
    gate("--gates", "latency", "--measure", "plan --recipe small")
        .requireExitCode(2)
        .requireErr("--out: expected measurements of the arguments, plan --recipe small")
        .requireErr(", got those of plan --recipe tiny --threads 1 --samples 60 in ");
    assertEquals(List.of(), calls());
    gate("--measure", "plan --recipe small").requireExitCode(0);
  }

  @Test
  void passesABypassOnAndKeepsItsReason() throws IOException, InterruptedException {
    Shell failing = new Shell(scratch).environment("GATE_CODE", "1");
    gate(failing).requireExitCode(1);
    String reason = "a \"reason\" $(touch owned) `in` words";
    gate(failing.environment("PLANETBENCH_GATE_BYPASS", reason)).requireExitCode(0);
    assertTrue(Bench.text(scratch.resolve("out/summary.md")).startsWith("# BYPASSED"));
    assertTrue(Bench.text(scratch.resolve("out/bypass.json")).contains("$(touch owned)"));
    assertFalse(Files.exists(scratch.resolve("owned")));
  }
}
