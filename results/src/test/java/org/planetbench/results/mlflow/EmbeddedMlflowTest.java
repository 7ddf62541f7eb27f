package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.JsonFile;

/** One owner for each server, whatever was copied, killed or lost. */
class EmbeddedMlflowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final List<EmbeddedMlflow> started = new ArrayList<>();
  private Path venv = Path.of("");

  @BeforeEach
  void makeVenv() throws IOException {
    venv = FakeServerProcess.venv(folder.resolve("venv"));
  }

  @AfterEach
  void stopAll() throws Exception {
    for (EmbeddedMlflow server : started) {
      server.stop();
    }
  }

  private EmbeddedMlflow at(String checkout) {
    return at(checkout, PATIENCE);
  }

  private EmbeddedMlflow at(String checkout, Duration patience) {
    Path home = folder.resolve(checkout);
    EmbeddedMlflow server = new EmbeddedMlflow(venv, home.resolve("mlflow"), home, patience);
    started.add(server);
    return server;
  }

  private Path state(String checkout) {
    return folder.resolve(checkout).resolve("mlflow/server.json");
  }

  /** The state file travels with the folder. */
  private void copy(String from, String to) throws IOException {
    Files.createDirectories(folder.resolve(to).resolve("mlflow"));
    Files.copy(state(from), state(to), StandardCopyOption.REPLACE_EXISTING);
  }

  private static EmbeddedMlflow.Running start(EmbeddedMlflow server) throws Exception {
    return server.start(line -> {});
  }

  /** From now on a server ends at its start, with these words. */
  private void assertStartEndsWith(String words, EmbeddedMlflow server, String said)
      throws IOException {
    String script = "#!/bin/bash\necho \"%s\"\nexit 1\n".formatted(words);
    Files.writeString(venv.resolve("bin/python"), script);
    Complaint.assertSays(
        "MLflow did not start: " + said, TrackingException.class, () -> start(server));
  }

  private static void kill(long pid) throws InterruptedException {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  @Test
  void aCopyOfTheFolderHasNoServerAndTouchesNone() throws Exception {
    EmbeddedMlflow original = at("original");
    EmbeddedMlflow.Running running = start(original);
    copy("original", "copy");
    EmbeddedMlflow copy = at("copy");
    assertEquals(Optional.empty(), copy.status());
    assertEquals(List.of(), copy.processes());
    assertFalse(copy.stop());
    EmbeddedMlflow.Running own = start(copy);
    assertNotEquals(running.uri(), own.uri());
    assertNotEquals(running.identity(), own.identity());
    assertTrue(copy.stop());
    assertEquals(Optional.of(running), original.status());
  }

  /** A URI's query begins at the question mark, and %25 stands for another character there. */
  @Test
  void keepsItsDataInItsFolderWhateverThatIsCalled() throws Exception {
    start(at("50%25 or what?#"));
    assertTrue(Files.exists(folder.resolve("50%25 or what?#/mlflow/mlflow.db")));
    assertFalse(Files.exists(folder.resolve("50%25 or what")));
  }

  @Test
  void saysThatMlflowCannotBeBelowAPercentSign() throws Exception {
    Path home = folder.resolve("50%");
    Path below = FakeServerProcess.venv(home.resolve("venv"));
    EmbeddedMlflow server = new EmbeddedMlflow(below, home.resolve("mlflow"), home, PATIENCE);
    Complaint.assertSays(
        "with '%' in its name, got " + home + "; remedy: move the checkout, or set MLFLOW_TRACKING",
        TrackingException.class,
        () -> start(server));
    assertEquals(List.of(), server.processes());
  }

  /** Whose environment was made anew under it has parts of two versions in memory. */
  @Test
  void aServerOfAnotherVersionThanTheInstalledOneIsStartedAnew() throws Exception {
    EmbeddedMlflow server = at("a");
    EmbeddedMlflow.Running first = start(server);
    Path lock = venv.resolve("mlflow.lock");
    Files.writeString(lock, "alembic==1.2 \\\n    --hash=sha256:0\nmlflow==3.17.2 \\\n");
    assertEquals(first, start(server));
    Files.writeString(lock, "mlflow==3.18.0 \\\n");
    assertNotEquals(first.pid(), start(server).pid());
    Files.delete(lock);
  }

  /** As of an image, or a home folder that several machines see. */
  @Test
  void aRecordOfAnotherHostIsNone() throws Exception {
    EmbeddedMlflow server = at("a");
    start(server);
    ObjectNode state = JsonFile.read(state("a"));
    JsonFile.write(state("a"), state.put("host", "elsewhere"));
    assertEquals(Optional.empty(), server.status());
  }

  /** As where two hosts share the folder: the other one's server holds the lock on the data. */
  @Test
  void aStartInVainLeavesTheRecordOfAnotherHostsServer() throws Exception {
    EmbeddedMlflow server = at("a");
    start(server);
    server.stop();
    ObjectNode theirs = JsonFile.read(state("a")).put("host", "elsewhere");
    JsonFile.write(state("a"), theirs);
    String held = "ERROR: its data are served by process 12 on elsewhere";
    assertStartEndsWith(held, server, held + "; see ");
    assertEquals(theirs, JsonFile.read(state("a")));
  }

  /** What an earlier start said, days ago perhaps, is in the same log. */
  @Test
  void saysHowToUpgradeTheDatabaseOfAnotherMlflow() throws Exception {
    EmbeddedMlflow server = at("a");
    assertStartEndsWith("ERROR: long ago", server, "ERROR: long ago; see ");
    Path data = folder.resolve("a/mlflow").toRealPath();
    String remedy =
        "cd '%s' && cp mlflow.db mlflow.db.before && '%s' -m mlflow db upgrade sqlite:///mlflow.db"
            .formatted(data, venv.resolve("bin/python"));
    assertStartEndsWith( // as MLflow 3.17.2 ends
        "mlflow.exceptions.MlflowException: Detected out-of-date database schema (found version"
            + " 0584bdc529eb, but expected dc11669786a5). Take a backup of your database, then run"
            + " 'mlflow db upgrade <database_uri>' to migrate your database",
        server,
        "expected a database of schema dc11669786a5, got 0584bdc529eb; remedy: " + remedy);
    assertStartEndsWith("out of memory", server, "out of memory; see ");
  }

  /** As on a machine that is busy, or was just resumed. */
  @Test
  void aServerThatMissesAProbeLongAfterItsStartIsKept() throws Exception {
    EmbeddedMlflow.Running running = start(at("a"));
    Duration patience = Duration.ofSeconds(3);
    Thread.sleep(patience);
    Path busy = Files.writeString(folder.resolve("a/mlflow").resolve(FakeServerProcess.BUSY), "");
    assertEquals(running, start(at("a", patience)));
    assertFalse(Files.exists(busy), "no probe was missed");
  }

  @Test
  void aRecordWhoseNumberIsAnotherProcessByNowIsNone() throws Exception {
    EmbeddedMlflow server = at("a");
    start(server);
    server.stop();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      ObjectNode state = JsonFile.read(state("a"));
      ObjectNode head = (ObjectNode) state.path("processes").path(0);
      head.put("pid", stranger.pid());
      JsonFile.write(state("a"), state);
      assertEquals(Optional.empty(), server.status());
      assertFalse(server.stop());
      assertTrue(stranger.isAlive());
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void whoAdoptsAServerListsAllItsProcesses() throws Exception {
    EmbeddedMlflow server = at("a");
    EmbeddedMlflow.Running first = start(server);
    assertEquals(2, server.processes().size());
    ObjectNode cut = JsonFile.read(state("a"));
    cut.withArray("processes").remove(1); // as a starter leaves it that is killed early
    JsonFile.write(state("a"), cut);
    assertEquals(first, start(server));
    assertEquals(2, JsonFile.read(state("a")).path("processes").size());
  }

  @Test
  void stopEndsWhatOutlivedItsHead() throws Exception {
    EmbeddedMlflow server = at("a");
    long head = start(server).pid();
    List<Long> all = server.processes();
    kill(head);
    List<Long> left = server.processes();
    assertEquals(all.size() - 1, left.size());
    assertEquals(Optional.empty(), server.status());
    assertTrue(server.stop());
    assertEquals(List.of(), server.processes());
    assertFalse(server.stop());
  }

  @Test
  void startEndsWhatIsLeftEvenIfNothingIsWrittenOfIt() throws Exception {
    EmbeddedMlflow server = at("a");
    EmbeddedMlflow.Running lost = start(server);
    kill(lost.pid());
    List<Long> orphans = server.processes();
    Files.delete(state("a"));
    EmbeddedMlflow.Running again = start(server);
    assertNotEquals(lost.pid(), again.pid());
    assertEquals(2, server.processes().size());
    assertTrue(server.processes().stream().noneMatch(orphans::contains));
  }

  @Test
  void strangersWithTheMarkOrInTheFolderAreLeftAlone() throws Exception {
    Path data = Files.createDirectories(folder.resolve("a/mlflow"));
    ProcessBuilder marked = new ProcessBuilder("sleep", "600");
    marked.environment().put(ServerProcesses.MARK, "a word");
    Process elsewhere = marked.start();
    Process unmarked = new ProcessBuilder("sleep", "600").directory(data.toFile()).start();
    try {
      assertEquals(List.of(), at("a").processes());
      assertFalse(at("a").stop());
      assertTrue(elsewhere.isAlive() && unmarked.isAlive());
    } finally {
      elsewhere.destroyForcibly();
      unmarked.destroyForcibly();
    }
  }
}
