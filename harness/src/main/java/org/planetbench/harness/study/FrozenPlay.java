package org.planetbench.harness.study;

import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.TimeStep;

/** Plays an episode with a frozen model and a planner, without noise, as an evaluation does. */
final class FrozenPlay {
  private final FrozenCell cell;
  private final WorldModel model;
  private final Planner planner;
  private final ActionSpec box;

  FrozenPlay(FrozenCell cell, WorldModel model, PlannerSpec planner) {
    this.cell = cell;
    this.model = model;
    this.box = cell.setting().actionSpec();
    this.planner = planner.create(box);
  }

  /** Who looks on. */
  interface Observer {
    /**
     * A decision was made and not executed yet: the environment, and so its simulator, is at the
     * moment that it is for.
     *
     * @param plan [horizon, actionSize]
     */
    void decided(int step, Belief belief, float[] plan);

    /** What the first action of the plan earned. */
    default void earned(double reward) {}
  }

  /**
   * One whole episode.
   *
   * @param streams of this episode alone
   * @return its return
   */
  double play(int start, RandomStreams streams, Observer observer) {
    RandomGenerator dequantisation = streams.generator(Purpose.DEQUANTISATION, 0);
    RandomGenerator filter = streams.generator(Purpose.BELIEF, 0);
    RandomGenerator imagination = streams.generator(Purpose.IMAGINATION, 0);
    RandomGenerator choice = streams.generator(Purpose.PLANNER, 0);
    planner.reset();
    TimeStep now = cell.environment().reset(start);
    Belief belief = model.initialBelief();
    float[] action = new float[box.size()];
    double sum = 0;
    int steps = cell.agentStepsPerEpisode();
    for (int step = 0; step < steps && !now.last(); step++) {
      float[] embedding = model.encode(now.observation().requirePixels(), dequantisation);
      belief = model.posterior(belief, action, embedding, filter);
      float[] plan = planner.plan(model.imagination(belief, imagination), choice);
      observer.decided(step, belief, plan);
      double[] executed = new double[box.size()];
      for (int i = 0; i < executed.length; i++) {
        action[i] = (float) Math.clamp((double) plan[i], box.minimum(), box.maximum());
        executed[i] = action[i];
      }
      now = cell.environment().step(executed);
      sum += now.reward();
      observer.earned(now.reward());
    }
    return sum;
  }
}
