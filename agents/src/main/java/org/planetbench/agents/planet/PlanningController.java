package org.planetbench.agents.planet;

import org.planetbench.agents.model.WorldModel.Belief;

/**
 * The first action of a plan made by imagination from the belief, with exploration noise where the
 * episode is learned from:
 *
 * <pre>
 *   mu = plan(imagination from the belief)
 *   a  = clip(mu[0] + noise)
 * </pre>
 */
record PlanningController(ModelPlanner planner, Exploration exploration) implements Controller {
  @Override
  public void reset() {
    planner.reset();
  }

  @Override
  public double[] choose(Belief belief, boolean explores, Draws draws) {
    float[] planned = planner.plan(belief, draws.imagination(), draws.choice());
    return explores
        ? exploration.around(planned, draws.exploration())
        : exploration.clipped(planned);
  }
}
