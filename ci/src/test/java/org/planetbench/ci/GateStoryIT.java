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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole story of a reference, on cells of no time: runs are blessed, a change makes them worse,
 * the gate says so, the change is taken back. An episode of {@code dummy_counting} returns 15 with
 * an action repeat of 2, and with 1 half of that and a little.
 */
final class GateStoryIT {
  private static final String POLICY =
      """
      title: a story
      returns:
        reference: own-story
        alpha: 0.01
        power: 0.8
        least_seeds: 3
        published_margin: 0.1
        checks:
          - {variants: [random], metrics: [episode_return], better: higher, tolerance: 0.05, must_detect: 0.5}
      latency: {reference: own-latency, alpha: 0.01, power: 0.8, slower: 1.07, drift: 1.25, drift_p95: 2, least_rounds: 6, must_detect: 1.5}
      """;

  /** As a gate's profile has them: none that was blessed. */
  private static final String FRESH_SEEDS = Bench.COUNTING.replace("[1, 2, 3]", "[4, 5, 6]");

  @TempDir private static Path original;

  @TempDir private Path directory;

  /** Which most tests begin with: made once, and copied. */
  @BeforeAll
  static void runHead() throws IOException, InterruptedException {
    Files.writeString(original.resolve("story.yaml"), Bench.COUNTING);
    run(original, "head");
  }

  @BeforeEach
  void writeProfileAndPolicy() throws IOException {
    Files.writeString(directory.resolve("story.yaml"), Bench.COUNTING);
    Files.writeString(directory.resolve("policy.yaml"), POLICY);
    Files.createDirectories(directory.resolve("reference"));
    Files.writeString(
        directory.resolve("reference/paper.csv"),
        "task,variant,metric,unit,protocol,seeds,value,spread,environment_steps,family,source\n");
  }

  private void head(String runs) throws IOException {
    Bench.copyTree(original.resolve("head"), directory.resolve(runs));
  }

  private void run(String runs, String... settings) throws IOException, InterruptedException {
    run(directory, runs, settings);
  }

  private static void run(Path directory, String runs, String... settings)
      throws IOException, InterruptedException {
    String[] arguments = {"run", "--profile", "story.yaml", "--runs", runs, "--seed", "4,5,6"};
    String[] all = Arrays.copyOf(arguments, arguments.length + settings.length);
    System.arraycopy(settings, 0, all, arguments.length, settings.length);
    Bench.in(directory).run(all).requireExitCode(0);
  }

  private Bench.Ended gate(String gates, String runs) throws IOException, InterruptedException {
    return Bench.in(directory)
        .run(
            ("gate "
                    + gates
                    + " --runs "
                    + runs
                    + " --policy policy.yaml --references reference --summary summary.md --junit junit.xml")
                .split(" +"));
  }

  private void bless() throws IOException, InterruptedException {
    Bench.in(directory)
        .run("run", "--profile", "story.yaml", "--runs", "blessed")
        .requireExitCode(0);
    Bench.in(directory)
        .run(
            "bless",
            "--runs",
            "blessed",
            "--references",
            "reference",
            "--allow-dirty",
            "--reason",
            "the story begins here")
        .requireExitCode(0)
        .requireOut("dummy_counting random episode_return: none -> 15.00 (3 samples)");
  }

  /** The empty family has no entry that says why it is there. */
  private void explain() throws IOException, InterruptedException {
    Bench.Ended ended = gate("returns", "head").requireExitCode(2);
    String line = ended.err().substring(ended.err().indexOf("- `paper`")).strip();
    Path changes = directory.resolve("reference/CHANGES.md");
    String text = Files.exists(changes) ? Files.readString(changes) : "# Why\n";
    Files.writeString(changes, text + line + "\n");
  }

  @Test
  void blessChangeFailRevertPass() throws IOException, InterruptedException {
    head("head");
    Files.writeString(directory.resolve("reference/CHANGES.md"), "# Why\n");
    explain();
    gate("returns", "head").requireExitCode(3).requireOut("missing reference");
    bless();
    gate("returns", "head").requireExitCode(0).requireOut("PASS").requireOut("15.0");
    assertTrue(junit().contains("failures=\"0\" errors=\"0\""), junit());

    run("worse", "--set", "action_repeat.other=1");
    gate("returns", "worse")
        .requireExitCode(1)
        .requireOut("dummy_counting random episode_return: regression: lower than the reference")
        .requireOut("action_repeat 1 instead of 2")
        .requireOut("FAILED");
    assertTrue(junit().contains("failures=\"1\" errors=\"0\""), junit());
    String summary = Bench.text(directory.resolve("summary.md"));
    assertTrue(summary.startsWith("## Gate: FAILED"), summary);

    run("reverted");
    gate("returns", "reverted").requireExitCode(0).requireOut("1 comparison");
  }

