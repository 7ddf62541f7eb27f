package org.planetbench.harness.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** All commands that there are, as picocli knows them: the registry is the list of what to test. */
record Commands(List<String> path, CommandSpec spec) {
  /** For options and parameters whose names do not say more: by their label. */
  private static final Map<String, String> EXAMPLES =
      Map.of("T", "cheetah_run", "S", "1", "TEXT", "why", "N", "1", "V", "rssm");

  static List<Commands> all() {
    List<Commands> all = new ArrayList<>();
    add(all, List.of(), Main.commands().getCommandSpec());
    return all;
  }

  private static void add(List<Commands> all, List<String> path, CommandSpec spec) {
    all.add(new Commands(path, spec));
    spec.subcommands()
        .forEach(
            (name, child) -> {
              List<String> deeper = Stream.concat(path.stream(), Stream.of(name)).toList();
              add(all, deeper, child.getCommandSpec());
            });
  }

  /** Its options and parameters that take a value. */
  List<ArgSpec> valued() {
    Stream<ArgSpec> options = spec.options().stream().map(ArgSpec.class::cast);
    return Stream.concat(options, spec.positionalParameters().stream())
        .filter(argument -> argument.arity().max() > 0)
        .toList();
  }

  /** A call with the least that it takes, and with {@code value} for one of its arguments. */
  List<String> with(@Nullable ArgSpec argument, String value) {
    List<String> call = new ArrayList<>(path);
    for (OptionSpec option : spec.options()) {
      if (option.equals(argument)) {
        call.add(option.longestName() + "=" + value);
      } else if (option.required()) {
        call.add(option.longestName() + "=" + example(option));
      }
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (parameter.equals(argument)) {
        call.add(value);
      } else if (parameter.required()) {
        call.add(example(parameter));
      }
    }
    return call;
  }

  /** How messages call it. */
  static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String example(ArgSpec argument) {
    Object[] constants = argument.type().getEnumConstants();
    return constants != null
        ? constants[0].toString().toLowerCase(Locale.ROOT)
        : EXAMPLES.getOrDefault(argument.paramLabel(), "missing");
  }

  @Override
  public String toString() {
    return String.join(" ", path);
  }
}
