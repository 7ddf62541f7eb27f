package org.planetbench.agents.planet;

import java.nio.file.Path;
import java.util.Optional;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.Witness;
import org.planetbench.agents.planning.Planner;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.TimeStep;

/**
 * Plans with the true simulator in place of a model, from the environment's true state (the paper's
 * "CEM + true simulator", Table 1 and Figure 12). It sees nothing, learns nothing and adds no noise
 * in any phase: what is left of an error is the planner's.
 *
 * <p>Stream: a PLANNER stream for each decision, named by the episode and the decision's number, so
 * that a decision can be left out where its action is known.
 */
final class SimulatorAgent implements Agent {
  private final Planner planner;
  private final Simulator simulator;
  private final RandomStreams streams;
  private final double[] sums;
  private RandomStreams episode;
  private long index;
  private int decision;
  private Witness witness = Witness.NONE;

  /** Takes the simulator over: closing this closes it. */
  SimulatorAgent(Recipe recipe, Planner planner, Simulator simulator, RandomStreams streams) {
    this.planner = planner;
    this.simulator = simulator;
    this.streams = streams;
    this.sums = new double[recipe.planner().candidates()];
    this.episode = streams;
  }

  @Override
  public void begin(Phase phase, int number, TimeStep first) {
    planner.reset();
    index = RandomStreams.episode(phase, number);
    episode = new RandomStreams(streams.generator(Purpose.PLANNER, index).nextLong());
    decision = 0;
  }

  @Override
  public Decision act() {
    long start = System.nanoTime();
    float[] planned = planner.plan(this::score, episode.generator(Purpose.PLANNER, decision));
    double[] action = new double[simulator.actionSize()];
    for (int i = 0; i < action.length; i++) {
      action[i] = planned[i];
    }
    return new Decision(action, 0, 0, (System.nanoTime() - start) * 1e-6);
  }

  private void score(
      float[] actions, int horizon, int candidates, double discount, float[] returns) {
    simulator.rollOut(actions, horizon, candidates, discount, sums);
    for (int j = 0; j < candidates; j++) {
      returns[j] = (float) sums[j];
    }
  }

  @Override
  public void observe(double[] action, TimeStep next) {
    decision++;
    if (next.last()) { // a decision's own stream may have been left out: the one after the last
      witness.drew(Purpose.PLANNER, index, episode.generator(Purpose.PLANNER, decision).nextLong());
    }
  }

  @Override
  public void testifyTo(Witness newWitness) {
    witness = newWitness;
  }

  @Override
  public boolean resumesWithinEpisodes() {
    return !planner.remembers();
  }

  @Override
  public Optional<UpdateMetrics> learn(long updateStep) {
    return Optional.empty();
  }

  /** Writes nothing: its streams are named by episode and decision, and it has no other state. */
  @Override
  public void save(Path directory) {}

  @Override
  public void load(Path directory) {}

  @Override
  public void close() {
    simulator.close();
  }
}
