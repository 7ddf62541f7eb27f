package org.planetbench.agents.planet;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.planetbench.agents.Agent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.settings.Setting;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Simulator;

/**
 * Who acts: how a kind of agent is made, and everything about it that others have to know. A {@link
 * Variant} names one. Nobody else asks which kind an agent is of.
 */
public interface AgentKind {
  /**
   * Makes an agent; see {@link Agents#create}.
   *
   * @param recipe as it is to be used
   */
  Agent create(
      Recipe recipe,
      ActionSpec actions,
      RandomStreams streams,
      Path replayDirectory,
      Supplier<Simulator> simulator);

  /** The settings of a recipe that its results depend on, besides the action repeat. */
  SequencedMap<String, String> settings(Recipe recipe);

  /** Settings that change nothing with it: somebody who sets one is told. */
  default List<Setting<?>> ignores() {
    return List.of();
  }

  /**
   * @throws IllegalArgumentException if a recipe lacks what this kind needs
   */
  default void requireFits(Recipe recipe) {}

  /** Whether it can act on so many tasks. */
  boolean actsOn(int tasks);

  /** Whether there is anything to train; without, seed and collected episodes are of no use. */
  default boolean learns() {
    return false;
  }

  /** Whether a planner chooses its actions. */
  default boolean plans() {
    return false;
  }

  /**
   * Thousand million multiply-adds of its model that choosing one action takes: those of a search,
   * perceiving apart, or all of a decision without a search; empty if it has no model.
   *
   * @param actions width of the action
   */
  default OptionalDouble gmacPerDecision(Recipe recipe, int actions) {
    return OptionalDouble.empty();
  }

  /** Agent steps of a simulator that choosing one action takes; empty if it has none. */
  default OptionalLong simulatedStepsPerDecision(Recipe recipe) {
    return OptionalLong.empty();
  }
}
