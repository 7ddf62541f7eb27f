package org.planetbench.harness.rollout;

import java.util.List;
import org.planetbench.agents.RandomAgent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.SuiteEnvironment;

/** Makes policies. */
public final class Policies {
  private Policies() {}

  /** Always zero. */
  public static Policy zero(ActionSpec box) {
    return new ZeroPolicy(box);
  }

  /**
   * Uniform in the box, drawn anew for each environment step: {@link RandomAgent}'s actions of the
   * evaluation episodes of a cell with this seed, had it no action repeat.
   */
  public static Policy random(ActionSpec box, long seed) {
    return new AgentPolicy(new RandomAgent(box, new RandomStreams(seed)), 1);
  }

  /** The actions of a file. */
  public static Policy recorded(List<double[]> actions) {
    return new RecordedPolicy(actions);
  }

  /**
   * Plans in copies of the simulation, as the variant simulator_cem does. No bit depends on the
   * number of threads. Close it before the environment.
   */
  public static Policy simulatorCem(
      SuiteEnvironment environment, Recipe recipe, long seed, int threads) {
    int repeat = recipe.actionRepeat(environment.info().id());
    return new AgentPolicy(
        Agents.planningInSimulator(
            recipe,
            environment.actionSpec(),
            new RandomStreams(seed),
            environment.openSimulator(repeat, threads)),
        repeat);
  }
}
