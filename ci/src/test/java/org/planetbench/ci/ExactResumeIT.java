package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunSink;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.csv.CommitMark;
import org.planetbench.results.run.csv.RunTable;

/**
 * Runs that are killed with SIGKILL again and again, in the middle of a checkpoint, of a commit, of
 * anything, and some of whose files are damaged meanwhile. Each ends as one that never stopped:
 * tables, certificate, MLflow. {@code ci/exact-resume} writes down each kill.
 */
@Tag("native")
final class ExactResumeIT {
  private static final int KILLS = Integer.getInteger("planetbench.resume.kills", 20);
  private static final long SEED = Long.getLong("planetbench.resume.seed", System.nanoTime());

  /** Where {@code ci/exact-resume} wants a row for each kill; empty for nowhere. */
  private static final String OUT = System.getProperty("planetbench.resume.out", "");

  private static final int KILLS_PER_RUN = 5;
  private static final long BETWEEN_LOOKS_NANOS = 50_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The cells that are killed in turn: one that learns, one that plans in the simulator. */
  private enum Victim {
    LEARNS("reacher_easy-rssm-s1", "--cell reacher_easy-rssm-s1"),
    PLANS("cartpole_balance-simulator_cem-s1", "--task cartpole_balance --variant simulator_cem");

    private final String cell;
    private final String choice;

    Victim(String cell, String choice) {
      this.cell = cell;
      this.choice = choice;
    }

    String[] run() {
      return ("run --profile smoke --runs runs " + choice).split(" ");
    }

    RunFolder in(Path directory) {
      return RunFolder.at(directory.resolve("runs").resolve(cell));
    }
  }

  /** When a kill comes, and what else happens. */
  private enum Aim {
    /** As soon as a checkpoint is being written. */
    CHECKPOINT,
    /** As soon as a table or the mark beside it is being written. */
    COMMIT,
    /** At any moment. */
    ANY,
    /** At any moment; then a bit of the newest checkpoint is flipped. */
    CHECKPOINT_DAMAGED,
    /** At any moment; then the newest episode of the replay is cut in half. */
    EPISODE_TORN;

    boolean damages() {
      return this == CHECKPOINT_DAMAGED || this == EPISODE_TORN;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @TempDir private static Path directory;
  private static Path checkout = Path.of("");
  private static Optional<Home> homes = Optional.empty();

  private final SplittableRandom random = new SplittableRandom(SEED);
  private int kills;

  @BeforeAll
  static void runWithoutAKill() throws IOException, InterruptedException {
    checkout = directory.resolve("home");
    homes = Optional.of(new Home(checkout));
    Path whole = Files.createDirectory(directory.resolve("whole"));
    for (Victim victim : victims()) {
      bench(whole).run(victim.run()).requireExitCode(0);
    }
  }

  @AfterAll
  static void stopTheServer() throws IOException, InterruptedException {
    bench(directory).run("mlflow", "stop");
    homes.orElseThrow().close();
  }

  private static List<Victim> victims() {
    return KILLS > KILLS_PER_RUN ? List.of(Victim.values()) : List.of(Victim.LEARNS);
  }

  private static Bench bench(Path trial) {
    return Bench.in(trial, checkout).without("MLFLOW_TRACKING_URI");
  }

  @Test
  void aRunKilledAgainAndAgainEndsAsOneThatNeverStopped() throws IOException, InterruptedException {
    System.out.println("planetbench.resume.seed=" + SEED);
    tell("run,cell,kill,aim,moment_ms,half_written,damaged,status_left,equal");
    for (int run = 0; kills < KILLS; run++) {
      Victim victim = victims().get(run % victims().size());
      Path trial = Files.createDirectory(directory.resolve("run-" + run));
      List<String> rows = live(victim, trial, run);
      try {
        bench(trial).run(victim.run()).requireExitCode(0);
        requireAsNeverStopped(victim, trial);
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + evidence(rows, victim.in(trial)), e);
      }
      for (String row : rows) {
        tell(row + ",yes");
      }
    }
  }

