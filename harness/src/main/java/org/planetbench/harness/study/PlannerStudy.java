package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planet.Variant;
import org.planetbench.harness.run.Checkpoints;

/**
 * All planners on one frozen model, the actor that learned beside it, and the planner that this one
 * guides: from common start states each makes one decision, planners with an eighth, half, once and
 * four times the cost of the recipe's search. What the model expects of its plan, what the true
 * simulator pays for it, how long it took. The cross-entropy method on the simulator bounds what a
 * planner could find.
 */
final class PlannerStudy implements Study {
  /** Whole episodes of each. */
  private static final int EPISODES = 4;

  /** Episodes of the recipe's planner whose decisions are the start states. */
  private static final int STARTING = 2;

  private static final long PLAYED = 4L << 32;

  @Override
  public String name() {
    return "planners";
  }

  @Override
  public String question() {
    return "Which planner finds the better plans in the same model, and at what cost?";
  }

  /** It has PlaNet's model, to the bit, and an actor. */
  @Override
  public List<String> variants() {
    return List.of(Variant.ACTOR_CEM.id());
  }

  /** Of the first kept checkpoint the decisions, of the last whole episodes, too. */
  @Override
  public List<StudyValue> measure(FrozenCell cell, String part) throws IOException {
    List<StudyValue> values = new ArrayList<>();
    Checkpoints.Saved first = cell.checkpoints().getFirst();
    Checkpoints.Saved last = cell.checkpoints().getLast();
    if (first.state().environmentSteps() < last.state().environmentSteps()) {
      try (WorldModel model = cell.model(first)) {
        decide(cell, first, model, values);
      }
    }
    try (WorldModel model = cell.model(last)) {
      decide(cell, last, model, values);
      for (Contender contender : Contenders.ofEpisodes(cell, model)) {
        double sum = 0;
        for (int episode = 0; episode < EPISODES; episode++) {
          sum += play(cell, model, contender, episode, FrozenPlay.NOBODY);
        }
        values.add(
            cell.value(last, contender.subject(), "episode_return", sum / EPISODES, EPISODES));
      }
    }
    return values;
  }

  /** Of all contenders, from states that episodes of the recipe's planner pass. */
  private static void decide(
      FrozenCell cell, Checkpoints.Saved at, WorldModel model, List<StudyValue> values) {
    FirstDecisions decisions = new FirstDecisions(cell, model);
    for (int episode = 0; episode < STARTING; episode++) {
      play(cell, model, Contenders.own(cell, model), episode, decisions.from(episode));
    }
    decisions.addTo(values, at);
  }

  private static double play(
      FrozenCell cell,
      WorldModel model,
      Contender contender,
      int episode,
      FrozenPlay.Observer observer) {
    return new FrozenPlay(cell, model, contender)
        .play(cell.start(episode), cell.streams(PLAYED + episode), observer);
  }

  @Override
  public StudyAnswer answer(StudyValues values) {
    return PlannerAnswer.of(values);
  }
}
