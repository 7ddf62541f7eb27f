package org.planetbench.harness.study;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planet.Agents;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.harness.run.RecordedCell;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.Simulator;
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
   * @throws BadInputException if the run is not finished, has no model, or no whole checkpoint
   */
  public static FrozenCell open(RunFolder run, String commit) throws IOException {
    CellSetting setting = setting(run, commit);
    List<Checkpoints.Saved> checkpoints = Checkpoints.whole(run.checkpoint());
    if (checkpoints.isEmpty()) {
      throw new BadInputException(run.checkpoint() + ": expected a whole checkpoint, got none");
    }
    return new FrozenCell(run, setting, checkpoints);
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

  RunFolder run() {
    return run;
  }

  long seed() {
    return setting.spec().cell().seed();
  }

  /** The finished run of another variant or seed on this task in the same folder. */
  Optional<RunFolder> sibling(String variant, long seed) throws IOException {
    if (seed < 0) {
      return Optional.empty();
    }
    Cell other = new Cell(setting.task().id(), variant, seed);
    RunFolder beside = RunFolder.at(run.path().resolveSibling(other.id()));
    return beside.hasRecord() && beside.readRecord().status() == RunStatus.FINISHED
        ? Optional.of(beside)
        : Optional.empty();
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
