package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/**
 * The image that {@code ci/images/build bench} makes, as a scheduler runs it: as a user that it
 * does not know, with a root that can't be written, without a network and without privileges, the
 * folder of runs its only volume.
 */
@Tag("native")
@NeedsImage(BenchImageIT.IMAGE)
final class BenchImageIT {
  static final String IMAGE = "planet-bench/bench:latest";
  private static final String LEARNER = "cartpole_balance-rssm-s1";
  private static final long LARGEST_BYTES = 1_200_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path directory;

  /** The engine's user is root, or one who may delete what this user wrote. */
  private static String user = "";

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    String own = shell().ask("id", "-u");
    user = own.equals("0") ? "4321:4321" : own + ":" + shell().ask("id", "-g");
    Files.createDirectory(runs());
    shell().run("chmod", "777", runs().toString()).requireExitCode(0);
  }

  private static Shell shell() {
    return new Shell(directory);
  }

  private static Path runs() {
    return directory.resolve("runs");
  }

  private static List<String> docker(List<String> options, String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker", "run"));
    command.addAll(options);
    command.addAll(List.of("--read-only", "--network", "none", "--user", user));
    command.addAll(List.of("--cap-drop", "ALL", "--security-opt", "no-new-privileges"));
    command.addAll(List.of("--volume", runs() + ":/runs", IMAGE));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Bench.Ended run(String... arguments) throws IOException, InterruptedException {
    return shell().run(docker(List.of("--rm"), arguments));
  }

  @Test
  void theDoctorFindsNothingMissing() throws IOException, InterruptedException {
    Bench.Ended ended = run("doctor").requireExitCode(0);
    assertEquals("", ended.err());
    Pattern wrong = Pattern.compile("^(?!ok |unneeded ).*", Pattern.MULTILINE);
    List<String> bad = ended.out().lines().filter(line -> wrong.matcher(line).find()).toList();
    assertEquals(List.of(), bad);
    for (String part : List.of("jdk", "gl", "fonts", "mlflow", "mujoco", "opengl", "nd4j")) {
      assertTrue(Pattern.compile("(?m)^ok +" + part + " ").matcher(ended.out()).find(), part);
    }
  }

  @Test
  void givesTheBitsOfARunOutsideThoughItWasStopped() throws IOException, InterruptedException {
    String[] smoke = {"run", "--profile", "smoke", "--jobs", "2"};
    stopOnTheWay(smoke);
    assertFalse(inside(LEARNER).readRecord().status() == RunStatus.FINISHED);

    Bench.Ended again = run(smoke).requireExitCode(0).requireOut("going on where they stopped");
    assertEquals("", again.err());
    Bench.in(directory)
        .run("run", "--profile", "smoke", "--jobs", "2", "--runs", "outside")
        .requireExitCode(0);
    List<RunFolder> outside = RunFolder.list(directory.resolve("outside"));
    assertEquals(4, outside.size());
    for (RunFolder folder : outside) {
      RunFolder same = inside(folder.cell());
      Recorded.requireEqual(folder, same);
      assertEquals(
          folder.readRecord().provenance().get("commit"),
          same.readRecord().provenance().get("commit"));
    }
    Path learned = directory.resolve("outside").resolve(LEARNER);
    Bench.in(directory)
        .run("verify", learned.toString(), "--against", inside(LEARNER).path().toString())
        .requireExitCode(0);
  }

  private static RunFolder inside(String cell) {
    return RunFolder.at(runs().resolve("smoke").resolve(cell));
  }

  /** As a scheduler does: SIGTERM to the container's first process, once a cell has learned. */
  private static void stopOnTheWay(String... arguments) throws IOException, InterruptedException {
    String name = "bench-image-it-" + UUID.randomUUID();
    shell().ask(docker(List.of("--detach", "--name", name), arguments).toArray(String[]::new));
    try {
      Path learned = inside(LEARNER).path().resolve("updates.csv");
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!Files.exists(learned) || Files.readAllLines(learned).size() < 3) {
        assertTrue(System.nanoTime() < deadline, () -> "no update in " + learned);
        Thread.sleep(50);
      }
      shell().ask("docker", "kill", "--signal", "TERM", name);
      String code = shell().ask("docker", "wait", name);
      assertTrue(List.of("130", "143").contains(code), () -> "exit code " + code);
    } finally {
      shell().run("docker", "rm", "--force", name);
    }
  }

  @Test
  void holdsNothingThatBuilds() throws IOException, InterruptedException {
    String tools = "javac jlink mvn gcc cc make git pip";
    List<String> look = List.of("docker", "run", "--rm", "--entrypoint", "sh", IMAGE, "-c");
    List<String> command = new ArrayList<>(look);
    command.add("command -v java; for tool in " + tools + "; do command -v $tool; done; true");
    assertEquals("", shell().run(command).requireExitCode(0).out());
  }

  @Test
  void isNoLargerThanSaid() throws IOException, InterruptedException {
    String size = shell().ask("docker", "image", "inspect", "--format", "{{.Size}}", IMAGE);
    assertTrue(Long.parseLong(size) <= LARGEST_BYTES, () -> "its size is " + size);
  }
}
