package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.replay.Episode;
import org.planetbench.agents.replay.EpisodeReplay;
import org.planetbench.agents.replay.NpyArray;
import org.planetbench.agents.replay.Npz;
import org.planetbench.agents.replay.RewardPairing;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.experiment.TestSchedules;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TimeStep;

/**
 * A cell that is killed at each single step of what it does to its files, from where it goes on to
 * its end, each step of its last checkpoint among them. The next life ends as one that never
 * stopped, and leaves nothing half-written.
 */
final class KilledAtEachStepTest {
  private static final Cell CELL = new Cell(new TaskId("dummy_counting"), "rssm", 1);

  /** Seed episodes, then two rounds of collecting and learning, with a checkpoint after each. */
  private static final Schedule SCHEDULE = TestSchedules.of(1, 2, 2, 2, 2, 1, 1, 3, 1, 0, 1, 5);

  @TempDir Path directory;

  private RunFolder whole;
  private RunFolder interrupted;

  /** Learns from nothing and keeps all: a replay on the disk, and parameters in a checkpoint. */
  private static final class KeepingAgent implements Agent {
    private static final String PARAMETERS = "model.npz";
    private static final String REPLAY = "replay.npz";

    private final EpisodeReplay replay;
    private float parameter;
    private boolean keeps;
    private Optional<Episode.Recorder> recorder = Optional.empty();

    KeepingAgent(Path episodes) {
      replay = new EpisodeReplay(episodes, RewardPairing.STATE_AFTER);
    }

    @Override
    public void begin(Phase phase, int episode, TimeStep first) {
      keeps = phase == Phase.SEED || phase == Phase.COLLECT;
      recorder = Optional.of(new Episode.Recorder(first.observation().requirePixels(), 2));
    }

    @Override
    public Decision act() {
      return new Decision(new double[] {0.5, parameter % 1}, 1, 2, 3);
    }

