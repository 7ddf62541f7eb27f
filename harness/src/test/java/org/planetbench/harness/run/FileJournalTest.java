package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.results.RunFolder;
import org.planetbench.results.csv.CsvRunSink;
import org.planetbench.results.csv.RunTable;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.wrappers.PixelObservations;

final class FileJournalTest {
  private static final Cell CELL = new Cell(new TaskId("dummy_counting"), "simulator_cem", 1);
  private static final Schedule TWO_EPISODES = new Schedule(1, 0, 0, 0, 0, 1, 2, 0, 1, 0, 2, 5);
  private static final int DECISIONS = 10; // in each episode

  @TempDir Path directory;

  /** Its actions depend on the episode and on how many decisions there were before. */
  private static final class DyingAgent implements Agent {
    private final int dieAtDecision;
    private final List<String> decided = new ArrayList<>();
    private int episode;
    private int decision;
    private double heard;

    DyingAgent(int dieAtDecision) {
      this.dieAtDecision = dieAtDecision;
    }

    @Override
    public void begin(Phase phase, int number, TimeStep first) {
      episode = number;
      decision = 0;
    }

    @Override
    public Decision act() {
      if (episode * DECISIONS + decision == dieAtDecision) {
        throw new IllegalStateException("killed at decision " + dieAtDecision);
      }
      decided.add(episode + "." + decision);
      return new Decision(new double[] {1.0 / (3 + decision), -(float) 0.1 * episode}, 0, 0, 7.1);
    }

    @Override
    public void observe(double[] action, TimeStep next) {
      decision++;
      heard = 0.7 * heard + action[0] + action[1];
    }

    @Override
    public boolean resumesWithinEpisodes() {
      return true;
    }

    @Override
    public Optional<UpdateMetrics> learn(long updateStep) {
      return Optional.empty();
    }

    @Override
    public void save(Path target) throws IOException {
      Files.writeString(target.resolve("agent.txt"), Double.toString(heard));
    }

    @Override
    public void load(Path source) throws IOException {
      heard = Double.parseDouble(Files.readString(source.resolve("agent.txt")));
    }

    @Override
    public void close() {}
  }

  private RunFolder run(String name, DyingAgent agent) throws IOException {
    LinkedHashMap<String, String> set = new LinkedHashMap<>();
    set.put("action_repeat.other", "4");
    CellSetting setting =
        CellSetting.of(
            new CellSpec(CELL, "test", "suite", "tiny", set, "fast", 1, TWO_EPISODES, "none"));
    RunFolder folder = RunFolder.create(directory.resolve(name), CELL.id());
    Checkpoints checkpoints = new Checkpoints(folder.checkpoint());
    Optional<Checkpoints.Saved> saved = checkpoints.newest(new ArrayList<>());
    LoopState start = saved.map(Checkpoints.Saved::state).orElse(LoopState.START);
    if (saved.isPresent()) {
      agent.load(saved.get().directory());
    }
    try (PixelObservations environment =
            ControlSuite.loadPixels(
                setting.task().id(), setting.actionRepeat(), 8, 8, setting.renderQuality());
        CsvRunSink sink = CsvRunSink.resume(folder, start.position())) {
      new CellRunner(
              setting,
              agent,
              environment,
              sink,
              checkpoints,
              FileJournal.open(journal(folder)),
              film -> assertEquals(DECISIONS + 1, film.frames().size()),
              progress -> {})
          .run(start);
    }
    return folder;
  }

  private static Path journal(RunFolder folder) {
    return folder.file("journal.csv");
  }

  /** All that is on record but times. */
  private static List<String> records(RunFolder folder) throws IOException {
    List<String> records = new ArrayList<>();
    RunTable.EPISODES
        .read(folder)
        .forEach(row -> records.add(row.episode() + " " + row.episodeReturn() + " " + row.seed()));
    RunTable.LATENCY
        .read(folder)
        .forEach(row -> records.add(row.episode() + " " + row.agentStep() + " " + row.planMs()));
    return records;
  }

