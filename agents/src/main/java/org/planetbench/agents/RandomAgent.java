package org.planetbench.agents;

import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.TimeStep;

/**
 * Acts uniformly at random in the action box, in every phase, and learns nothing: the floor that a
 * learning agent has to rise above.
 *
 * <p>Stream: EXPLORATION at {@link RandomStreams#episode}, one float for each action.
 */
public final class RandomAgent implements Agent {
  private final ActionSpec box;
  private final RandomStreams streams;
  private long index;
  private RandomGenerator exploration;
  private Witness witness = Witness.NONE;

  public RandomAgent(ActionSpec box, RandomStreams streams) {
    this.box = box;
    this.streams = streams;
    this.exploration = streams.generator(RandomStreams.Purpose.EXPLORATION, 0);
  }

  @Override
  public void begin(Phase phase, int episode, TimeStep first) {
    index = RandomStreams.episode(phase, episode);
    exploration = streams.generator(RandomStreams.Purpose.EXPLORATION, index);
  }

  @Override
  public Decision act() {
    return new Decision(uniform(box, exploration), 0, 0, 0);
  }

  /** An action uniform in the box; each number fits a float, as the replay stores it. */
  public static double[] uniform(ActionSpec box, RandomGenerator random) {
    double[] action = new double[box.size()];
    for (int i = 0; i < action.length; i++) {
      action[i] = (float) (box.minimum() + (box.maximum() - box.minimum()) * random.nextFloat());
    }
    return action;
  }

  @Override
  public void observe(double[] action, TimeStep next) {
    if (next.last()) {
      witness.drew(RandomStreams.Purpose.EXPLORATION, index, exploration.nextLong());
    }
  }

  @Override
  public void testifyTo(Witness newWitness) {
    witness = newWitness;
  }

  @Override
  public Optional<UpdateMetrics> learn(long updateStep) {
    return Optional.empty();
  }

  /** Writes nothing: its streams are named by episode, and it has no other state. */
  @Override
  public void save(Path directory) {}

  @Override
  public void load(Path directory) {}

  @Override
  public void close() {}
}
