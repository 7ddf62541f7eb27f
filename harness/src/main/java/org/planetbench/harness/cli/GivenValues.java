package org.planetbench.harness.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/**
 * What all options and parameters of all commands have in common: a value that is empty, such as an
 * unset variable of a script leaves, is a mistake and never a wish for the default.
 */
final class GivenValues {
  private GivenValues() {}

  /** Runs the command that was asked for, unless a value that it was given is empty. */
  static int requireThenRun(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      for (ArgSpec argument : command.getParseResult().matchedArgs()) {
        require(command, argument);
      }
    }
    return new RunLast().execute(parsed);
  }

  private static void require(CommandLine command, ArgSpec argument) {
    String separator = argument.splitRegex();
    for (String value : argument.originalStringValues()) {
      List<String> parts =
          separator.isEmpty() ? List.of(value) : List.of(value.split(separator, -1));
      if (parts.stream().anyMatch(String::isBlank)) {
        throw new ParameterException(
            command,
            "%s: expected %s, got '%s'"
                .formatted(
                    name(argument), parts.size() > 1 ? "a value at each comma" : "a value", value));
      }
    }
  }

  private static String name(ArgSpec argument) {
    return argument.isOption()
        ? ((CommandLine.Model.OptionSpec) argument).longestName()
        : argument.paramLabel();
  }

  /** Told without the names of Java's types. */
  static <T> T number(String expected, String text, Function<String, T> read) {
    try {
      return read.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected %s, got '%s'".formatted(expected, text));
    }
  }

  /** What no file system takes is told without the words of Java's exception. */
  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'%s' cannot be a file's name: %s".formatted(text, e.getReason()));
    }
  }
}
