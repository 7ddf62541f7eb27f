package org.planetbench.agents.planet;

import org.planetbench.agents.model.ActorSpec;
import org.planetbench.agents.model.Policy;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.planning.Proposals;
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
  /**
   * What a plan takes from an actor and a value that learned beside the model (TD-MPC's way, Hansen
   * et al. 2022).
   *
   * @param horizon of the planner
   * @param proposals how many of its candidates the actor proposes
   * @param terminalValue whether the value of the last imagined state counts in place of its reward
   */
  record Guidance(int horizon, int proposals, boolean terminalValue) {
    static Guidance of(Recipe recipe) {
      PlannerSpec planner = recipe.planner();
      ActorSpec actor = recipe.actor();
      return new Guidance(
          planner.horizon(), actor.proposals(planner.candidates()), actor.terminalValue());
    }
  }

  private final WorldModel model;
  private final Planner planner;
  private final Guidance guidance;
  private final Exploration exploration;

  PlanningController(
      WorldModel model, Planner planner, Guidance guidance, Exploration exploration) {
    this.model = model;
    this.planner = planner;
    this.guidance = guidance;
    this.exploration = exploration;
  }

  @Override
  public void reset() {
    planner.reset();
  }

  @Override
  public double[] choose(Belief belief, boolean explores, Draws draws) {
    Proposals proposals = proposals(belief, draws);
    TrajectoryScorer scorer =
        guidance.terminalValue
            ? model.imaginationWithValue(belief, draws.imagination())
            : model.imagination(belief, draws.imagination());
    float[] planned = planner.plan(scorer, proposals, draws.choice()); // [horizon, actionSize]
    return explores
        ? exploration.around(planned, draws.exploration())
        : exploration.clipped(planned);
  }

  private Proposals proposals(Belief belief, Draws draws) {
    int count = guidance.proposals;
    if (count == 0) {
      return Proposals.NONE;
    }
    Policy policy = model.policy().orElseThrow();
    return new Proposals(
        count,
        policy.propose(belief, guidance.horizon, count, draws.imagination(), draws.choice()));
  }
}
