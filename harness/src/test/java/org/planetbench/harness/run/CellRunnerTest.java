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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.harness.experiment.TestSchedules;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TimeStep;

final class CellRunnerTest {
  private static final Cell CELL = new Cell(new TaskId("dummy_counting"), "rssm", 1);
  private static final Cell SET = new Cell(new TaskId("dummy_tasks"), "multi_task", 1);
  private static final Schedule SCHEDULE = TestSchedules.of(2, 4, 6, 3, 2, 2, 3, 0, 2, 3, 1, 5);

  @TempDir Path directory;

  /** Frames of each film that was shown. */
  private final List<Integer> films = new ArrayList<>();

  /**
   * Remembers everything it was told; its "parameters" are the sum over all that, so that a wrong
   * order or a repeated call shows.
   */
  private static final class FakeAgent implements Agent {
    private final int dieAtUpdate;
    private double parameters;
    private final List<String> calls = new ArrayList<>();
    private final List<double[]> observed = new ArrayList<>();

    FakeAgent(int dieAtUpdate) {
      this.dieAtUpdate = dieAtUpdate;
    }

    @Override
    public void begin(Phase phase, int episode, TimeStep first) {
      calls.add("begin " + phase + " " + episode);
    }

    @Override
    public Decision act() {
      return new Decision(new double[] {0.5, -0.5}, 1, 2, 3);
    }

    @Override
    public void observe(double[] action, TimeStep next) {
      parameters = 0.5 * parameters + next.reward();
      observed.add(action.clone());
      if (next.last()) {
        calls.add("end");
      }
    }

    @Override
    public Optional<UpdateMetrics> learn(long updateStep) {
      if (updateStep == dieAtUpdate) {
        throw new IllegalStateException("killed at update " + updateStep);
      }
      parameters = 0.9 * parameters + updateStep;
      return Optional.of(TestUpdates.of(parameters, 1, 2, 3, 4, 0));
    }

    /** Depends on the parameters, the episode and the starts, so that a wrong moment shows. */
    @Override
    public List<PredictionError> diagnose(int episode, int starts) {
      calls.add("diagnose " + episode);
      return List.of(
          new PredictionError(
              PredictionError.Data.ON_POLICY, 0, parameters, episode, OptionalDouble.empty()),
          new PredictionError(
              PredictionError.Data.HELD_OUT, 1, starts, episode, OptionalDouble.of(parameters)));
    }

    @Override
    public void save(Path target) throws IOException {
      Files.writeString(target.resolve("agent.txt"), Double.toString(parameters));
    }

    @Override
    public void load(Path source) throws IOException {
      parameters = Double.parseDouble(Files.readString(source.resolve("agent.txt")));
    }

    @Override
    public void close() {}
  }

  private static CellSetting setting(Cell cell) {
    return setting(cell, 4, SCHEDULE);
  }

  private static CellSetting setting(Cell cell, int repeat, Schedule schedule) {
    LinkedHashMap<String, String> changes = new LinkedHashMap<>();
    changes.put("action_repeat.other", Integer.toString(repeat));
    changes.put("chunk_length", "4");
    return CellSetting.of(
        new CellSpec(cell, "test", "suite", "tiny", changes, "fast", 1, schedule, "none"));
  }

  private RunFolder run(String name, FakeAgent agent) throws IOException {
    return run(name, CELL, agent);
  }

  private RunFolder run(String name, Cell cell, FakeAgent agent) throws IOException {
    return run(name, setting(cell), agent);
  }

  private RunFolder run(String name, CellSetting setting, FakeAgent agent) throws IOException {
    return run(name, setting, agent, Long.MAX_VALUE);
  }