    @Override
    public void observe(double[] action, TimeStep next) {
      float[] taken = {(float) action[0], (float) action[1]};
      recorder.orElseThrow().add(taken, (float) next.reward(), next.observation().requirePixels());
      if (next.last() && keeps) {
        try {
          replay.append(recorder.orElseThrow().finish());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public Optional<UpdateMetrics> learn(long updateStep) {
      parameter = 0.9f * parameter + updateStep + replay.size();
      return Optional.of(TestUpdates.of(parameter, 1, 2, 3, 4, 0));
    }

    @Override
    public void save(Path target) throws IOException {
      LinkedHashMap<String, NpyArray> arrays = new LinkedHashMap<>();
      arrays.put("parameter", new NpyArray.Floats(new int[] {1}, new float[] {parameter}));
      Npz.write(target.resolve(PARAMETERS), arrays);
      replay.save(target.resolve(REPLAY));
    }

    @Override
    public void load(Path source) throws IOException {
      EpisodeReplay saved = replay.opened(source.resolve(REPLAY));
      if (!(Npz.read(source.resolve(PARAMETERS)).get("parameter")
          instanceof NpyArray.Floats(int[] _, float[] data))) {
        throw new IOException("expected a parameter");
      }
      replay.become(saved);
      parameter = data[0];
    }

    @Override
    public void close() {}
  }

  private static CellSetting setting() {
    LinkedHashMap<String, String> changes = new LinkedHashMap<>();
    changes.put("action_repeat.other", "4");
    changes.put("chunk_length", "4");
    return CellSetting.of(
        new CellSpec(CELL, "test", "suite", "tiny", changes, "fast", 1, SCHEDULE, "none"));
  }

  /** A life of the cell, from its newest checkpoint to its end or its death. */
  private static void live(MortalFiles files, RunFolder run) throws IOException {
    RunFolder folder = RunFolder.at(files.path(run.path()));
    CellSetting setting = setting();
    Checkpoints checkpoints =
        new Checkpoints(folder.checkpoint(), stage -> true, Set.of(), line -> {});
    try (Agent agent = new KeepingAgent(folder.file("episodes"));
        Environments environments = Environments.open(setting, 8)) {
      LoopState start =
          checkpoints
              .newest(agent::load, new ArrayList<>())
              .map(Checkpoints.Saved::state)
              .orElse(LoopState.START);
      try (CsvRunSink sink = CsvRunSink.resume(folder, start.position())) {
        new CellRunner(
                setting,
                agent,
                environments,
                sink,
                checkpoints,
                Journal.NONE,
                film -> {},
                progress -> {})
            .run(start);
      }
    }
  }

  @BeforeEach
  void liveWithoutAKillAndUntilTheLastCheckpoint() throws IOException {
    whole = RunFolder.create(directory.resolve("whole"), CELL.id());
    MortalFiles unharmed = MortalFiles.immortal();
    live(unharmed, whole);
    List<String> names = checkpoints(whole);
    assertEquals(2, names.size());
    String last = names.getLast() + ".tmp";
    List<String> steps = unharmed.steps();
    int step = steps.indexOf("make folder " + whole.checkpoint().resolve(last));
    interrupted = RunFolder.create(directory.resolve("interrupted"), CELL.id());
    assertThrows(MortalFiles.Killed.class, () -> live(new MortalFiles(step), interrupted));
    assertEquals(2, checkpoints(interrupted).size());
    assertEquals(names.getFirst(), checkpoints(interrupted).getLast());
  }

  /** The newest episode is cut in half. */
  private static RunFolder torn(RunFolder run) throws IOException {
    Path newest = run.file("episodes").resolve(names(run.file("episodes")).getLast());
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
    return run;
  }

  /** How a run is prepared for the lives to come. */
  private interface Preparation {
    RunFolder prepare(String name) throws IOException;
  }

  @Test
  void ofTheLastCheckpoint() throws IOException {
    killAtEachStep(name -> copyOf(interrupted, name));
  }

  /**
   * The newest checkpoint is passed over, and what it needs is made whole by playing the episode
   * again, before that checkpoint is made again.
   */
  @Test
  void ofTheLastTwoCheckpointsAfterATornEpisode() throws IOException {
    killAtEachStep(name -> torn(copyOf(interrupted, name)));
  }

  /** Both checkpoints of a finished run need its newest episode. */
  @Test
  void ofARunThatBeginsAnewForLackOfAWholeCheckpoint() throws IOException {
    killAtEachStep(name -> torn(copyOf(whole, name)));
  }

  private void killAtEachStep(Preparation preparation) throws IOException {
    MortalFiles unharmed = MortalFiles.immortal();
    RunFolder trial = preparation.prepare("unharmed");
    live(unharmed, trial);
    requireAsNeverStopped(trial, "unharmed");
    List<String> steps = unharmed.steps();
    assertTrue(
        steps.stream().anyMatch(step -> step.matches("write .*/[0-9]{8}\\.tmp/model\\.npz\\.tmp")),
        () -> "no step of a checkpoint among " + steps);
    for (int step = 0; step < steps.size(); step++) {
      RunFolder run = preparation.prepare("killed-" + step);
      MortalFiles files = new MortalFiles(step);
      String killed =
          String.valueOf(
              assertThrows(MortalFiles.Killed.class, () -> live(files, run)).getMessage());
      MortalFiles next = MortalFiles.immortal();
      try {
        live(next, run);
      } catch (IOException e) {
        throw new AssertionError(killed, e);
      }
      requireAsNeverStopped(run, killed + ", then " + next.steps());
      deleteTree(run.path());
    }
  }

  private void requireAsNeverStopped(RunFolder run, String how) throws IOException {
    assertEquals(RunTable.CERTIFICATE.read(whole), RunTable.CERTIFICATE.read(run), how);
    assertEquals(RunTable.EPISODES.read(whole).size(), RunTable.EPISODES.read(run).size(), how);
    assertEquals(checkpoints(whole), checkpoints(run), how);
    assertEquals(names(whole.file("episodes")), names(run.file("episodes")), how);
    assertEquals(List.of(), halfWritten(run), how);
  }

  private static List<String> halfWritten(RunFolder run) throws IOException {
    try (Stream<Path> tree = Files.walk(run.path())) {
      return tree.map(Path::toString).filter(name -> name.contains(".tmp")).toList();
    }
  }

  private static List<String> checkpoints(RunFolder run) throws IOException {
    return names(run.checkpoint());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private RunFolder copyOf(RunFolder run, String name) throws IOException {
    Path target = directory.resolve(name).resolve(CELL.id());
    try (Stream<Path> tree = Files.walk(run.path())) {
      for (Path path : tree.sorted().toList()) {
        Path copy = target.resolve(run.path().relativize(path));
        Files.createDirectories(copy.getParent());
        Files.copy(path, copy);
      }
    }
    return RunFolder.at(target);
  }

  private static void deleteTree(Path folder) throws IOException {
    AtomicFile.deleteFolder(folder);
  }
}
