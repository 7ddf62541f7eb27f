package org.planetbench.harness.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM that cells run in, and measurements of their work: flags, heap, threads. */
public final class CellJvm {
  private CellJvm() {}

  /**
   * The program in a JVM of its own.
   *
   * @param threads of its tensor work, and of Mesa's software renderer
   * @param arguments as on the program's command line
   */
  public static ProcessBuilder builder(int threads, Heap heap, List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(heap, arguments));
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    builder.environment().putIfAbsent("LP_NUM_THREADS", Integer.toString(threads));
    return builder;
  }

  private static List<String> command(Heap heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            heap.jvmOption(),
            "-Djava.awt.headless=true"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("planetbench.") || name.startsWith("org.bytedeco."))
        .sorted()
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "org.planetbench.harness.cli.Main"));
    command.addAll(arguments);
    return command;
  }
}