  private RunFolder run(String name, CellSetting setting, FakeAgent agent, long unsavedNanos)
      throws IOException {
    Cell cell = setting.spec().cell();
    RunFolder folder = RunFolder.create(directory.resolve(name), cell.id());
    Checkpoints checkpoints =
        new Checkpoints(
            folder.checkpoint(),
            stage -> setting.program().get(stage - 1) instanceof Stage.Checkpoint,
            Set.of(),
            line -> {});
    Optional<Checkpoints.Saved> saved = checkpoints.newest(d -> {}, new ArrayList<>());
    LoopState start = saved.map(Checkpoints.Saved::state).orElse(LoopState.START);
    if (saved.isPresent()) {
      agent.load(saved.get().directory());
    }
    try (Environments environments = Environments.open(setting, 8);
        CsvRunSink sink = CsvRunSink.resume(folder, start.position())) {
      new CellRunner(
              setting,
              agent,
              environments,
              sink,
              checkpoints,
              Journal.NONE,
              film -> films.add(film.frames().size()),
              progress -> {})
          .run(start, unsavedNanos);
    }
    return folder;
  }

  private static List<EpisodeRow> episodes(RunFolder folder) throws IOException {
    return RunTable.EPISODES.read(folder).stream()
        .map(
            row ->
                new EpisodeRow(
                    row.phase(),
                    row.episode(),
                    row.environmentSteps(),
                    row.agentSteps(),
                    row.updateSteps(),
                    row.episodeReturn(),
                    row.seed(),
                    0,
                    row.task()))
        .toList();
  }

  private static List<Double> losses(RunFolder folder) throws IOException {
    return RunTable.UPDATES.read(folder).stream().map(row -> row.get(Metric.LOSS)).toList();
  }

  @Test
  void playsLearnsAndEvaluatesAsTheScheduleSays() throws IOException {
    FakeAgent agent = new FakeAgent(-1);
    RunFolder folder = run("whole", agent);
    List<EpisodeRow> rows = episodes(folder);
    assertEquals(
        List.of(
            "held_out 0 at 0",
            "seed 0 at 40",
            "seed 1 at 80",
            "collect 0 at 120",
            "collect 1 at 160",
            "evaluate 0 at 160",
            "evaluate 1 at 160",
            "collect 2 at 200",
            "collect 3 at 240",
            "evaluate 2 at 240",
            "evaluate 3 at 240",
            "evaluate 4 at 240"),
        rows.stream()
            .map(r -> r.phase() + " " + r.episode() + " at " + r.environmentSteps())
            .toList());
    assertTrue(rows.stream().allMatch(row -> row.episodeReturn() == 15), "dummy_counting's return");
    assertEquals(6 + 3 * 3 + 3, losses(folder).size());
    assertEquals(12 * 10, RunTable.LATENCY.read(folder).size());
    assertEquals(agent.calls.size(), 2 * rows.size() + 3, "begin, end, and three diagnoses");
    assertEquals(List.of(11), films, "one film, of ten agent steps");
  }

  /** Of 40 and 24 environment steps, in actions of seven: 5 and 3 decisions, 35 and 21 steps. */
  @Test
  void theRestOfAnEpisodeIsNeitherPlayedNorCounted() throws IOException {
    Schedule undiagnosed = TestSchedules.of(2, 4, 6, 3, 2, 2, 3, 0, 2, 0, 0, 5); // too short for it
    RunFolder folder = run("whole-decisions", setting(SET, 7, undiagnosed), new FakeAgent(-1));
    List<EpisodeRow> training =
        episodes(folder).stream().filter(row -> row.environmentSteps() > 0).limit(4).toList();
    assertEquals(
        List.of("21 after 3", "56 after 8", "77 after 11", "112 after 16"),
        training.stream().map(r -> r.environmentSteps() + " after " + r.agentSteps()).toList());
    assertEquals(11 * (5 + 3), RunTable.LATENCY.read(folder).size());
  }

