package org.planetbench.harness.study;

import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Observation;
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

  /** One episode's belief and streams. */
  final class Player {
    private final RandomGenerator dequantisation;
    private final RandomGenerator filter;
    private final RandomGenerator imagination;
    private final RandomGenerator choice;
    private Belief belief = model.initialBelief();
    private float[] plan = new float[0];

    private Player(RandomStreams streams) {
      dequantisation = streams.generator(Purpose.DEQUANTISATION, 0);
      filter = streams.generator(Purpose.BELIEF, 0);
      imagination = streams.generator(Purpose.IMAGINATION, 0);
      choice = streams.generator(Purpose.PLANNER, 0);
    }

    /**
     * The next action.
     *
     * @param previous action, which led here; zeros at the start
     */
    double[] choose(Observation seen, float[] previous) {
      float[] embedding = model.encode(seen.requirePixels(), dequantisation);
      belief = model.posterior(belief, previous, embedding, filter);
      plan = planner.plan(model.imagination(belief, imagination), choice);
      double[] action = new double[box.size()];
      for (int i = 0; i < action.length; i++) {
        action[i] = (float) Math.clamp((double) plan[i], box.minimum(), box.maximum());
      }
      return action;
    }
  }

  /**
   * Begins an episode.
   *
   * @param streams of this episode alone
   */
  Player player(RandomStreams streams) {
    planner.reset();
    return new Player(streams);
  }

  /**
   * One whole episode.
   *
   * @return its return
   */
  double play(int start, RandomStreams streams, Observer observer) {
    Player player = player(streams);
    TimeStep now = cell.environment().reset(start);
    float[] previous = new float[box.size()];
    double sum = 0;
    for (int step = 0; step < cell.agentStepsPerEpisode() && !now.last(); step++) {
      double[] action = player.choose(now.observation(), previous);
      observer.decided(step, player.belief, player.plan);
      for (int i = 0; i < action.length; i++) {
        previous[i] = (float) action[i];
      }
      now = cell.environment().step(action);
      sum += now.reward();
      observer.earned(now.reward());
    }
    return sum;
  }
}
