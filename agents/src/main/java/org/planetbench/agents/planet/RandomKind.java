package org.planetbench.agents.planet;

import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.planetbench.agents.Agent;
import org.planetbench.agents.RandomAgent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Simulator;

/** {@link RandomAgent}: sees nothing, learns nothing, acts on any number of tasks. */
record RandomKind() implements AgentKind {
  @Override
  public Agent create(
      Recipe recipe,
      ActionSpec actions,
      RandomStreams streams,
      Path replayDirectory,
      Supplier<Simulator> simulator) {
    return new RandomAgent(actions, streams);
  }

  @Override
  public SequencedMap<String, String> settings(Recipe recipe) {
    return recipe.pictureSettings();
  }

  @Override
  public boolean actsOn(int tasks) {
    return true;
  }
}
