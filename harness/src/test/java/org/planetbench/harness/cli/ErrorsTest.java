package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.verify.CellFailedException;
import org.planetbench.results.run.file.UnwritableFileException;

final class ErrorsTest {
  private static final Pattern FAULT =
      Pattern.compile("bench: a fault of planet-bench: why; please report it with (\\S+)\n");

  @TempDir private Path folder;

  @Test
  void aFaultOfTheProgramSaysWhereItsStackTraceIs() throws IOException {
    Matcher said = FAULT.matcher(reported(5, new IllegalStateException("why")));
    assertTrue(said.matches());
    Path details = Path.of(said.group(1));
    assertTrue(Files.readString(details).contains("\tat org.planetbench.harness.cli.ErrorsTest"));
    Files.delete(details);
  }

  @Test
  void whatThePlaceRefusesIsBadInputAndALackOfSpaceIsNot() {
    Path file = Path.of("f");
    assertEquals(
        "bench: cannot write f: permission denied; free or choose another place\n",
        reported(2, new UnwritableFileException(file, new AccessDeniedException("f"))));
    IOException full = new IOException("No space left on device");
    assertEquals(
        "bench: cannot write f: No space left on device; free or choose another place\n",
        reported(5, new UnwritableFileException(file, full)));
    FileSystemException atOpening = new FileSystemException("f", null, "Disk quota exceeded");
    assertEquals("bench: f: Disk quota exceeded\n", reported(5, atOpening));
    assertEquals(
        "bench: f: Is a directory\n",
        reported(2, new FileSystemException("f", null, "Is a directory")));
  }

  /** As that of a replay. */
  @Test
  void aCellThatFailedGivesItsCode() {
    for (ExitCode code : List.of(ExitCode.NOT_READY, ExitCode.CELL_FAILED, ExitCode.INTERRUPTED)) {
      assertEquals("bench: why\n", reported(code.number(), new CellFailedException("why", code)));
    }
  }

  @Test
  void anInterruptionIsOne() {
    assertEquals("bench: interrupted\n", reported(130, new InterruptedException()));
  }

  private static String reported(int code, Throwable error) {
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertEquals(code, Errors.report(error, false));
    } finally {
      System.setErr(err);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Java's own end of such a program is a stack trace and exit code 1. */
  @Test
  void aLackOfMemoryIsALineAndNoRegression() throws IOException, InterruptedException {
    Path scores = folder.resolve("scores.csv");
    try (BufferedWriter out = Files.newBufferedWriter(scores)) {
      out.write("task,variant,seed,score\n");
      for (int seed = 0; seed < 400_000; seed++) {
        out.write("run,rssm," + seed + ",1\n");
      }
    }
    String said = inAProcess(5, "-Xmx24m", Main.class, "stats", scores.toString());
    assertTrue(said.startsWith("bench: out of memory: "), said);
    assertEquals(1, said.lines().count(), said);
  }

  /** Of a thread that nobody waits for. */
  @Test
  void anErrorInAnyThreadEndsTheProcess() throws IOException, InterruptedException {
    String said = inAProcess(5, "-Djava.io.tmpdir=" + folder, Uncaught.class);
    assertTrue(said.startsWith("bench: a fault of planet-bench: on purpose; please report"), said);
    assertEquals(1, said.lines().count(), said);
  }

  /** A program whose threads are as those of ours, with one that fails and one that goes on. */
  static final class Uncaught {
    private Uncaught() {}

    public static void main(String[] arguments) throws InterruptedException {
      Thread.setDefaultUncaughtExceptionHandler(Errors::uncaught);
      Thread.ofPlatform()
          .start(
              () -> {
                throw new AssertionError("on purpose");
              });
      Thread.sleep(60_000);
    }
  }

  private static String inAProcess(int code, String option, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder = new ProcessBuilder(java, option, "-XX:+UseSerialGC", main.getName());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(code, process.waitFor(), said);
    return said;
  }
}
