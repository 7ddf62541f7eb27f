package org.planetbench.harness.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.planet.Agents;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.wrappers.PixelObservations;

/**
 * An agent in its environment, as a cell wires them: weights as initialised from the cell's seed,
 * real pictures, a replay in a temporary folder.
 */
final class MeasuredCell implements AutoCloseable {
  private final RandomStreams streams;

  /** Of the task that is played, which may have fewer than the agent: the first task of a set. */
  private final int actions;

  private final PixelObservations environment;
  private final Agent agent;
  private final Path replay;
  private int episode;

  /**
   * @param replay a folder for the replay, removed at the end, or at once if this fails
   * @param agents makes the agent that acts in the environment
   */
  MeasuredCell(CellSetting setting, Path replay, Function<PixelObservations, Agent> agents)
      throws IOException {
    this.replay = replay;
    streams = new RandomStreams(setting.spec().cell().seed());
    actions = setting.task().actions();
    try {
      environment = environment(setting);
      agent = agent(agents);
    } catch (RuntimeException | Error e) {
      AtomicFile.deleteFolder(replay);
      throw e;
    }
  }

  private Agent agent(Function<PixelObservations, Agent> agents) {
    try {
      return agents.apply(environment);
    } catch (RuntimeException | Error e) {
      environment.close();
      throw e;
    }
  }

  static MeasuredCell open(CellSetting setting) throws IOException {
    Path replay = Files.createTempDirectory("bench-measure");
    return new MeasuredCell(
        setting,
        replay,
        environment ->
            Agents.create(
                setting.variant(),
                setting.recipe(),
                setting.actionSpec(),
                new RandomStreams(setting.spec().cell().seed()),
                replay,
                () -> environment.openSimulator(setting.spec().threads())));
  }

  static PixelObservations environment(CellSetting setting) {
    int size = setting.recipe().renderSize();
    return ControlSuite.loadPixels(
        setting.task().id(), setting.actionRepeat(), size, size, setting.renderQuality());
  }

  Agent agent() {
    return agent;
  }

  void begin(Phase phase) {
    TimeStep first = environment.reset(streams.environmentSeed(episode));
    agent.begin(phase, episode, first);
    episode++;
  }

  /** Lets the environment answer; where that ends the episode, the next one begins. */
  boolean answer(Phase phase, Decision decision) {
    TimeStep next = environment.step(Arrays.copyOf(decision.action(), actions));
    agent.observe(decision.action(), next);
    if (next.last()) {
      begin(phase);
    }
    return next.last();
  }

  /** Plays whole seed episodes into the replay. */
  void collect(int episodes) {
    begin(Phase.SEED);
    for (int played = 0; played < episodes; ) {
      played += answer(Phase.SEED, agent.act()) ? 1 : 0;
    }
  }

  @Override
  public void close() throws IOException {
    try (environment;
        agent) {
      AtomicFile.deleteFolder(replay);
    }
  }
}
