package org.planetbench.suites;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a main class of the tests in a JVM of its own: for what a process can do only once. */
public final class ChildJvm {
  /** How it ended and what it said. */
  public record Result(int exitCode, String output, String errors) {}

  private ChildJvm() {}

  /**
   * @param folder the working directory; the output goes into files there
   * @param properties added to this JVM's own planetbench.home
   */
  public static Result run(Path folder, Map<String, String> properties, Class<?> main) {
    return run(folder, properties, Map.of(), main);
  }

  /**
   * The same in another environment.
   *
   * @param environment added to this process's own
   */
  public static Result run(
      Path folder, Map<String, String> properties, Map<String, String> environment, Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dplanetbench.home=" + Path.of(System.getProperty("planetbench.home", "")));
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    Path output = folder.resolve("child.out");
    Path errors = folder.resolve("child.err");
    try {
      ProcessBuilder child =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      child.environment().putAll(environment);
      int exitCode = child.start().waitFor();
      return new Result(exitCode, read(output), read(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