  @Test
  void nothingComparedIsNoPass() throws IOException, InterruptedException {
    head("head");
    bless();
    explain();
    gate("returns latency", "head")
        .requireExitCode(3)
        .requireOut("latency: no comparison was made");
    assertTrue(junit().contains("errors=\"1\""), junit());
    Files.createDirectories(directory.resolve("nothing"));
    gate("returns", "nothing").requireExitCode(3).requireOut("no comparison was made");
  }

  @Test
  void aNumberThatWasEditedWithoutAReasonIsRefused() throws IOException, InterruptedException {
    head("head");
    bless();
    explain();
    gate("returns", "head").requireExitCode(0);
    Path family = directory.resolve("reference/own-story.csv");
    Files.writeString(family, Bench.text(family).replace("15.0", "7.0"));
    gate("returns", "head")
        .requireExitCode(2)
        .requireErr("own-story: its files were changed and no entry says why");
  }

  private void blessBits(String runs) throws IOException, InterruptedException {
    Bench.in(directory)
        .run(
            "bless",
            "bits",
            "--runs",
            runs,
            "--references",
            "reference",
            "--allow-dirty",
            "--reason",
            "the story's first bits")
        .requireExitCode(0)
        .requireOut("dummy_counting-random-s4: none -> ");
  }

  /** Against the base's runs, where nothing was blessed that could be held against. */
  @Test
  void otherBitsThanTheBasesFailUnlessTheChangeSaysSo() throws IOException, InterruptedException {
    head("gate/bits/base");
    head("gate/bits/head");
    Files.writeString(directory.resolve("reference/CHANGES.md"), "# Why\n");
    Files.createDirectories(directory.resolve("head"));
    explain();
    gate("bits", "gate").requireExitCode(0).requireOut("bits: 3 comparisons");
    head("changed/bits/base");
    run("changed/bits/head", "--set", "action_repeat.other=1");
    gate("bits", "changed")
        .requireExitCode(1)
        .requireOut("dummy_counting-random-s4: regression: other bits, first in row ")
        .requireOut("action_repeat: 2 against 1");
    gate("bits --result-affecting", "changed").requireExitCode(0).requireOut("as was announced");
  }

  /** {@code ci/gate.sh} from the runs to the exit code, with and without a reason to pass it by. */
  @Test
  void theScriptJudgesAndIsBypassedWithAReasonOnly() throws IOException, InterruptedException {
    head("head");
    bless();
    explain();
    Files.writeString(directory.resolve("story.yaml"), FRESH_SEEDS);
    assertEquals(3, script("out"));
    String missing = Bench.text(directory.resolve("out/summary.md"));
    assertTrue(missing.contains("bits, dummy_counting-random-s4: missing reference"), missing);
    blessBits("out");
    assertEquals(0, script("out"));
    assertTrue(Bench.text(directory.resolve("out/summary.md")).startsWith("## Gate: PASS"));
    assertTrue(Files.exists(directory.resolve("out/junit.xml")));
    assertTrue(Files.exists(directory.resolve("out/report/index.html")));

    Files.writeString(
        directory.resolve("story.yaml"), FRESH_SEEDS + "set: {action_repeat.other: 1}\n");
    assertEquals(1, script("worse"));
    assertFalse(Files.exists(directory.resolve("worse/bypass.json")));
    assertTrue(Bench.text(directory.resolve("worse/summary.md")).contains("action_repeat"));
    assertEquals(2, script("worse", "--bypass", "because"));
    assertEquals(0, script("worse", "--bypass", "the repeat is halved on purpose"));
    String record = Bench.text(directory.resolve("worse/bypass.json"));
    assertTrue(record.contains("\"exit_code\": 1"), record);
    assertTrue(record.contains("the repeat is halved on purpose"), record);
    String summary = Bench.text(directory.resolve("worse/summary.md"));
    assertTrue(summary.startsWith("# BYPASSED"), summary);
    assertTrue(summary.contains("## Gate: FAILED"), summary);
  }

  private int script(String out, String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Bench.checkout().resolve("ci/gate.sh").toString(),
                "--bench",
                launcher().toString(),
                "--profile",
                "story.yaml",
                "--policy",
                "policy.yaml",
                "--references",
                "reference",
                "--gates",
                "returns bits",
                "--bits",
                "--profile story.yaml --cell dummy_counting-random-s4",
                "--out",
                out));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("script.log").toFile())
            .start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "ci/gate.sh still runs");
    return process.exitValue();
  }

  /** In the place of {@code harness/bench}, which would build. */
  private Path launcher() throws IOException {
    Path launcher = directory.resolve("bench");
    StringBuilder line = new StringBuilder("#!/bin/sh\nexec");
    Bench.in(directory).command().forEach(word -> line.append(" '").append(word).append("'"));
    Files.writeString(launcher, line + " \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return launcher;
  }

  private String junit() throws IOException {
    return Bench.text(directory.resolve("junit.xml"));
  }
}
