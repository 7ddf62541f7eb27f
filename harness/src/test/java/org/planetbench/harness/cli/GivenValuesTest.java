package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.ArgSpec;

/** Over every option and parameter of every command. */
final class GivenValuesTest {
  /** A call with one empty value, and how a message names what it is of. */
  record Empty(List<String> call, String name) {
    @Override
    public String toString() {
      return "bench " + String.join(" ", call);
    }
  }

  static Stream<Empty> empties() {
    return Commands.all().stream()
        .flatMap(command -> command.valued().stream().flatMap(arg -> empties(command, arg)));
  }

  private static Stream<Empty> empties(Commands command, ArgSpec argument) {
    List<String> values =
        argument.splitRegex().isEmpty() ? List.of("", " ") : List.of("", " ", ",", "a,", ",a");
    return values.stream()
        .map(value -> new Empty(command.with(argument, value), Commands.name(argument)));
  }

  @ParameterizedTest
  @MethodSource("empties")
  void anEmptyValueIsRefused(Empty empty) {
    Captured ended = Captured.run(empty.call());
    assertEquals(2, ended.exitCode(), ended::toString);
    assertTrue(ended.err().startsWith("bench: "), ended::toString);
    assertTrue(
        ended.err().contains(empty.name()) || ended.err().contains("Unmatched argument"),
        ended::toString);
    assertEquals("", ended.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --jobs abc | expected a whole number, got 'abc'",
        "run --jobs 99999999999 | expected a whole number, got '99999999999'",
        "gate foo --runs . | gate: expected returns, latency or bits, got 'foo'",
        "gate returns --runs x --took returns=abc | expected a whole number, got 'abc'",
        "compare a b --confidence much | expected a number, got 'much'",
        "rollout --task dummy_counting --seed 1 --steps 1 --frames x --size 100000 | --size: expected 1 to 4096 pixels, got 100000"
      })
  void aWrongNumberIsToldInWords(String call, String message) {
    Captured ended = Captured.run(call.split(" "));
    assertEquals(2, ended.exitCode(), ended::toString);
    assertTrue(ended.err().contains(message), ended::toString);
  }
}
