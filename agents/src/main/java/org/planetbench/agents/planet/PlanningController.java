package org.planetbench.agents.planet;

import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.TrajectoryScorer;

/**
 * The first action of a plan made by imagination from the belief, with exploration noise where the
 * episode is learned from:
 *
 * <pre>
 *   mu = plan(imagination from the belief)
 *   a  = clip(mu[0] + noise)
 * </pre>
 */
final class PlanningController implements Controller {
  private final WorldModel model;
  private final Planner planner;
  private final Exploration exploration;

  PlanningController(WorldModel model, Planner planner, Exploration exploration) {
    this.model = model;
    this.planner = planner;
    this.exploration = exploration;
  }

  @Override
  public void reset() {
    planner.reset();
  }

  @Override
  public double[] choose(Belief belief, boolean explores, Draws draws) {
    TrajectoryScorer scorer = model.imagination(belief, draws.imagination());
    float[] planned = planner.plan(scorer, draws.choice()); // [horizon, actionSize]
    return explores
        ? exploration.around(planned, draws.exploration())
        : exploration.clipped(planned);
  }
}
