package org.planetbench.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of the tests in a process of its own. */
public final class NewProcess {
  private NewProcess() {}

  /**
   * What it says.
   *
   * @param threads that OpenMP and OpenBLAS may use
   */
  public static String said(Class<?> program, int threads, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("planetbench."))
        .sorted()
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    String most = Integer.toString(threads);
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", most, "OPENBLAS_NUM_THREADS", most));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.strip();
  }
}
