package org.planetbench.harness.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomAgent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.replay.RewardPairing;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.harness.run.RecordedCell;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.wrappers.PixelObservations;

/**
 * The cell of a finished run, opened again: its environment, the simulator of that, and its model
 * as the checkpoints have it that were kept. Nothing of the run is changed.
 */
public final class FrozenCell implements AutoCloseable {
  private final RunFolder run;
  private final CellSetting setting;
  private final List<Checkpoints.Saved> checkpoints;
  private final PixelObservations environment;
  private final Simulator simulator;

  private FrozenCell(RunFolder run, CellSetting setting, List<Checkpoints.Saved> checkpoints) {
    this.run = run;
    this.setting = setting;
    this.checkpoints = checkpoints;
    int size = setting.recipe().renderSize();
    environment =
        ControlSuite.loadPixels(
            setting.task().id(), setting.actionRepeat(), size, size, setting.renderQuality());
    try {
      simulator = environment.openSimulator(setting.spec().threads());
    } catch (RuntimeException | Error e) {
      environment.close();
      throw e;
    }
  }

  /**
   * @throws BadInputException if the run is not finished, has no model, or no whole checkpoint, or
   *     its rewards are paired otherwise than those of a study's test episodes
   */
  public static FrozenCell open(RunFolder run, String commit) throws IOException {
    CellSetting setting = setting(run, commit);
    requireRewardAfter(setting.recipe());
    List<Checkpoints.Saved> checkpoints = Checkpoints.whole(run.checkpoint());
    if (checkpoints.isEmpty() || !setting.isEnd(checkpoints.getLast().state())) {
      throw new BadInputException(
          "%s: expected the whole checkpoint of the run's end, got %s; restore it, or delete the run's folder to run the cell again"
              .formatted(
                  run.checkpoint(),
                  checkpoints.isEmpty() ? "none" : "a damaged one, or an earlier"));
    }
    for (int stage : setting.archived()) {
      if (checkpoints.stream().noneMatch(saved -> saved.state().nextStage() == stage)) {
        throw new BadInputException(
            "%s: expected the checkpoint before stage %d whole, which schedule.archive_every keeps, got none or a damaged one; restore it, or delete the run's folder to run the cell again"
                .formatted(run.checkpoint(), stage));
      }
    }
    return new FrozenCell(run, setting, checkpoints);
  }

  /** What models expect of a plan is held against what it earns from its first action on. */
  public static void requireRewardAfter(Recipe recipe) {
    if (recipe.rewardPairing() != RewardPairing.STATE_AFTER) {
      throw new BadInputException(
          "reward_pairing: expected %s, as the rewards of this study's test episodes are paired, got %s of recipe %s; measure runs of another recipe"
              .formatted(
                  RewardPairing.STATE_AFTER.key(), recipe.rewardPairing().key(), recipe.name()));
    }
  }

  /** What a run that can be opened was set to. */
  static CellSetting setting(RunFolder run, String commit) throws IOException {
    RunRecord record = run.readRecord();
    if (record.status() != RunStatus.FINISHED) {
      throw new BadInputException(
          run + ": expected a finished run, it is " + record.status().id() + "; finish it first");
    }
    CellSetting setting = CellSetting.of(RecordedCell.spec(record, commit));
    if (!setting.variant().kind().learns() || setting.tasks().size() > 1) {
      throw new BadInputException(
          "%s: expected a run of one task that learned a model, got variant %s on %s"
              .formatted(run, record.variant(), record.task()));
    }
    return setting;
  }

  /**
   * A finished run whose data are learned from.
   *
   * @param checkpoint its newest whole one
   */
  record Source(RunFolder run, Path checkpoint) {
    static Source of(RunFolder run) throws IOException {
      List<Checkpoints.Saved> checkpoints = Checkpoints.whole(run.checkpoint());
      if (checkpoints.isEmpty()) {
        throw new BadInputException(
            run.checkpoint() + ": expected a whole checkpoint, got none; restore one");
      }
      return new Source(run, checkpoints.getLast().directory());
    }

    Path episodes() {
      return run.file("episodes");
    }

    /** The index of the episodes. */
    Path replay() {
      return checkpoint.resolve("replay.npz");
    }
  }

  /** This run's own. */
  Source source() {
    return new Source(run, checkpoints.getLast().directory());
  }

  /** Of the run itself, in order. */
  List<Evaluation> evaluations() throws IOException {
    return Evaluation.of(CertifiedRuns.read(run).rows().episodes().all());
  }

  long seed() {
    return setting.spec().cell().seed();
  }

  RunFolder run() {
    return run;
  }

  public CellSetting setting() {
    return setting;
  }

  int agentStepsPerEpisode() {
    return setting.agentStepsPerEpisode(setting.task());
  }

  /** Oldest first; the last is the one at the end of the run. */
  List<Checkpoints.Saved> checkpoints() {
    return checkpoints;
  }

  /** As a checkpoint has it; the caller closes it. */
  WorldModel model(Checkpoints.Saved checkpoint) throws IOException {
    return Agents.restored(setting.recipe(), setting.actionSpec(), checkpoint.directory());
  }

  PixelObservations environment() {
    return environment;
  }

  /** What plays an episode. */
  interface Player {
    /** The episode begins here. */
    default void began(TimeStep first) {}

    /**
     * The next action [actionSize].
     *
     * @param previous action, which led here; zeros at the start
     */
    float[] choose(TimeStep now, float[] previous);

    /** What an action led to. */
    default void saw(float[] action, TimeStep next) {}
  }

  /** Plays an episode to its end, or to the limit that the run's episodes have. */
  void play(int start, Player player) {
    TimeStep now = environment.reset(start);
    player.began(now);
    float[] action = new float[setting.actionSpec().size()];
    int steps = agentStepsPerEpisode();
    for (int step = 0; step < steps && !now.last(); step++) {
      action = player.choose(now, action);
      now = step(action);
      player.saw(action, now);
    }
  }

  /** An agent step of the environment. */
  TimeStep step(float[] action) {
    double[] executed = new double[action.length];
    for (int i = 0; i < action.length; i++) {
      executed[i] = action[i];
    }
    return environment.step(executed);
  }

  /** An action drawn uniformly [actionSize]. */
  float[] uniform(RandomGenerator random) {
    double[] drawn = RandomAgent.uniform(setting.actionSpec(), random);
    float[] action = new float[drawn.length];
    for (int i = 0; i < action.length; i++) {
      action[i] = (float) drawn[i];
    }
    return action;
  }

  /** From the moment that the environment is at. */
  Simulator simulator() {
    return simulator;
  }

  /**
   * Streams for a part of a study, apart from those that the run drew from and from each other.
   *
   * @param part a number of that part
   */
  RandomStreams streams(long part) {
    RandomStreams ofRun = new RandomStreams(setting.spec().cell().seed());
    return new RandomStreams(ofRun.generator(Purpose.STUDY, part).nextLong());
  }

  /** The start of an episode that no evaluation of the run had. */
  int start(int episode) {
    RandomStreams ofRun = new RandomStreams(setting.spec().cell().seed());
    return ofRun.evaluationSeed(setting.task().id().id(), Integer.MAX_VALUE, episode);
  }

  /** A value of this cell. */
  StudyValue value(Checkpoints.Saved at, String subject, String quantity, double value, long over) {
    return new StudyValue(
        setting.task().id().id(),
        setting.variant().id(),
        seed(),
        at.state().environmentSteps(),
        subject,
        quantity,
        value,
        over);
  }

  @Override
  public void close() {
    try (environment) {
      simulator.close();
    }
  }
}
