package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomAgent;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.replay.Episode;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.TimeStep;

/** Episodes that no model of a study learned from, played by one rule for all of them. */
final class TestEpisodes {
  private TestEpisodes() {}

  /**
   * An episode with the physical state of each record.
   *
   * @param start that it was reset to
   * @param states [records], the named observations of dm_control: positions, velocities
   */
  record Played(int start, Episode episode, List<Map<String, double[]>> states) {}

  /** What chooses the next action from what is seen. */
  private interface Chooser {
    double[] choose(TimeStep now, float[] previous);
  }

  static Played random(FrozenCell cell, int number, long part) {
    ActionSpec box = cell.setting().actionSpec();
    RandomGenerator drawn = cell.streams(part).generator(Purpose.EXPLORATION, number);
    return play(cell, cell.start(number), (now, previous) -> RandomAgent.uniform(box, drawn));
  }

  /** By the recipe's planner in a model, as an evaluation. */
  static Played planned(FrozenCell cell, WorldModel model, int number, long part) {
    FrozenPlay.Player player =
        new FrozenPlay(cell, model, cell.setting().recipe().planner())
            .player(cell.streams(part + number));
    return play(
        cell, cell.start(number), (now, previous) -> player.choose(now.observation(), previous));
  }

  private static Played play(FrozenCell cell, int start, Chooser chooser) {
    int size = cell.setting().actionSpec().size();
    TimeStep now = cell.environment().reset(start);
    Episode.Recorder recorder = new Episode.Recorder(now.observation().requirePixels(), size);
    List<Map<String, double[]>> states = new ArrayList<>(List.of(now.observation().state()));
    float[] previous = new float[size];
    for (int step = 0; step < cell.agentStepsPerEpisode() && !now.last(); step++) {
      double[] action = chooser.choose(now, previous);
      previous = new float[size];
      for (int i = 0; i < size; i++) {
        previous[i] = (float) action[i];
        action[i] = previous[i];
      }
      now = cell.environment().step(action);
      recorder.add(previous, (float) now.reward(), now.observation().requirePixels());
      states.add(now.observation().state());
    }
    return new Played(start, recorder.finish(), states);
  }
}
