package org.planetbench.harness.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM that cells run in, and measurements of their work: flags, heap, threads. */
public final class CellJvm {
  /** The program's class. */
  public static final String MAIN = "org.planetbench.harness.cli.Main";

  /** The variable that tells a process its threads. */
  public static final String THREADS = "OMP_NUM_THREADS";

  private CellJvm() {}

  /**
   * The program in a JVM of its own.
   *
   * @param threads of its tensor work, and of Mesa's software renderer
   * @param arguments as on the program's command line
   */
  public static ProcessBuilder builder(int threads, Heap heap, List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(heap, arguments));
    builder.environment().put(THREADS, Integer.toString(threads));
    builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    builder.environment().putIfAbsent("LP_NUM_THREADS", Integer.toString(threads));
    return builder;
  }

  /** The Java that this program runs in. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** What the program needs of any JVM. */
  public static List<String> flags(Heap heap) {
    return List.of(
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC",
        heap.jvmOption(),
        "-Djava.awt.headless=true");
  }

  private static List<String> command(Heap heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java().toString());
    command.addAll(flags(heap));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("planetbench.") || name.startsWith("org.bytedeco."))
        .sorted()
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(arguments);
    return command;
  }
}