  /** Kills one run several times; a row for each kill that came while it ran. */
  private List<String> live(Victim victim, Path trial, int run)
      throws IOException, InterruptedException {
    List<String> rows = new ArrayList<>();
    Duration whole = duration(victim.in(directory.resolve("whole")));
    int wanted = Math.min(KILLS_PER_RUN, KILLS - kills);
    for (int kill = 0; kill < wanted; kill++) {
      Aim aim = aim(victim, kill, run);
      long moment = (long) (random.nextDouble() * 0.4 * whole.toMillis());
      Optional<String> end = kill(victim, trial, aim, moment);
      if (end.isEmpty()) {
        return rows; // it finished before
      }
      rows.add("%d,%s,%d,%s,%s".formatted(run, victim.cell, kill, aim.key(), end.get()));
      kills++;
    }
    return rows;
  }

  private static Aim aim(Victim victim, int kill, int run) {
    Aim aim = Aim.values()[(kill + run) % Aim.values().length];
    boolean hasReplay = victim == Victim.LEARNS;
    return aim == Aim.EPISODE_TORN && !hasReplay ? Aim.ANY : aim;
  }

  private static Duration duration(RunFolder folder) throws IOException {
    var run = folder.readRecord();
    return Duration.between(run.startedAt(), run.endedAt().orElseThrow());
  }

  /** Returns when it came and what it left; empty if it came too late. */
  private Optional<String> kill(Victim victim, Path trial, Aim aim, long moment)
      throws IOException, InterruptedException {
    RunFolder folder = victim.in(trial);
    long start = System.currentTimeMillis();
    Bench.Running running = bench(trial).start(victim.run());
    try {
      List<ProcessHandle> cells = awaitCell(running, folder, start);
      long began = System.nanoTime();
      await(aim, folder, cells.getFirst(), moment);
      cells.forEach(ProcessHandle::destroyForcibly);
      long came = (System.nanoTime() - began) / 1_000_000;
      Bench.Ended ended = running.await();
      RunStatus left = folder.readRecord().status();
      if (left == RunStatus.FINISHED) {
        return Optional.empty();
      }
      ended.requireExitCode(5);
      String halfWritten = halfWritten(folder, start);
      String damaged = damage(aim, folder);
      return Optional.of("%d,%s,%s,%s".formatted(came, halfWritten, damaged, left.id()));
    } finally {
      running.killTree();
    }
  }

  /** The cell's process, once it has written its record in this life. */
  private static List<ProcessHandle> awaitCell(Bench.Running running, RunFolder folder, long start)
      throws InterruptedException {
    File record = folder.file(RunFolder.RECORD).toFile();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (record.lastModified() < start) { // 0 while there is none
      assertTrue(running.process().isAlive() && System.nanoTime() < deadline, "no cell began");
      Thread.sleep(1);
    }
    return running.children().stream()
        .filter(child -> child.info().command().filter(c -> c.endsWith("/java")).isPresent())
        .toList();
  }

  private void await(Aim aim, RunFolder folder, ProcessHandle cell, long moment)
      throws InterruptedException {
    switch (aim) {
      case CHECKPOINT ->
          watch(() -> !temporary(folder.checkpoint()).isEmpty(), cell, 1 + random.nextInt(2));
      case COMMIT -> watch(new Growing(folder), cell, 1 + random.nextInt(8));
      case ANY, CHECKPOINT_DAMAGED, EPISODE_TORN -> Thread.sleep(moment);
    }
  }

  /** Whether a table grew since it was last asked, or the mark beside it is being written. */
  private static final class Growing implements BooleanSupplier {
    private final RunFolder folder;
    private long before = Long.MAX_VALUE;

    Growing(RunFolder folder) {
      this.folder = folder;
    }

    @Override
    public boolean getAsBoolean() {
      long now = RunTable.ALL.stream().mapToLong(table -> table.in(folder).toFile().length()).sum();
      boolean grew = now > before;
      before = now;
      return grew || !temporary(folder.path()).isEmpty();
    }
  }

