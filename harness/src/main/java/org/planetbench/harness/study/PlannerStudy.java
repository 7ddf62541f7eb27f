package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planet.Variant;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.harness.run.Checkpoints;

/**
 * All planners on one frozen model, the actor that learned beside it, and the planner that this one
 * guides: from common start states each makes one decision, planners with an eighth, half, once and
 * four times the cost of the recipe's search. What the model expects of its plan, what the true
 * simulator pays for it, how long it took. The cross-entropy method on the simulator bounds what a
 * planner could find.
 */
final class PlannerStudy implements Study {
  /** Whole episodes of each; the first ones' decisions are the start states, too. */
  private static final int EPISODES = 2;

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

  @Override
  public List<StudyValue> measure(FrozenCell cell, String part) throws IOException {
    Checkpoints.Saved last = cell.checkpoints().getLast();
    PlannerKind own = cell.setting().recipe().planner().kind();
    try (WorldModel model = cell.model(last)) {
      FirstDecisions decisions = new FirstDecisions(cell, model);
      List<StudyValue> values = new ArrayList<>();
      for (Contender contender : Contenders.ofEpisodes(cell, model)) {
        FrozenPlay play = new FrozenPlay(cell, model, contender);
        boolean gives = contender.subject().equals(Budget.ONE.subject(own.key()));
        double sum = 0;
        for (int episode = 0; episode < EPISODES; episode++) {
          RandomStreams streams = cell.streams(PLAYED + episode);
          FrozenPlay.Observer observer = gives ? decisions.from(episode) : FrozenPlay.NOBODY;
          sum += play.play(cell.start(episode), streams, observer);
        }
        String subject = contender.subject();
        values.add(cell.value(last, subject, "episode_return", sum / EPISODES, EPISODES));
      }
      decisions.addTo(values, last);
      return values;
    }
  }

  @Override
  public StudyAnswer answer(StudyValues values) {
    return PlannerAnswer.of(values);
  }
}
