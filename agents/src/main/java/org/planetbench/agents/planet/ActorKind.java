package org.planetbench.agents.planet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.planetbench.agents.Agent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.model.ActorSpec;
import org.planetbench.agents.model.Arithmetic;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.settings.Setting;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Simulator;

/** {@link PlanetAgent} whose actions an actor chooses that learned beside the model. */
record ActorKind() implements AgentKind {
  @Override
  public Agent create(
      Recipe recipe,
      ActionSpec actions,
      RandomStreams streams,
      Path replayDirectory,
      Supplier<Simulator> simulator) {
    requireFits(recipe);
    Exploration exploration = new Exploration(actions, recipe.actionNoise());
    return PlanetKind.agent(
        recipe,
        actions,
        streams,
        replayDirectory,
        model -> new ActorController(model.policy().orElseThrow(), exploration));
  }

  @Override
  public void requireFits(Recipe recipe) {
    if (!recipe.actor().isOn()) {
      throw new IllegalArgumentException(
          "actor: expected true where an actor chooses the actions, got false; leave it out, or choose a variant that plans");
    }
  }

  @Override
  public List<Setting<?>> ignores() {
    List<Setting<?>> ignored = new ArrayList<>(ActorSpec.OF_PLANNING);
    ignored.addAll(PlannerSpec.SETTINGS);
    return ignored;
  }

  @Override
  public SequencedMap<String, String> settings(Recipe recipe) {
    SequencedMap<String, String> settings = recipe.agentSettings();
    ignores().forEach(setting -> settings.remove(setting.key()));
    return settings;
  }

  @Override
  public boolean actsOn(int tasks) {
    return tasks == 1;
  }

  @Override
  public boolean learns() {
    return true;
  }

  /** All that a decision takes, perceiving included: one pass. */
  @Override
  public OptionalDouble gmacPerDecision(Recipe recipe, int actions) {
    return OptionalDouble.of(
        1e-9 * new Arithmetic(recipe.model(actions)).actorDecision(recipe.actor()));
  }
}
