package org.planetbench.harness.rollout;

import org.planetbench.agents.Agent;
import org.planetbench.agents.Phase;
import org.planetbench.suites.TimeStep;

/** An agent as in an evaluation: it decides every {@code repeat} environment steps. */
final class AgentPolicy implements Policy {
  private final Agent agent;
  private final int repeat;
  private double[] action = {};
  private int step;
  private double reward;

  /** Takes the agent over: closing this closes it. */
  AgentPolicy(Agent agent, int repeat) {
    this.agent = agent;
    this.repeat = repeat;
  }

  @Override
  public void begin(int episode, TimeStep first) {
    agent.begin(Phase.EVALUATE, episode, first);
    step = 0;
    reward = 0;
  }

  @Override
  public double[] act(TimeStep now) {
    reward += now.reward();
    if (step % repeat == 0) {
      if (step > 0) {
        agent.observe(action, new TimeStep(reward, now.last(), now.observation()));
      }
      action = agent.act().action();
      reward = 0;
    }
    step++;
    return action.clone();
  }

  @Override
  public void close() {
    agent.close();
  }
}
