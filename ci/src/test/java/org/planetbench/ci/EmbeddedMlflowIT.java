package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;

/** The real server beside copies of its checkout, without its head, and beside another server. */
@Tag("native")
final class EmbeddedMlflowIT {
  private static final String CELL = "dummy_counting-rssm-s1";
  private static final int NOT_RUNNING = 4;
  private static final String ANOTHER_HOSTS =
      """
      {
        "port": 5000, "token": "a word", "data": "/d", "checkout": "/c", "host": "elsewhere",
        "processes": [{"pid": 12, "started_ms": 1}]
      }
      """;

  @TempDir private Path directory;
  private Path original = Path.of("");
  private Path copy = Path.of("");
  private List<Home> homes = List.of();

  @BeforeEach
  void makeCheckouts() throws IOException {
    original = directory.resolve("which?#");
    copy = directory.resolve("copy");
    homes = List.of(new Home(original), new Home(copy));
  }

  @AfterEach
  void stopServers() throws IOException, InterruptedException {
    for (Home home : homes) {
      mlflow(home.path(), "stop");
      home.close();
    }
  }

  private Bench.Ended mlflow(Path home, String action) throws IOException, InterruptedException {
    return Bench.in(directory, home).run("mlflow", action);
  }

  private void copyData() throws IOException, InterruptedException {
    run("cp", "-a", original.resolve(".bench/mlflow").toString(), copy.resolve(".bench") + "/");
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static List<Long> processes(Path home) throws IOException {
    JsonNode state =
        new ObjectMapper().readTree(home.resolve(".bench/mlflow/server.json").toFile());
    return StreamSupport.stream(state.path("processes").spliterator(), false)
        .map(process -> process.path("pid").asLong())
        .toList();
  }

  /** One that ended, and that nobody asked how, still has a number, but no arguments. */
  private static List<Long> alive(List<Long> processes) throws IOException {
    List<Long> alive = new ArrayList<>();
    for (long pid : processes) {
      Path arguments = Path.of("/proc", Long.toString(pid), "cmdline");
      if (Files.exists(arguments) && Files.readAllBytes(arguments).length > 0) {
        alive.add(pid);
      }
    }
    return alive;
  }

  private MlflowApi api(Path home) throws IOException, InterruptedException {
    String url = mlflow(home, "url").requireExitCode(0).out().strip();
    return new MlflowApi(URI.create(url));
  }

  @Test
  void aCopiedCheckoutHasAServerOfItsOwn() throws IOException, InterruptedException {
    mlflow(original, "start").requireExitCode(0);
    assertTrue(Files.exists(original.resolve(".bench/mlflow/mlflow.db")));
    copyData();
    mlflow(copy, "status").requireExitCode(NOT_RUNNING).requireOut("not running");
    Bench.in(directory, copy)
        .without("MLFLOW_TRACKING_URI")
        .run(
            "run",
            "--profile",
            "smoke",
            "--task",
            "dummy_counting",
            "--variant",
            "rssm",
            "--runs",
            "runs")
        .requireExitCode(0);
    RunFolder run = RunFolder.at(directory.resolve("runs").resolve(CELL));
    Published.find(api(copy), run).requireDescription();
    assertThrows(IOException.class, () -> Published.find(api(original), run));
    mlflow(copy, "stop").requireExitCode(0).requireOut("stopped");
    mlflow(original, "status").requireExitCode(0).requireOut(original.toRealPath().toString());
  }

  @Test
  void stopEndsAServerWhoseHeadWasKilled() throws IOException, InterruptedException {
    mlflow(original, "start").requireExitCode(0);
    List<Long> all = processes(original);
    assertTrue(all.size() > 1, () -> "processes of the server: " + all);
    ProcessHandle head = ProcessHandle.of(all.getFirst()).orElseThrow();
    head.destroyForcibly();
    head.onExit().join();
    assertFalse(alive(all).isEmpty(), "nothing outlived the head");
    mlflow(original, "status").requireExitCode(NOT_RUNNING).requireOut("bench mlflow stop ends");
    assertEquals(1, run("flock", "--nonblock", lock().toString(), "true"), "the lock is free");
    mlflow(original, "stop").requireExitCode(0).requireOut("stopped");
    assertEquals(List.of(), alive(all));
    assertEquals(0, run("flock", "--nonblock", lock().toString(), "true"), "the lock is held");
  }

  /** As a server of another machine does, or of another user; it is found there as before. */
  @Test
  void dataThatAnotherServerHasOpenAreNotServedTwice() throws IOException, InterruptedException {
    Files.createDirectories(lock().getParent());
    Files.writeString(lock(), "process 12 on elsewhere");
    Path state = lock().resolveSibling("server.json");
    Files.writeString(state, ANOTHER_HOSTS);
    Process holder = new ProcessBuilder("flock", lock().toString(), "sleep", "600").start();
    try {
      while (run("flock", "--nonblock", lock().toString(), "true") == 0) {
        Thread.sleep(20);
      }
      mlflow(original, "start").requireExitCode(5).requireErr("by process 12 on elsewhere");
      assertFalse(Files.exists(original.resolve(".bench/mlflow/mlflow.db")));
      assertEquals(ANOTHER_HOSTS, Files.readString(state));
    } finally {
      holder.descendants().forEach(ProcessHandle::destroyForcibly);
      holder.destroyForcibly();
    }
  }

  private Path lock() {
    return original.resolve(".bench/mlflow/server.lock");
  }
}