  /** dummy_short has one action and 24 environment steps, dummy_counting two and 40. */
  @Test
  void theTasksOfASetTakeTurns() throws IOException {
    FakeAgent agent = new FakeAgent(-1);
    RunFolder folder = run("set", SET, agent);
    List<EpisodeRow> rows = episodes(folder);
    assertEquals(
        List.of(
            "held_out 0 dummy_short 0",
            "held_out 1 dummy_counting 0",
            "seed 0 dummy_short 24",
            "seed 1 dummy_counting 64",
            "seed 2 dummy_short 88",
            "seed 3 dummy_counting 128",
            "collect 0 dummy_short 152",
            "collect 1 dummy_counting 192"),
        rows.stream()
            .limit(8)
            .map(r -> r.phase() + " " + r.episode() + " " + r.task() + " " + r.environmentSteps())
            .toList());
    assertEquals(2 * 12, rows.size());
    for (EpisodeRow row : rows) {
      assertEquals(row.task().equals("dummy_short") ? 9 : 15, row.episodeReturn());
    }
    assertEquals(2 * (6 + 3 * 3 + 3), losses(folder).size());
    assertEquals(12 * (6 + 10), RunTable.LATENCY.read(folder).size());
    assertEquals(List.of(7), films, "one film, of the first task's six agent steps");
    assertEquals(12 * (6 + 10), agent.observed.size());
    for (double[] action : agent.observed) { // of both tasks, though one has no second actuator
      assertArrayEquals(new double[] {0.5, -0.5}, action);
    }
  }

  @Test
  void aSetKilledAnywhereAndResumedEndsAsOneThatNeverStopped() throws IOException {
    RunFolder whole = run("set-never-stopped", SET, new FakeAgent(-1));
    for (int update : new int[] {1, 12, 13, 20, 36}) {
      String name = "set-killed-at-" + update;
      assertThrows(IllegalStateException.class, () -> run(name, SET, new FakeAgent(update)));
      RunFolder resumed = run(name, SET, new FakeAgent(-1));
      assertEquals(episodes(whole), episodes(resumed), name);
      assertEquals(losses(whole), losses(resumed), name);
      assertEquals(RunTable.CERTIFICATE.read(whole), RunTable.CERTIFICATE.read(resumed), name);
    }
  }

  @Test
  void setsAndVariantsMustSuitEachOther() {
    assertEquals(
        "variant rssm plays one task, and dummy_tasks is a set; choose a task, or the variant multi_task",
        assertThrows(BadInputException.class, () -> setting(new Cell(SET.task(), "rssm", 1)))
            .getMessage());
    assertEquals(
        "variant multi_task plays a set of tasks, and dummy_counting is one; choose the task six_tasks",
        assertThrows(BadInputException.class, () -> setting(new Cell(CELL.task(), "multi_task", 1)))
            .getMessage());
    assertEquals(2, setting(new Cell(SET.task(), "random", 1)).tasks().size());
    assertEquals("4", setting(SET).settings().get("action_repeat.dummy_short"));
  }

  @Test
  void diagnosesTheModelRightAfterACollectedEpisode() throws IOException {
    FakeAgent agent = new FakeAgent(-1);
    RunFolder folder = run("diagnosed", agent);
    assertEquals(
        List.of(
            "6 on_policy 0",
            "6 held_out 1",
            "12 on_policy 0",
            "12 held_out 1",
            "15 on_policy 0",
            "15 held_out 1"),
        RunTable.MODEL.read(folder).stream()
            .map(row -> row.updateStep() + " " + row.data() + " " + row.distance())
            .toList());
    int first = agent.calls.indexOf("diagnose 0");
    assertEquals(List.of("begin COLLECT 0", "end"), agent.calls.subList(first - 2, first));
    assertEquals(5, RunTable.MODEL.read(folder).get(1).imageError(), "starts");
    assertTrue(RunTable.MODEL.read(folder).getFirst().divergence().isEmpty());
  }

  @Test
  void heldOutEpisodesAreTheSameInAllCells() throws IOException {
    EpisodeRow row = episodes(run("held-out", new FakeAgent(-1))).getFirst();
    assertEquals(Integer.toUnsignedLong(RandomStreams.heldOutSeed(0)), row.seed());
    assertEquals(0, row.environmentSteps(), "nothing that is learned from");
  }

