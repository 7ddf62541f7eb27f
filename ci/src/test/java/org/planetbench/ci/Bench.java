package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program as a process of its own, with the JVM flags of {@code harness/bench}. It logs to no
 * MLflow server unless told to: the checkout's own server belongs to its user.
 */
final class Bench {
  /** A profile of cells that take no time: an agent that acts at random in a task that counts. */
  static final String COUNTING =
      """
      title: cells of no time
      tasks: [dummy_counting]
      variants: [random]
      seeds: [1, 2, 3]
      recipe: tiny
      jobs: 3
      threads: 1
      schedule:
        seed_episodes: 1
        first_updates: 0
        episodes: 1
        updates_per_episode: 0
        evaluate_every: 0
        evaluation_episodes: 1
        final_evaluation_episodes: 1
        agent_steps_per_episode: 20
      """;

  /** Generous, for slow machines: a hang is what it catches. */
  private static final Duration LIMIT = Duration.ofMinutes(6);

  /** What a scheduler or a user's shell may set, and would change what the program does. */
  private static final Set<String> NOT_INHERITED =
      Set.of(
          "JOB_COMPLETION_INDEX",
          "SLURM_ARRAY_TASK_ID",
          "JAVA_TOOL_OPTIONS",
          "MUJOCO_GL",
          "PLANETBENCH_BACKEND");

  private final Path directory;
  private final Path home;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private int calls;
  private int largestFileKib;

  /** A process that ended. */
  record Ended(int exitCode, String out, String err) {
    Ended requireExitCode(int expected) {
      assertEquals(expected, exitCode, this::toString);
      return this;
    }

    /** Sentences may be wrapped. */
    Ended requireOut(String part) {
      assertTrue(out.contains(part), () -> "no '" + part + "' on standard output of " + this);
      return this;
    }

    /** Of a sentence that a terminal's width may break anywhere. */
    Ended requireSentence(String part) {
      assertTrue(
          out.replace('\n', ' ').contains(part),
          () -> "no '" + part + "', broken or not, on standard output of " + this);
      return this;
    }

    Ended requireErr(String part) {
      assertTrue(err.contains(part), () -> "no '" + part + "' on standard error of " + this);
      return this;
    }

    @Override
    public String toString() {
      return "exit code " + exitCode + "\n--- out\n" + out + "\n--- err\n" + err;
    }
  }

  /** A process that runs. */
  record Running(Process process, Path out, Path err) {
    /** Processes that the program started and that live. */
    List<ProcessHandle> children() {
      return process.children().toList();
    }

    Ended await() throws InterruptedException {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        killTree();
        throw new AssertionError("still running after " + LIMIT + ": " + ended(-1));
      }
      return ended(process.exitValue());
    }

    void killTree() {
      List<ProcessHandle> all =
          Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
      all.forEach(ProcessHandle::destroyForcibly);
    }

    private Ended ended(int exitCode) {
      try {
        return new Ended(exitCode, Files.readString(out), Files.readString(err));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Bench(Path directory, Path home) {
    this.directory = directory;
    this.home = home;
    environment.put("MLFLOW_TRACKING_URI", "none");
  }

  /** Works in {@code directory}, with the installation of this checkout. */
  static Bench in(Path directory) {
    return new Bench(directory, checkout());
  }

  /** Works in {@code directory}, as from another checkout. */
  static Bench in(Path directory, Path home) {
    return new Bench(directory, home);
  }

  static Path checkout() {
    return Path.of(Objects.requireNonNull(System.getProperty("planetbench.home")));
  }

  Bench environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Bench without(String name) {
    environment.remove(name);
    return this;
  }

  /** No file may grow larger, as on a disk that is full: any user may say so of own processes. */
  Bench largestFileKib(int kib) {
    largestFileKib = kib;
    return this;
  }

  Ended run(String... arguments) throws IOException, InterruptedException {
    return start(arguments).await();
  }

  Running start(String... arguments) throws IOException {
    calls++;
    Path out = directory.resolve("bench-" + calls + ".out");
    Path err = directory.resolve("bench-" + calls + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> NOT_INHERITED.contains(name) || name.startsWith("MLFLOW_"));
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }

  /** What starts the program. */
  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    if (largestFileKib > 0) {
      String limited = "ulimit -f " + largestFileKib + " && exec \"$@\"";
      command.addAll(List.of("bash", "-c", limited, "bash"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            "-Dplanetbench.home=" + home,
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "org.planetbench.harness.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** All regular files below a folder, by their names relative to it, in order. */
  static List<String> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
