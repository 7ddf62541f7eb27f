package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.replay.Episode;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.TimeStep;

/** Episodes that no model of a study learned from, played by one rule for all of them. */
final class TestEpisodes {
  private TestEpisodes() {}

  /**
   * An episode with the physical state of each record.
   *
   * @param number of its start among the cell's
   * @param start that it was reset to
   * @param states [records], the named observations of dm_control: positions, velocities
   */
  record Played(int number, int start, Episode episode, List<Map<String, double[]>> states) {}

  static Played random(FrozenCell cell, int number, long part) {
    RandomGenerator drawn = cell.streams(part).generator(Purpose.EXPLORATION, number);
    return play(cell, number, (now, previous) -> cell.uniform(drawn));
  }

  /** By the recipe's planner in a model, as an evaluation. */
  static Played planned(FrozenCell cell, WorldModel model, int number, long part) {
    return play(
        cell,
        number,
        new FrozenPlay(cell, model, cell.setting().recipe()).player(cell.streams(part + number)));
  }

  private static Played play(FrozenCell cell, int number, FrozenCell.Player player) {
    Recording recording = new Recording(player);
    cell.play(cell.start(number), recording);
    return new Played(number, cell.start(number), recording.finish(), recording.states);
  }

  /** Keeps what another plays. */
  private static final class Recording implements FrozenCell.Player {
    private final FrozenCell.Player player;
    private final List<Pixels> pictures = new ArrayList<>();
    private final List<float[]> actions = new ArrayList<>();
    private final List<Float> rewards = new ArrayList<>();
    private final List<Map<String, double[]>> states = new ArrayList<>();

    Recording(FrozenCell.Player player) {
      this.player = player;
    }

    @Override
    public void began(TimeStep first) {
      see(first);
    }

    @Override
    public float[] choose(TimeStep now, float[] previous) {
      return player.choose(now, previous);
    }

    @Override
    public void saw(float[] action, TimeStep next) {
      actions.add(action);
      rewards.add((float) next.reward());
      see(next);
    }

    private void see(TimeStep step) {
      pictures.add(step.observation().requirePixels());
      states.add(step.observation().state());
    }

    Episode finish() {
      Episode.Recorder recorder =
          new Episode.Recorder(pictures.getFirst(), actions.getFirst().length);
      for (int t = 0; t < actions.size(); t++) {
        recorder.add(actions.get(t), rewards.get(t), pictures.get(t + 1));
      }
      return recorder.finish();
    }
  }
}
