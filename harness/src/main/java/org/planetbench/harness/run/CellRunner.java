package org.planetbench.harness.run;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunSink;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.suites.Observation;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TimeStep;

/**
 * The loop of a cell: collect, learn, evaluate, record. It works through the schedule's program
 * stage by stage; all that a stage draws at random is named by the stage's own numbers, so a run
 * resumed at any checkpoint goes the very same way.
 */
final class CellRunner {
  private static final double NANOS_PER_MS = 1e6;
  private static final long PROGRESS_INTERVAL_NANOS = 200_000_000;

  /** After ten minutes without a checkpoint the next stage ends with one of its own. */
  private static final long UNSAVED_NANOS = 600_000_000_000L;

  private final CellSetting setting;
  private final Agent agent;
  private final Environments environments;
  private final RunSink sink;
  private final Certifier certifier;
  private final Checkpoints checkpoints;
  private final Journal journal;
  private final Audience audience;
  private final Consumer<Progress> listener;
  private final Workload workload;

  private long environmentSteps;
  private long agentSteps;
  private long updateSteps;
  private int episodesPlayed;
  private double lastReturn = Double.NaN;
  private Optional<UpdateMetrics> lastUpdate = Optional.empty();
  private double clockOffsetS;
  private long clockStart;
  private long lastProgress;
  private long lastSaved;

  CellRunner(
      CellSetting setting,
      Agent agent,
      Environments environments,
      RunSink sink,
      Checkpoints checkpoints,
      Journal journal,
      Audience audience,
      Consumer<Progress> listener) {
    this.setting = setting;
    this.agent = agent;
    this.environments = environments;
    this.sink = sink;
    this.certifier = new Certifier(sink);
    this.checkpoints = checkpoints;
    this.journal = journal;
    this.audience = audience;
    this.listener = listener;
    this.workload = new Workload(setting);
  }

  /**
   * What is done with the film of the last evaluation's first episode, before the run is at its
   * end.
   */
  interface Audience {
    void watch(Film film) throws IOException;
  }

  /** Runs what is left from {@code start}. */
  void run(LoopState start) throws IOException {
    run(start, UNSAVED_NANOS);
  }

  /**
   * @param unsavedNanos after so long without a checkpoint one is made where the schedule has none
   */
  void run(LoopState start, long unsavedNanos) throws IOException {
    environmentSteps = start.environmentSteps();
    agentSteps = start.agentSteps();
    updateSteps = start.updateSteps();
    resumeClock(start.wallClockS());
    agent.testifyTo(certifier);
    if (start.nextStage() == 0) {
      certifier.update(0);
      certifier.parameters(agent.parameters());
    }
    episodesPlayed = workload.episodesBefore(start.nextStage());
    lastSaved = System.nanoTime();
    List<Stage> program = setting.program();
    for (int stage = start.nextStage(); stage < program.size(); stage++) {
      workload.startStage(stage);
      switch (program.get(stage)) {
        case Stage.Play play -> play(play);
        case Stage.Learn(long first, long last) -> learn(first, last);
        case Stage.Evaluate evaluation -> evaluate(evaluation);
        case Stage.Diagnose(int round) -> diagnose(round);
        case Stage.Checkpoint() -> save(stage + 1);
      }
      boolean isScheduled =
          stage + 1 < program.size() && program.get(stage + 1) instanceof Stage.Checkpoint;
      if (System.nanoTime() - lastSaved > unsavedNanos && !isScheduled) {
        save(stage + 1);
      }
    }
    report("finished", true);
  }

  private List<PlannedEpisode> episodes(Stage stage) {
    return PlannedEpisode.of(stage, setting, EvaluationStarts.PER_SEED);
  }

  /** An episode of each task. */
  private void play(Stage.Play stage) throws IOException {
    for (PlannedEpisode episode : episodes(stage)) {
      play(episode, Optional.empty());
    }
  }

