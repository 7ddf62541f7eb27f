package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that get SIGTERM at different moments. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class InterruptionTest {
  /** When the signal comes. */
  enum Moment {
    BEFORE_THERE_IS_ANYTHING_TO_STOP,
    WITH_SOMETHING_TO_STOP,
    WHEN_STOPPING_IS_INTERRUPTED,
    AFTER_THE_WORK
  }

  /** 143 is how Java ends by SIGTERM by itself. */
  @ParameterizedTest
  @CsvSource({
    "BEFORE_THERE_IS_ANYTHING_TO_STOP, 130, ''",
    "WITH_SOMETHING_TO_STOP, 130, stopped",
    "WHEN_STOPPING_IS_INTERRUPTED, 130, ''",
    "AFTER_THE_WORK, 143, ''"
  })
  void endsWithTheCodeForACommandThatMayBeCalledAgain(Moment moment, int code, String said)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(List.of(java, "-cp", classPath, Program.class.getName(), moment.name()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("works", out.readLine());
      process.toHandle().destroy(); // leaves what it prints readable
      assertEquals(said, String.join("\n", out.readAllLines()));
      assertEquals(code, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }

  /** What is interrupted. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws InterruptedException {
      Interruption interruption = Interruption.guard();
      switch (Moment.valueOf(args[0])) {
        case BEFORE_THERE_IS_ANYTHING_TO_STOP -> {}
        case WITH_SOMETHING_TO_STOP -> interruption.stopping(() -> System.out.println("stopped"));
        case WHEN_STOPPING_IS_INTERRUPTED ->
            interruption.stopping(
                () -> {
                  throw new InterruptedException("on purpose");
                });
        case AFTER_THE_WORK -> interruption.close();
      }
      System.out.println("works");
      Thread.sleep(60_000);
    }
  }
}
