package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;

/**
 * Runs that were made without a server are sent by many processes at once to one that is new: none
 * is there twice, and no point is lost. {@code ci/mlflow-publishers} does it with sixty, and with
 * PostgreSQL.
 */
@Tag("native")
final class MlflowSyncIT {
  private static final int PUBLISHERS = 12;

  /** Every so many of them are killed on the way. */
  private static final int KILLED = 3;

  @TempDir private Path directory;

  private static String cell(int seed) {
    return "dummy_counting-random-s" + seed;
  }

  /** One run in each folder, as from one machine each. */
  private List<Path> folders() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("counting.yaml"), Bench.COUNTING);
    String seeds =
        IntStream.rangeClosed(1, PUBLISHERS)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    Bench.in(directory)
        .run("run", "--profile", "counting.yaml", "--runs", "runs", "--seed", seeds)
        .requireExitCode(0);
    List<Path> folders = new ArrayList<>();
    for (int seed = 1; seed <= PUBLISHERS; seed++) {
      Path folder = Files.createDirectory(directory.resolve("machine-" + seed));
      Files.move(directory.resolve("runs").resolve(cell(seed)), folder.resolve(cell(seed)));
      folders.add(folder);
    }
    return folders;
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void manyAtOnceSendEachRunOnce() throws Exception {
    List<Path> folders = folders();
    try (MlflowProcess server =
        MlflowProcess.start(Files.createDirectory(directory.resolve("s")))) {
      String uri = server.uri().toString();
      List<Bench.Running> publishers = new ArrayList<>();
      for (Path folder : folders) {
        publishers.add(sync(folder.toString(), uri));
      }
      killOnTheWay(publishers, folders);
      int kills = 0;
      for (int i = 0; i < PUBLISHERS; i++) {
        Bench.Ended ended = publishers.get(i).await();
        if (i % KILLED == 0 && ended.exitCode() == 137) {
          kills += Bench.text(sent(folders, i)).contains("FINISHED") ? 0 : 1;
        } else {
          ended.requireExitCode(0);
        }
      }
      assertTrue(kills > 0, "every kill came too late");
      String all = folders.stream().map(Path::toString).collect(Collectors.joining(","));
      for (int call = 0; call < 2; call++) {
        sync(all, uri).await().requireExitCode(0).requireOut("has all of " + PUBLISHERS + " runs");
        for (int seed = 1; seed <= PUBLISHERS; seed++) {
          RunFolder run = RunFolder.at(folders.get(seed - 1).resolve(cell(seed)));
          Published published = Published.find(new MlflowApi(server.uri()), run);
          published.requireDescription();
          published.requireReturns();
        }
      }
    }
  }

  /** Kills every so many, each once the server has made its run. */
  private static void killOnTheWay(List<Bench.Running> publishers, List<Path> folders)
      throws InterruptedException {
    Map<Path, Bench.Running> victims = new LinkedHashMap<>();
    for (int i = 0; i < PUBLISHERS; i += KILLED) {
      victims.put(sent(folders, i), publishers.get(i));
    }
    while (!victims.isEmpty()) {
      victims.forEach(
          (sent, victim) -> {
            if (Files.exists(sent)) {
              victim.killTree();
            }
          });
      Thread.sleep(5);
      victims.values().removeIf(victim -> !victim.process().isAlive());
    }
  }

  /** What a publisher remembers of what it has sent: at the end that the run is FINISHED there. */
  private static Path sent(List<Path> folders, int publisher) {
    return folders.get(publisher).resolve(cell(publisher + 1)).resolve("mlflow.json");
  }

  /** Such as of a folder and of what it was merged into: whoever made a run first, one is left. */
  @Test
  void copiesOfARunThatAreSentAtOnceAreOneRun() throws Exception {
    Files.writeString(directory.resolve("counting.yaml"), Bench.COUNTING);
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Bench bench = Bench.in(directory);
    bench
        .run("run", "--profile", "counting.yaml", "--seed", "1", "--runs", first.toString())
        .requireExitCode(0);
    bench.run("merge", first.toString(), "--into", second.toString()).requireExitCode(0);
    try (MlflowProcess server =
        MlflowProcess.start(Files.createDirectory(directory.resolve("s")))) {
      String uri = server.uri().toString();
      List<Bench.Running> publishers =
          List.of(sync(first.toString(), uri), sync(second.toString(), uri));
      for (Bench.Running publisher : publishers) {
        publisher.await();
      }
      for (Path runs : List.of(first, second)) { // whose run was taken out goes to the other's
        sync(runs.toString(), uri).await().requireExitCode(0);
        Published published =
            Published.find(new MlflowApi(server.uri()), RunFolder.at(runs.resolve(cell(1))));
        published.requireDescription();
        published.requireReturns();
      }
    }
  }

  private Bench.Running sync(String runs, String uri) throws IOException {
    Path folder = Files.createTempDirectory(directory, "call-");
    return Bench.in(folder).start("mlflow", "sync", "--runs", runs, "--tracking-uri", uri);
  }

  @Test
  void whatCannotBeSentIsOneLine() throws IOException, InterruptedException {
    Files.createDirectory(directory.resolve("empty"));
    Bench bench = Bench.in(directory);
    bench.run("mlflow", "sync", "--runs", "empty").requireExitCode(2).requireErr("got none");
    bench.run("mlflow", "sync", "--runs", "no").requireExitCode(2).requireErr("no: expected");
  }
}
