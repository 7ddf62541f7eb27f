package org.planetbench.harness.study;

import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.TimeStep;

/** Plays an episode with a frozen model, without noise, as an evaluation does. */
final class FrozenPlay {
  private final FrozenCell cell;
  private final WorldModel model;
  private final Contender contender;
  private final ActionSpec box;

  FrozenPlay(FrozenCell cell, WorldModel model, Contender contender) {
    this.cell = cell;
    this.model = model;
    this.box = cell.setting().actionSpec();
    this.contender = contender;
  }

  /** With the planner of a recipe. */
  FrozenPlay(FrozenCell cell, WorldModel model, Recipe recipe) {
    this(cell, model, Contender.planning(recipe.planner().kind().key(), recipe, cell, model));
  }

  /** Nobody looks on. */
  static final Observer NOBODY = (step, belief, decision) -> {};

  /** Who looks on. */
  interface Observer {
    /**
     * A decision was made and not executed yet: the environment, and so its simulator, is at the
     * moment that it is for.
     *
     * @param decision as {@link Contender#decide} has it: a planner's plan
     */
    void decided(int step, Belief belief, float[] decision);

    /** What the first action of the plan earned. */
    default void earned(double reward) {}
  }

  /** One episode's belief and streams. */
  private final class Play implements FrozenCell.Player {
    private final RandomGenerator dequantisation;
    private final RandomGenerator filter;
    private final RandomGenerator imagination;
    private final RandomGenerator choice;
    private final Observer observer;
    private Belief belief = model.initialBelief();
    private int decisions;
    private double earned;

    Play(RandomStreams streams, Observer observer) {
      this.observer = observer;
      dequantisation = streams.generator(Purpose.DEQUANTISATION, 0);
      filter = streams.generator(Purpose.BELIEF, 0);
      imagination = streams.generator(Purpose.IMAGINATION, 0);
      choice = streams.generator(Purpose.PLANNER, 0);
    }

    @Override
    public float[] choose(TimeStep now, float[] previous) {
      float[] embedding = model.encode(now.observation().requirePixels(), dequantisation);
      belief = model.posterior(belief, previous, embedding, filter);
      float[] decision = contender.decide(belief, imagination, choice);
      observer.decided(decisions, belief, decision);
      decisions++;
      float[] action = new float[box.size()];
      for (int i = 0; i < action.length; i++) {
        action[i] = (float) Math.clamp((double) decision[i], box.minimum(), box.maximum());
      }
      return action;
    }

    @Override
    public void saw(float[] action, TimeStep next) {
      earned += next.reward();
      observer.earned(next.reward());
    }
  }

  /**
   * What plays one episode.
   *
   * @param streams of this episode alone
   */
  FrozenCell.Player player(RandomStreams streams) {
    return begin(streams, NOBODY);
  }

  private Play begin(RandomStreams streams, Observer observer) {
    contender.reset();
    return new Play(streams, observer);
  }

  /**
   * One whole episode.
   *
   * @param streams of this episode alone
   * @return its return
   */
  double play(int start, RandomStreams streams, Observer observer) {
    Play play = begin(streams, observer);
    cell.play(start, play);
    return play.earned;
  }
}