  private void play(PlannedEpisode planned, Optional<Film> film) throws IOException {
    Phase phase = planned.phase();
    int episode = planned.number();
    TimeStep step = environments.reset(planned.task(), planned.seed());
    certifier.begin(phase, episode, step);
    agent.begin(phase, episode, step);
    Observation first = step.observation();
    film.ifPresent(f -> f.add(first));
    double episodeReturn = 0;
    int decisions = 0;
    long executed = 0;
    do {
      Optional<Journal.Entry> known = journal.next(phase, episode, decisions);
      Decision decision = known.isPresent() ? known.get().decision() : agent.act();
      long before = System.nanoTime();
      step = environments.step(decision.action());
      double stepMs = (System.nanoTime() - before) / NANOS_PER_MS;
      double renderMs = environments.lastRenderNanos() / NANOS_PER_MS;
      decisions++;
      executed += environments.lastEnvironmentSteps();
      if (decisions >= setting.agentStepsPerEpisode(environments.task())) {
        step = new TimeStep(step.reward(), true, step.observation());
      }
      certifier.step(decision, step);
      agent.observe(decision.action(), step);
      Observation next = step.observation();
      film.ifPresent(f -> f.add(decision.action(), next));
      episodeReturn += step.reward();
      sink.decision(
          new LatencyRow(
              phase.key(),
              episode,
              decisions - 1,
              decision.encodeMs(),
              decision.posteriorMs(),
              decision.planMs(),
              stepMs - renderMs,
              renderMs));
      if (known.isPresent()) {
        resumeClock(known.get().wallClockS());
        workload.agentStepKnown();
      } else {
        journal.append(new Journal.Entry(phase, episode, decisions - 1, decision, wallClockS()));
        workload.agentStepDone();
      }
      report(phase.key(), false);
    } while (!step.last());
    if (phase == Phase.SEED || phase == Phase.COLLECT) {
      agentSteps += decisions;
      environmentSteps += executed;
    }
    episodesPlayed++;
    lastReturn = episodeReturn;
    sink.episode(
        new EpisodeRow(
            phase.key(),
            episode,
            environmentSteps,
            agentSteps,
            updateSteps,
            episodeReturn,
            Integer.toUnsignedLong(planned.seed()),
            wallClockS(),
            environments.task().id().id()));
    report(phase.key(), true);
  }

  private void evaluate(Stage.Evaluate evaluation) throws IOException {
    Optional<Film> film = evaluation.filmed() ? Optional.of(new Film()) : Optional.empty();
    List<PlannedEpisode> episodes = episodes(evaluation);
    for (int i = 0; i < episodes.size(); i++) {
      play(episodes.get(i), i == 0 ? film : Optional.empty());
    }
    if (film.isPresent()) {
      audience.watch(film.get()); // before the checkpoint: a kill in between plays it again
    }
  }

  private void learn(long first, long last) {
    for (long updateStep = first; updateStep <= last; updateStep++) {
      certifier.update(updateStep);
      long before = System.nanoTime();
      UpdateMetrics metrics = agent.learn(updateStep).orElseThrow();
      double updateMs = (System.nanoTime() - before) / NANOS_PER_MS;
      updateSteps = updateStep;
      lastUpdate = Optional.of(metrics);
      sink.update(new UpdateRow(updateStep, recorded(metrics), updateMs));
      if (updateStep == last || updateStep % Certifier.PARAMETERS_EVERY == 0) {
        certifier.parameters(agent.parameters());
      }
      workload.updateDone();
      report("learn", false);
    }
  }

  /** Under the names that records have for them, which are the same. */
  static Map<Metric, Double> recorded(UpdateMetrics metrics) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    metrics.values().forEach((metric, value) -> values.put(Metric.valueOf(metric.name()), value));
    return values;
  }

  private void diagnose(int round) {
    List<TaskInfo> tasks = setting.tasks();
    int episode = PlannedEpisode.number(round, tasks.size() - 1, tasks); // collected last
    report("diagnose", true);
    int starts = setting.spec().schedule().diagnosisStarts();
    for (PredictionError error : agent.diagnose(episode, starts)) {
      sink.model(
          new ModelRow(
              updateSteps,
              error.data().key(),
              error.distance(),
              error.imageError(),
              error.rewardError(),
              error.divergence()));
    }
  }

  private void save(int nextStage) throws IOException {
    RunSink.Position position = sink.commit();
    LoopState state =
        new LoopState(nextStage, environmentSteps, agentSteps, updateSteps, wallClockS(), position);
    checkpoints.save(state, agent::save);
    journal.clear();
    lastSaved = System.nanoTime();
  }

  private void resumeClock(double seconds) {
    clockOffsetS = seconds;
    clockStart = System.nanoTime();
  }

  private double wallClockS() {
    return clockOffsetS + (System.nanoTime() - clockStart) / 1e9;
  }

  private void report(String doing, boolean now) {
    long time = System.nanoTime();
    if (!now && time - lastProgress < PROGRESS_INTERVAL_NANOS) {
      return;
    }
    lastProgress = time;
    listener.accept(
        new Progress(
            setting.spec().cell().id(),
            doing,
            episodesPlayed,
            workload.episodes(),
            updateSteps,
            workload.updateSteps(),
            lastReturn,
            lastUpdate.map(update -> update.get(UpdateMetric.LOSS)).orElse(Double.NaN),
            lastUpdate.map(update -> update.get(UpdateMetric.DIVERGENCE)).orElse(Double.NaN),
            workload.fractionDone(),
            workload.secondsLeft()));
  }
}