  @Test
  void anEpisodeKilledAtAnyDecisionGoesOnThereAndEndsAsOneThatNeverStopped() throws IOException {
    DyingAgent never = new DyingAgent(-1);
    RunFolder whole = run("never-stopped", never);
    assertEquals(2 + 2 * DECISIONS, records(whole).size());
    assertFalse(Files.exists(journal(whole)), "a finished run has no journal");
    for (int kill = 0; kill < 2 * DECISIONS; kill++) {
      String name = "killed-at-" + kill;
      DyingAgent dying = new DyingAgent(kill);
      assertThrows(IllegalStateException.class, () -> run(name, dying));
      DyingAgent dyingLater = new DyingAgent(Math.min(kill + 2, 2 * DECISIONS - 1));
      assertThrows(IllegalStateException.class, () -> run(name, dyingLater));
      DyingAgent resumed = new DyingAgent(-1);
      RunFolder folder = run(name, resumed);
      assertEquals(records(whole), records(folder), name);
      assertEquals(never.heard, resumed.heard, name);
      List<String> decided = new ArrayList<>(dying.decided);
      decided.addAll(dyingLater.decided);
      decided.addAll(resumed.decided);
      assertEquals(never.decided, decided, "each decision is made once");
    }
  }

  @Test
  void theClockGoesOnWhereTheLastKnownDecisionLeftIt() throws IOException {
    assertThrows(IllegalStateException.class, () -> run("clock", new DyingAgent(5)));
    Path file = directory.resolve("clock").resolve(CELL.id()).resolve("journal.csv");
    List<String> lines = Files.readAllLines(file);
    assertEquals(5, lines.size());
    String[] last = lines.getLast().split(",", -1);
    last[6] = "5000.0"; // wall_clock_s
    lines.set(4, String.join(",", last));
    Files.write(file, lines);
    RunFolder folder = run("clock", new DyingAgent(-1));
    double clock = RunTable.EPISODES.read(folder).getFirst().wallClockS();
    assertTrue(clock >= 5000 && clock < 5100, "" + clock);
  }

  @Test
  void cutsOffWhatAKillTore() throws IOException {
    Path file = directory.resolve("journal.csv");
    double[] action = {0.1f, -1.0 / 3};
    Decision decision = new Decision(action, 1e-7, 2, 3.25);
    FileJournal written = FileJournal.open(file);
    written.append(new Journal.Entry(Phase.EVALUATE, 0, 0, decision, 12.5));
    written.append(new Journal.Entry(Phase.EVALUATE, 0, 1, decision, 13.5));
    String whole = Files.readString(file);
    int firstLine = whole.indexOf('\n') + 1;
    for (int length = firstLine; length < whole.length(); length++) {
      Files.writeString(file, whole.substring(0, length));
      FileJournal read = FileJournal.open(file);
      Journal.Entry entry = read.next(Phase.EVALUATE, 0, 0).orElseThrow();
      assertArrayEquals(action, entry.decision().action());
      assertEquals(1e-7, entry.decision().encodeMs());
      assertEquals(12.5, entry.wallClockS());
      assertEquals(Optional.empty(), read.next(Phase.EVALUATE, 0, 1));
      read.append(new Journal.Entry(Phase.EVALUATE, 0, 1, decision, 13.5));
      assertEquals(whole, Files.readString(file));
    }
  }

  @Test
  void forgetsWhatACheckpointHasAlready() throws IOException {
    Path file = directory.resolve("journal.csv");
    Decision decision = new Decision(new double[] {1}, 0, 0, 0);
    FileJournal.open(file).append(new Journal.Entry(Phase.EVALUATE, 0, 0, decision, 1));
    FileJournal read = FileJournal.open(file);
    assertEquals(Optional.empty(), read.next(Phase.EVALUATE, 1, 0));
    assertFalse(Files.exists(file));
    assertEquals(Optional.empty(), read.next(Phase.EVALUATE, 1, 1));
  }
}
