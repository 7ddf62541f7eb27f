package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Over every command. */
final class HelpTest {
  static Stream<Commands> commands() {
    return Commands.all().stream().filter(command -> !command.path().isEmpty());
  }

  /** The list of commands shows a command's header, or else its description's first line. */
  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandsSummaryIsASentence(Commands command) {
    UsageMessageSpec usage = command.spec().usageMessage();
    String[] lines = usage.header().length > 0 ? usage.header() : usage.description();
    assertTrue(lines[0].matches("[A-Z].*\\."), lines[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 140})
  void helpFitsTheTerminal(int columns) {
    for (Commands command : Commands.all()) {
      CommandLine line = command.spec().commandLine();
      line.setUsageHelpAutoWidth(false).setUsageHelpWidth(columns);
      line.getUsageMessage().lines().forEach(text -> assertTrue(text.length() <= columns, text));
    }
  }

  /** What is laid out by hand, lists and examples, is as wide as a usual terminal at most. */
  @ParameterizedTest
  @MethodSource("commands")
  void nothingLaidOutByHandIsBroken(Commands command) {
    UsageMessageSpec usage = command.spec().usageMessage();
    Stream.concat(Stream.of(usage.description()), Stream.of(usage.footer()))
        .filter(text -> text.startsWith("  "))
        .forEach(text -> assertTrue(text.length() < 80, text));
  }

  @Test
  void helpIsACommandToo() {
    Captured asked = Captured.run("help", "run");
    assertEquals(0, asked.exitCode());
    assertEquals(Captured.run("run", "--help").out(), asked.out());
    assertEquals(2, Captured.run("help", "nonsense").exitCode());
  }

  @ParameterizedTest
  @CsvSource({
    "bench rol, rollout",
    "bench run --task cheetah, cheetah_run",
    "bench run --dry, --dry-run",
    "bench list --profile des, desktop",
    "bench completion z, zsh"
  })
  void bashCompletes(String typed, String expected, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path script = folder.resolve("completion");
    Files.writeString(script, Captured.run("completion", "bash").out());
    String ask =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_bench; printf '%%s' \"${COMPREPLY[*]}\""
            .formatted(script, typed);
    Process bash =
        new ProcessBuilder(List.of("bash", "--norc", "-c", ask))
            .redirectError(ProcessBuilder.Redirect.DISCARD) // of compopt, which wants a terminal
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(expected, said);
    assertEquals(0, bash.waitFor());
  }
}
