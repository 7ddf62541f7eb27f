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
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.planet.Agents;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.experiment.TestSchedules;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TimeStep;

final class FileJournalTest {
  private static final Cell CELL = new Cell(new TaskId("dummy_counting"), "simulator_cem", 1);
  private static final Schedule TWO_EPISODES = TestSchedules.of(1, 0, 0, 0, 0, 1, 2, 0, 1, 0, 2, 5);
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
    return run(name, setting(CELL, set, TWO_EPISODES), environment -> agent);
  }

  private static CellSetting setting(
      Cell cell, SequencedMap<String, String> set, Schedule schedule) {
    return CellSetting.of(
        new CellSpec(cell, "test", "suite", "tiny", set, "fast", 1, schedule, "none"));
  }

  private RunFolder run(String name, CellSetting setting, Function<Environments, Agent> agents)
      throws IOException {
    RunFolder folder = RunFolder.create(directory.resolve(name), setting.spec().cell().id());
    Checkpoints checkpoints =
        new Checkpoints(folder.checkpoint(), stage -> true, Set.of(), line -> {});
    Optional<Checkpoints.Saved> saved = checkpoints.newest(d -> {}, new ArrayList<>());
    LoopState start = saved.map(Checkpoints.Saved::state).orElse(LoopState.START);
    try (Environments environments = Environments.open(setting, 8);
        Agent agent = agents.apply(environments);
        CsvRunSink sink = CsvRunSink.resume(folder, start.position())) {
      if (saved.isPresent()) {
        agent.load(saved.get().directory());
      }
      new CellRunner(
              setting,
              agent,
              environments,
              sink,
              checkpoints,
              FileJournal.open(journal(folder)),
              film ->
                  assertEquals(
                      setting.agentStepsPerEpisode(setting.task()) + 1, film.frames().size()),
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

  /**
   * The real agent on real physics, but dead at a decision: the search would go on the same way.
   */
  @Test
  @Tag("native")
  void aSwingUpPlannedOnTheSimulatorIsTheSameInEveryBitAfterAKill() throws IOException {
    Cell cell = new Cell(new TaskId("cartpole_swingup"), "simulator_cem", 1);
    LinkedHashMap<String, String> set = new LinkedHashMap<>();
    set.put("horizon", "4");
    set.put("candidates", "10");
    set.put("elites", "3");
    set.put("iterations", "2");
    CellSetting setting = setting(cell, set, TestSchedules.of(1, 0, 0, 0, 0, 1, 2, 12, 1, 0, 2, 5));
    List<String> whole = new ArrayList<>();
    RunFolder never =
        run("never", setting, environment -> planning(setting, environment, whole, 0));
    List<String> pieces = new ArrayList<>();
    for (int lifetime : new int[] {3, 8, 6}) {
      assertThrows(
          IllegalStateException.class,
          () -> run("killed", setting, env -> planning(setting, env, pieces, lifetime)));
    }
    RunFolder killed = run("killed", setting, env -> planning(setting, env, pieces, 0));
    assertEquals(24, whole.size());
    assertEquals(whole, pieces, "every decision is made once, with the same action");
    assertEquals(returns(never), returns(killed));
  }

  private static List<Double> returns(RunFolder folder) throws IOException {
    return RunTable.EPISODES.read(folder).stream().map(EpisodeRow::episodeReturn).toList();
  }

  /**
   * @param actions is told every planned action
   * @param lifetime decisions until it dies; 0 never
   */
  private Agent planning(
      CellSetting setting, Environments environment, List<String> actions, int lifetime) {
    Agent agent =
        Agents.create(
            setting.variant(),
            setting.recipe(),
            setting.task().actionSpec(),
            new RandomStreams(1),
            directory,
            () -> environment.openSimulator(2));
    return new Mortal(
        agent, actions, lifetime == 0 ? Integer.MAX_VALUE : actions.size() + lifetime);
  }

  /** Another agent that dies before it has told of more than so many actions. */
  private record Mortal(Agent agent, List<String> actions, int most) implements Agent {
    @Override
    public void begin(Phase phase, int episode, TimeStep first) {
      agent.begin(phase, episode, first);
    }

    @Override
    public Decision act() {
      if (actions.size() == most) {
        throw new IllegalStateException("killed");
      }
      Decision decision = agent.act();
      actions.add(Arrays.toString(decision.action()));
      return decision;
    }

    @Override
    public void observe(double[] action, TimeStep next) {
      agent.observe(action, next);
    }

    @Override
    public boolean resumesWithinEpisodes() {
      return agent.resumesWithinEpisodes();
    }

    @Override
    public Optional<UpdateMetrics> learn(long updateStep) {
      return agent.learn(updateStep);
    }

    @Override
    public void save(Path target) throws IOException {
      agent.save(target);
    }

    @Override
    public void load(Path source) throws IOException {
      agent.load(source);
    }

    @Override
    public void close() {
      agent.close();
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
    String edited = String.join(",", Arrays.copyOf(last, last.length - 1));
    lines.set(4, FileJournal.sealed(edited));
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
  void cutsOffFromTheFirstLineWithAnotherBitOn() throws IOException {
    Path file = directory.resolve("journal.csv");
    Decision decision = new Decision(new double[] {0.25}, 0, 0, 0);
    FileJournal written = FileJournal.open(file);
    for (int i = 0; i < 3; i++) {
      written.append(new Journal.Entry(Phase.EVALUATE, 0, i, decision, i));
    }
    String whole = Files.readString(file);
    Files.writeString(
        file,
        whole.replace("evaluate,0,1,0.0,0.0,0.0,1.0,0.25", "evaluate,0,1,0.0,0.0,0.0,1.0,0.75"));
    FileJournal read = FileJournal.open(file);
    assertTrue(read.next(Phase.EVALUATE, 0, 0).isPresent());
    assertEquals(Optional.empty(), read.next(Phase.EVALUATE, 0, 1));
    assertEquals(whole.substring(0, whole.indexOf('\n') + 1), Files.readString(file));
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
