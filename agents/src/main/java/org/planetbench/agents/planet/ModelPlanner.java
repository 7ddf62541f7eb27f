package org.planetbench.agents.planet;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.Proposals;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.suites.ActionSpec;

/**
 * The planner of a recipe in a model: it plans by imagination from a belief, and takes from an
 * actor and a value that learned beside the model what the recipe says (TD-MPC's way, Hansen et al.
 * 2022): some of its candidates, and what the last imagined state is worth.
 */
public final class ModelPlanner {
  private final WorldModel model;
  private final Planner planner;
  private final int horizon;
  private final int proposals;
  private final boolean terminalValue;

  public ModelPlanner(Recipe recipe, ActionSpec actions, WorldModel model) {
    this.model = model;
    this.planner = recipe.planner().create(actions);
    this.horizon = recipe.planner().horizon();
    this.proposals = recipe.actor().proposals(recipe.planner().candidates());
    this.terminalValue = recipe.actor().terminalValue();
  }

  /** An episode begins: forgets earlier decisions. */
  public void reset() {
    planner.reset();
  }

  /**
   * Plans the next decision.
   *
   * @param imagination what the model draws from
   * @param choice what search and actor draw from
   * @return [horizon, actionSize]
   */
  public float[] plan(Belief belief, RandomGenerator imagination, RandomGenerator choice) {
    Proposals proposed = proposed(belief, imagination, choice);
    TrajectoryScorer scorer =
        terminalValue
            ? model.imaginationWithValue(belief, imagination)
            : model.imagination(belief, imagination);
    return planner.plan(scorer, proposed, choice);
  }

  private Proposals proposed(Belief belief, RandomGenerator imagination, RandomGenerator choice) {
    if (proposals == 0) {
      return Proposals.NONE;
    }
    return new Proposals(
        proposals,
        model.policy().orElseThrow().propose(belief, horizon, proposals, imagination, choice));
  }
}
