package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Mistakes on the command line and in profiles, in processes of their own: exit code 2 and a line
 * that says what to do. The harness's {@code BadInputTest} makes many more.
 */
final class BadInputIT {
  @TempDir private Path directory;

  /** What is typed, and what the line has to say of it. */
  record Mistake(String typed, String... said) {
    @Override
    public String toString() {
      return "bench " + typed;
    }
  }

  @SuppressWarnings("unused") // by name
  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake("lst", "'lst'", "did you mean: bench list"),
          new Mistake("run --profile key.yaml", "key.yaml: colour", "unknown key"),
          new Mistake(
              "run --profile smoke --runs file/below",
              "file/below",
              "cannot write",
              "choose another place"));

  @ParameterizedTest
  @FieldSource("MISTAKES")
  void isToldInWordsWithExitCodeTwo(Mistake mistake) throws IOException, InterruptedException {
    writeFiles();
    List<String> before = listing();
    Bench.Ended ended = Bench.in(directory).run(mistake.typed().split(" "));
    ended.requireExitCode(2);
    assertTrue(ended.err().startsWith("bench: "), ended::toString);
    String said = ended.err().toLowerCase(Locale.ROOT);
    for (String part : mistake.said()) {
      assertTrue(said.contains(part), () -> "no '" + part + "' in " + ended.err());
    }
    assertTrue(ended.err().lines().count() <= 3, ended::toString);
    assertFalse(ended.err().contains("\tat "), ended::toString);
    assertEquals(before, listing(), ended::toString);
  }

  /** All files and folders but those that the test's own process writes. */
  private List<String> listing() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.map(path -> directory.relativize(path).toString())
          .filter(name -> !name.matches("bench-[0-9]+\\.(out|err)"))
          .sorted()
          .toList();
    }
  }

  private void writeFiles() throws IOException {
    Files.writeString(directory.resolve("file"), "in the way\n");
    String smoke = Bench.text(Bench.checkout().resolve("harness/profiles/smoke.yaml"));
    Files.writeString(directory.resolve("key.yaml"), smoke + "colour: red\n");
  }

  @Test
  void showsTheStackTraceWhenAsked() throws IOException, InterruptedException {
    Bench.Ended ended =
        Bench.in(directory).run("run", "--profile", "smoke", "--task", "nothing", "--debug");
    ended.requireExitCode(2).requireErr("bench: ").requireErr("\tat org.planetbench.");
  }

  @Test
  void refusesAnArraysIndexPastTheLastCellUnlessThatIsMeant()
      throws IOException, InterruptedException {
    Bench bench = Bench.in(directory).environment("SLURM_ARRAY_TASK_ID", "4");
    bench
        .run("run", "--profile", "smoke", "--runs", "runs")
        .requireExitCode(2)
        .requireErr("SLURM_ARRAY_TASK_ID: expected a whole number from 0 to 3");
    bench
        .run("run", "--profile", "smoke", "--runs", "runs", "--allow-past-end")
        .requireExitCode(0)
        .requireOut("nothing to do");
    assertEquals(List.of(""), listing());
  }

  @Test
  void refusesAnAddressThatIsNone() throws IOException, InterruptedException {
    for (String uri : List.of("localhost:5000", "file:/tmp/mlruns", "http://")) {
      Bench.in(directory)
          .run("run", "--profile", "smoke", "--runs", "runs", "--tracking-uri", uri)
          .requireExitCode(2)
          .requireErr("'" + uri + "'")
          .requireErr("http://localhost:5000");
      assertEquals(List.of(""), listing());
    }
  }

  /** A table of which a part is lost must not seem whole; a reader that saw enough may go. */
  @Test
  void saysWhatStandardOutputCouldNotTake() throws IOException, InterruptedException {
    String bench = Bench.checkout().resolve("harness/bench").toString();
    Shell shell = new Shell(directory);
    shell
        .run("bash", "-c", "exec \"$0\" list tasks >/dev/full", bench)
        .requireExitCode(5)
        .requireErr("bench: cannot write to standard output: No space left on device");
    Bench.Ended piped =
        shell.run("bash", "-c", "\"$0\" list tasks | true; exit \"${PIPESTATUS[0]}\"", bench);
    assertEquals("", piped.requireExitCode(0).err());
  }

  @Test
  void saysThatTooFewFilesMayBeOpen() throws IOException, InterruptedException {
    String bench = Bench.checkout().resolve("harness/bench").toString();
    new Shell(directory)
        .run("bash", "-c", "ulimit -n 12; exec \"$0\" list tasks", bench)
        .requireExitCode(4)
        .requireErr(
            "expected to be allowed 256 open files or more, got 12; remedy: ulimit -n 1024");
  }
}
