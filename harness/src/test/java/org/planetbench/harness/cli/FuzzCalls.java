package org.planetbench.harness.cli;

import static org.planetbench.harness.cli.FuzzBytes.any;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Model.ArgSpec;

/**
 * Calls of the program that something is wrong with: every command and option that there is, and
 * every kind of file. None of them works for long or changes anything beyond the test's folder.
 */
final class FuzzCalls {
  /** Each with one argument that ends it early: valid calls would work, serve or wait. */
  private static final Map<String, List<String>> ENDED_BY =
      Map.of(
          "run", List.of("--dry-run"),
          "measure", List.of("--samples=0"),
          "doctor", List.of("extra"),
          "mlflow start", List.of("extra"),
          "mlflow stop", List.of("extra"),
          "rollout", List.of("--steps=3"));

  /** Values that are right and would only take long. */
  private static final Set<String> LONG_WORK =
      Set.of("--episodes", "--bootstrap", "--policy", "--replay", "--size");

  private static final Set<String> WRITTEN = Set.of("--out", "--frames", "--summary", "--junit");

  private final FuzzFiles files;
  private final List<Commands> commands = Commands.all();

  FuzzCalls(FuzzFiles files) {
    this.files = files;
  }

  List<String> next(RandomGenerator random) throws IOException {
    return random.nextInt(5) < 2 ? withOddArgument(random) : withDamagedFile(random);
  }

  private List<String> withOddArgument(RandomGenerator random) {
    Commands command = any(commands, random);
    List<ArgSpec> arguments =
        command.valued().stream().filter(arg -> !LONG_WORK.contains(Commands.name(arg))).toList();
    List<String> call =
        arguments.isEmpty()
            ? new ArrayList<>(command.path())
            : oneOdd(command, any(arguments, random), random);
    switch (random.nextInt(8)) {
      case 0 -> call.add(any(FuzzBytes.TEXTS, random));
      case 1 -> call.add("--frobnicate=" + any(FuzzBytes.TEXTS, random));
      case 2 -> call.subList(Math.max(0, call.size() - 1), call.size()).clear();
      case 3 -> call.addAll(List.copyOf(call.subList(Math.max(0, call.size() - 1), call.size())));
      default -> {}
    }
    return ended(command.toString(), call);
  }

  private List<String> oneOdd(Commands command, ArgSpec argument, RandomGenerator random) {
    boolean place = argument.paramLabel().matches(".*(DIR|FILE|RUN|csv).*");
    boolean odd = WRITTEN.contains(Commands.name(argument)) || (place && random.nextInt(4) > 0);
    String value = odd ? files.oddPlace(random).toString() : any(FuzzBytes.TEXTS, random);
    return new ArrayList<>(command.with(argument, value));
  }

  /** Keeps to the test's folder, and to a moment. */
  private List<String> ended(String command, List<String> call) {
    ENDED_BY.getOrDefault(command, List.of()).stream()
        .filter(end -> call.stream().noneMatch(arg -> sameOption(arg, end)))
        .forEach(call::add);
    addMissing(call, command, "--references", files.references().toString());
    addMissing(call, command, "--tracking-uri", "none");
    return call;
  }

  private static boolean sameOption(String argument, String other) {
    return argument.split("=", 2)[0].equals(other.split("=", 2)[0]);
  }

  private void addMissing(List<String> call, String command, String option, String value) {
    boolean has =
        commands.stream()
            .filter(known -> known.toString().equals(command))
            .flatMap(known -> known.spec().options().stream())
            .anyMatch(known -> known.longestName().equals(option));
    if (has && call.stream().noneMatch(arg -> sameOption(arg, option))) {
      call.add(option + "=" + value);
    }
  }

  private List<String> withDamagedFile(RandomGenerator random) throws IOException {
    return switch (random.nextInt(13)) {
      case 0, 1, 2 ->
          List.of("list", "cells", "--profile=" + files.damaged("profile.yaml", random));
      case 3 ->
          List.of(
              "run",
              "--dry-run",
              "--runs=" + files.file("none"),
              "--profile=" + files.damaged("profile.yaml", random));
      case 4 ->
          List.of(
              "gate",
              "returns",
              "--runs=" + files.runs(),
              "--references=" + files.references(),
              "--policy=" + files.damaged("policy.yaml", random));
      case 5 -> List.of("stats", files.damaged("scores.csv", random).toString(), "--bootstrap=100");
      case 6 ->
          List.of(
              "rollout",
              "--task=cartpole_balance",
              "--seed=1",
              "--quiet",
              "--actions=" + files.damaged("actions.csv", random));
      case 7 ->
          List.of(
              "gate",
              any(List.of("returns", "bits", "latency"), random),
              "--runs=" + files.runs(),
              "--references=" + files.damagedFolder("references", random));
      default -> withDamagedRun(random);
    };
  }

  private List<String> withDamagedRun(RandomGenerator random) throws IOException {
    String runs = files.damagedFolder("runs", random).toString();
    String run = runs + "/" + files.run().getFileName();
    return switch (random.nextInt(20)) {
      case 0 -> List.of("report", "--tracking-uri=none", "--runs=" + runs);
      case 1 -> List.of("compare", files.runs().toString(), runs, "--tracking-uri=none");
      case 2, 3 ->
          List.of(
              "bless",
              any(List.of("returns", "bits", "latency"), random),
              "--runs=" + runs,
              "--reason=why",
              "--allow-dirty",
              "--references=" + files.references());
      case 4, 5 ->
          List.of("gate", "returns", "--runs=" + runs, "--references=" + files.references());
      case 6, 7, 8 ->
          List.of(
              "run",
              "--dry-run",
              "--profile=smoke",
              "--task=dummy_counting",
              "--variant=random",
              "--seed=1,2",
              "--runs=" + runs);
      case 9, 10 -> List.of("verify", run, "--against=" + files.run());
      case 11, 12, 13, 14 -> List.of("verify", run);
      case 15, 16 ->
          List.of("merge", runs, files.runs().toString(), "--into=" + runs + "-all", "--dry-run");
      default -> List.of("verify", "--runs=" + runs);
    };
  }
}
