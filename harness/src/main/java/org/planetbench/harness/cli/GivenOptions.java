package org.planetbench.harness.cli;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What was typed, for commands that take some options only beside something else. */
final class GivenOptions {
  private GivenOptions() {}

  /** The first that is none of these, nor {@code --debug}. */
  static Optional<String> firstBut(@Nullable CommandSpec spec, String... these) {
    return Objects.requireNonNull(spec).commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(
            option ->
                Stream.concat(Stream.of("--debug"), Arrays.stream(these)).noneMatch(option::equals))
        .findFirst();
  }
}
