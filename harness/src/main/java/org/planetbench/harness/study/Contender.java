package org.planetbench.harness.study;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.planetbench.agents.model.Arithmetic;
import org.planetbench.agents.model.Policy;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planet.ModelPlanner;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.suites.Simulator;

/** Who decides from a belief, in one frozen model. */
interface Contender {
  /** Its name among the values. */
  String subject();

  /** Thousand million multiply-adds of the model in one decision; 0 without a model. */
  double gmac();

  /** An episode begins, or a decision that no other came before. */
  default void reset() {}

  /**
   * What a decision is.
   *
   * @return the plan [horizon, actionSize], or of who makes none its action [actionSize]
   */
  float[] decide(Belief belief, RandomGenerator imagination, RandomGenerator choice);

  /**
   * A decision as a plan [horizon, actionSize]: with what would follow in imagination, where it is
   * an action alone.
   */
  default float[] planned(
      float[] decision, Belief belief, RandomGenerator imagination, RandomGenerator choice) {
    return decision;
  }

  /** The planner of a recipe, with what it takes from an actor and a value. */
  static Contender planning(String subject, Recipe recipe, FrozenCell cell, WorldModel model) {
    ModelPlanner planner = new ModelPlanner(recipe, cell.setting().actionSpec(), model);
    PlannerSpec spec = recipe.planner();
    Arithmetic arithmetic = new Arithmetic(recipe.model(cell.setting().actionSpec().size()));
    long multiplyAdds =
        model.multiplyAddsPerStep() * spec.costInSteps()
            + arithmetic.guidance(recipe.actor(), spec);
    return new InModel(subject, 1e-9 * multiplyAdds, planner);
  }

  /** A planner in a model. */
  record InModel(String subject, double gmac, ModelPlanner planner) implements Contender {
    @Override
    public void reset() {
      planner.reset();
    }

    @Override
    public float[] decide(Belief belief, RandomGenerator imagination, RandomGenerator choice) {
      return planner.plan(belief, imagination, choice);
    }
  }

  /** The recipe's planner in the true simulator: it does not ask what is believed. */
  static Contender onSimulator(String subject, PlannerSpec spec, FrozenCell cell) {
    Simulator simulator = cell.simulator();
    double[] sums = new double[spec.candidates()];
    TrajectoryScorer scorer =
        (actions, horizon, candidates, discount, returns) -> {
          simulator.rollOut(actions, horizon, candidates, discount, sums);
          for (int j = 0; j < candidates; j++) {
            returns[j] = (float) sums[j];
          }
        };
    return new OnSimulator(subject, spec.create(cell.setting().actionSpec()), scorer);
  }

  /** A planner on the simulator. */
  record OnSimulator(String subject, Planner planner, TrajectoryScorer scorer)
      implements Contender {
    @Override
    public double gmac() {
      return 0;
    }

    @Override
    public void reset() {
      planner.reset();
    }

    @Override
    public float[] decide(Belief belief, RandomGenerator imagination, RandomGenerator choice) {
      return planner.plan(scorer, choice);
    }
  }

  /** The actor that learned beside the model, if one did; perceiving is part of its cost. */
  static Optional<Contender> acting(String subject, FrozenCell cell, WorldModel model) {
    Recipe recipe = cell.setting().recipe();
    Arithmetic arithmetic = new Arithmetic(recipe.model(cell.setting().actionSpec().size()));
    double gmac = 1e-9 * arithmetic.actorDecision(recipe.actor());
    int horizon = recipe.planner().horizon();
    return model.policy().map(actor -> new Acting(subject, gmac, horizon, actor, model));
  }

  /** An actor as it is judged: its likeliest action. */
  record Acting(String subject, double gmac, int horizon, Policy actor, WorldModel model)
      implements Contender {
    @Override
    public float[] decide(Belief belief, RandomGenerator imagination, RandomGenerator choice) {
      return actor.mode(belief, choice);
    }

    @Override
    public float[] planned(
        float[] decision, Belief belief, RandomGenerator imagination, RandomGenerator choice) {
      int size = decision.length;
      float[] plan = new float[horizon * size];
      float[] action = decision;
      Belief now = belief;
      System.arraycopy(action, 0, plan, 0, size);
      for (int t = 1; t < horizon; t++) {
        now = model.prior(now, action, imagination);
        action = actor.mode(now, choice);
        System.arraycopy(action, 0, plan, t * size, size);
      }
      return plan;
    }
  }
}