  /** Until it is so for the so-manieth time. */
  private static void watch(BooleanSupplier writing, ProcessHandle cell, int times) {
    boolean before = true; // what an earlier kill left is not counted
    for (int seen = 0; seen < times && cell.isAlive(); ) {
      boolean now = writing.getAsBoolean();
      if (now && !before) {
        seen++;
      }
      before = now;
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  private static List<String> temporary(Path folder) {
    String[] names = folder.toFile().list();
    return names == null
        ? List.of()
        : Arrays.stream(names).filter(name -> name.endsWith(".tmp")).sorted().toList();
  }

  /** What this kill tore, and not an earlier one. */
  private static String halfWritten(RunFolder folder, long start) throws IOException {
    List<String> names = new ArrayList<>(temporary(folder.path()));
    temporary(folder.checkpoint()).forEach(name -> names.add("checkpoint/" + name));
    names.addAll(uncommitted(folder));
    names.removeIf(name -> folder.file(name).toFile().lastModified() < start);
    return String.join(" ", names);
  }

  /** Tables with more than the last commit knows: the kill came in the middle of the next one. */
  private static List<String> uncommitted(RunFolder folder) throws IOException {
    RunSink.Position committed = CommitMark.read(folder).committed();
    Map<RunTable<?>, Long> rows =
        Map.of(
            RunTable.EPISODES, committed.episodes(),
            RunTable.UPDATES, committed.updates(),
            RunTable.LATENCY, committed.decisions(),
            RunTable.MODEL, committed.model(),
            RunTable.CERTIFICATE, committed.certificate());
    List<String> names = new ArrayList<>();
    for (RunTable<?> table : RunTable.ALL) {
      if (Files.exists(table.in(folder))
          && Bench.text(table.in(folder)).lines().count() > 1 + rows.getOrDefault(table, 0L)) {
        names.add(table.fileName());
      }
    }
    return names;
  }

  /** Damages what is aimed at; its name, or nothing where there is no such file yet. */
  private static String damage(Aim aim, RunFolder folder) throws IOException {
    if (!aim.damages()) {
      return "";
    }
    boolean checkpoint = aim == Aim.CHECKPOINT_DAMAGED;
    Path where = checkpoint ? folder.checkpoint() : folder.file("episodes");
    try (Stream<Path> entries = Files.exists(where) ? Files.list(where) : Stream.empty()) {
      Optional<Path> newest =
          entries
              .filter(entry -> entry.getFileName().toString().matches("[0-9]{8}|episode-.*"))
              .max(Path::compareTo);
      if (newest.isEmpty()) {
        return "";
      }
      Path file = checkpoint ? lastFile(newest.get()) : newest.get();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 4;
      Files.write(file, checkpoint ? bytes : Arrays.copyOf(bytes, bytes.length / 2));
      return folder.path().relativize(file).toString();
    }
  }

  private static Path lastFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.max(Path::compareTo).orElseThrow();
    }
  }

  private static void requireAsNeverStopped(Victim victim, Path trial)
      throws IOException, InterruptedException {
    RunFolder folder = victim.in(trial);
    assertEquals(RunStatus.FINISHED, folder.readRecord().status());
    Recorded.requireEqual(victim.in(directory.resolve("whole")), folder);
    Recorded.requireNothingHalfWritten(trial.resolve("runs"));
    Published published = Published.find(new MlflowApi(server()), folder);
    published.requireDescription();
    published.requireHistoriesButTimes();
    published.requireArtifacts();
  }

  /** What explains a failure: the kills, who lives, every file's last change, who did what. */
  private static String evidence(List<String> rows, RunFolder folder) throws IOException {
    StringJoiner lines = new StringJoiner("\n");
    lines.add("").add("--- kills").add(String.join("\n", rows));
    lines.add("--- lives").add(folder.runner().orElse("nobody has the run"));
    ProcessHandle.current().descendants().forEach(process -> lines.add(process.info().toString()));
    lines.add("--- files");
    try (Stream<Path> tree = Files.walk(folder.path())) {
      for (Path file : tree.sorted().toList()) {
        lines.add(Files.getLastModifiedTime(file) + " " + folder.path().relativize(file));
      }
    }
    lines.add("--- cell.log").add(Files.readString(folder.file("cell.log")));
    return lines.toString();
  }

  private static URI server() throws IOException {
    Path state = checkout.resolve(".bench/mlflow/server.json");
    int port = new ObjectMapper().readTree(state.toFile()).path("port").asInt();
    return URI.create("http://127.0.0.1:" + port);
  }

  private static void tell(String row) {
    System.out.println(row);
    if (!OUT.isEmpty()) {
      try {
        Files.writeString(
            Path.of(OUT), row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