  @Test
  void noTwoEpisodesOfARunStartAlike() throws IOException {
    List<EpisodeRow> rows = episodes(run("seeds", new FakeAgent(-1)));
    assertEquals(12, rows.stream().map(EpisodeRow::seed).distinct().count());
    for (EpisodeRow row : rows) {
      boolean upperHalf = row.seed() > Integer.MAX_VALUE;
      assertEquals(row.phase().equals("evaluate"), upperHalf, row::toString);
    }
  }

  @Test
  void aRunKilledAnywhereAndResumedEndsAsOneThatNeverStopped() throws IOException {
    RunFolder whole = run("never-stopped", new FakeAgent(-1));
    for (int update = 1; update <= 18; update++) {
      String name = "killed-at-" + update;
      FakeAgent dying = new FakeAgent(update);
      assertThrows(IllegalStateException.class, () -> run(name, dying));
      RunFolder resumed = run(name, new FakeAgent(-1));
      assertEquals(episodes(whole), episodes(resumed), name);
      assertEquals(losses(whole), losses(resumed), name);
      assertEquals(RunTable.CERTIFICATE.read(whole), RunTable.CERTIFICATE.read(resumed), name);
      assertEquals(RunTable.MODEL.read(whole), RunTable.MODEL.read(resumed), name);
    }
  }

  /** As on a machine where each stage takes longer than one wants to lose. */
  @Test
  void aCheckpointAfterEachStageChangesNothing() throws IOException {
    CellSetting setting = setting(CELL);
    RunFolder whole = run("as-scheduled", new FakeAgent(-1));
    RunFolder often = run("each-stage", setting, new FakeAgent(-1), -1);
    assertEquals(Checkpoints.reached(whole), Checkpoints.reached(often));
    for (int update : new int[] {1, 7, 10, 16, 18}) {
      String name = "each-stage-killed-at-" + update;
      assertThrows(
          IllegalStateException.class, () -> run(name, setting, new FakeAgent(update), -1));
      FakeAgent second = new FakeAgent(-1);
      RunFolder resumed = run(name, setting, second);
      assertEquals(episodes(whole), episodes(resumed), name);
      assertEquals(losses(whole), losses(resumed), name);
      assertEquals(RunTable.CERTIFICATE.read(whole), RunTable.CERTIFICATE.read(resumed), name);
      if (update > 1) {
        assertFalse(second.calls.contains("begin COLLECT 0"), "not even the stage before is lost");
      }
    }
  }

  @Test
  void aFinishedRunHasNothingLeftToDo() throws IOException {
    run("twice", new FakeAgent(-1));
    FakeAgent second = new FakeAgent(-1);
    run("twice", second);
    assertTrue(second.calls.isEmpty());
  }

  @Test
  void episodesCanBeCutShort() throws IOException {
    LinkedHashMap<String, String> chunk = new LinkedHashMap<>();
    chunk.put("chunk_length", "4");
    Schedule shortened = TestSchedules.of(1, 1, 1, 1, 0, 1, 1, 3, 1, 0, 1, 5);
    CellSetting setting =
        CellSetting.of(
            new CellSpec(CELL, "test", "suite", "tiny", chunk, "fast", 1, shortened, "none"));
    RunFolder folder = RunFolder.create(directory.resolve("short"), CELL.id());
    try (Environments environments = Environments.open(setting, 8);
        CsvRunSink sink = CsvRunSink.create(folder)) {
      FakeAgent agent = new FakeAgent(-1);
      new CellRunner(
              setting,
              agent,
              environments,
              sink,
              new Checkpoints(folder.checkpoint(), stage -> true, Set.of(), line -> {}),
              Journal.NONE,
              film -> {},
              progress -> {})
          .run(LoopState.START);
      assertFalse(agent.calls.isEmpty());
    }
    assertEquals(3, episodes(folder).getFirst().agentSteps());
  }

  /** Agents and records name what an update measures alike, in the same order. */
  @Test
  void recordsKnowEverythingThatUpdatesMeasure() {
    assertEquals(
        Arrays.stream(UpdateMetric.values()).map(Enum::name).toList(),
        Metric.OF_UPDATES.stream().map(Enum::name).toList());
  }
}
