package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.planetbench.harness.cli.FuzzBytes.any;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.planetbench.harness.experiment.GatePolicies;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.run.file.AtomicFile;

/** One good file or folder of each kind that a command reads, and damaged copies of them. */
final class FuzzFiles {
  private final Path good;
  private final Path bad;
  private final List<Path> odd;

  /** Makes them below a folder. */
  FuzzFiles(Path folder) throws IOException, InterruptedException {
    good = Files.createDirectories(folder.resolve("good"));
    bad = folder.resolve("bad");
    odd = oddPlaces(Files.createDirectories(folder.resolve("odd")));
    Path home = Checkout.ofThisProgram().home();
    Files.copy(home.resolve("harness/profiles/quick.yaml"), good.resolve("profile.yaml"));
    Files.copy(home.resolve(GatePolicies.DEFAULT), good.resolve("policy.yaml"));
    Files.writeString(
        good.resolve("scores.csv"),
        "task,variant,seed,score\nrun,random,1,0\nrun,random,2,100\nrun,rssm,1,500\nrun,rssm,2,700\n");
    Files.writeString(good.resolve("actions.csv"), "action_0\n0.5\n-1\n1e-3\n");
    copy(Checkout.ofThisProgram().references(), good.resolve("references"));
    makeRuns();
  }

  /** Two finished runs with their certificates and a report, and one that failed. */
  private void makeRuns() throws IOException {
    List<String> call =
        List.of("run", "--profile=smoke", "--seed=1,2", "--tracking-uri=none", "--runs=" + runs());
    Captured ended = Captured.run(Stream.concat(call.stream(), DUMMIES.stream()).toList());
    assertEquals(5, ended.exitCode(), ended::toString); // one of them fails on purpose
    copy(run(), runs().resolve("bits/head").resolve(run().getFileName()));
    Path latency = Files.createDirectories(runs().resolve("latency"));
    Files.writeString(latency.resolve("head-1.json"), LATENCY);
  }

  private static final String LATENCY =
      """
      {"subject": "plan", "task": "cheetah_run", "variant": "rssm", "recipe": "head", "planner": "cem", "threads": 1,
       "provenance": {"cpu": "any", "commit": "any"}, "latency": {"p50_ratio": 1.5, "p95_ratio": 2}}
      """;

  private static final List<String> DUMMIES =
      List.of("--task=dummy_counting,dummy_failing_step", "--variant=random", "--quiet");

  private static List<Path> oddPlaces(Path folder) throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Path sparse = folder.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    return List.of(
        pipe,
        sparse,
        loop,
        Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing")),
        Files.createFile(folder.resolve("empty")),
        Files.write(folder.resolve("bytes"), new byte[] {-1, -2, 0, 10, 13}),
        Files.createDirectory(folder.resolve("folder")),
        Files.createDirectory(folder.resolve("é \u202e'\"$(id)")),
        folder.resolve("missing"),
        folder.resolve("x".repeat(300)),
        folder.resolve("empty/below"),
        Path.of("/dev/null"),
        Path.of("/dev/zero"),
        Path.of("/dev/full"),
        Path.of("/proc/self/mem"));
  }

  /** A place of any kind but that which is wanted. */
  Path oddPlace(RandomGenerator random) {
    return any(odd, random);
  }

  Path runs() {
    return good.resolve("runs");
  }

  Path run() {
    return runs().resolve("dummy_counting-random-s1");
  }

  Path references() {
    return good.resolve("references");
  }

  /** A good file of a kind. */
  Path file(String name) {
    return good.resolve(name);
  }

  /** A copy of a good file, damaged. */
  Path damaged(String name, RandomGenerator random) throws IOException {
    clear();
    Path file = bad.resolve(name);
    Files.createDirectories(bad);
    Files.write(file, FuzzBytes.damage(Files.readAllBytes(good.resolve(name)), random));
    return file;
  }

  /** A copy of a good folder with one file damaged, or with something else in its place. */
  Path damagedFolder(String name, RandomGenerator random) throws IOException {
    clear();
    Path folder = bad.resolve(name);
    copy(good.resolve(name), folder);
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder)) {
      files = tree.filter(file -> isRead(folder, file)).sorted().toList();
    }
    Path victim = any(files, random);
    if (random.nextInt(4) > 0) {
      Files.write(victim, FuzzBytes.damage(Files.readAllBytes(victim), random));
      return folder;
    }
    Files.delete(victim);
    if (random.nextInt(4) > 0) {
      Files.createSymbolicLink(victim, oddPlace(random));
    }
    return folder;
  }

  /** Not what a report wrote: that is read by nobody. */
  private static boolean isRead(Path folder, Path file) {
    return Files.isRegularFile(file) && !folder.relativize(file).startsWith("report");
  }

  private void clear() throws IOException {
    AtomicFile.deleteFolder(bad);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      tree.forEach(
          path -> {
            try {
              Path target = to.resolve(from.relativize(path).toString());
              Files.createDirectories(target.getParent());
              Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
