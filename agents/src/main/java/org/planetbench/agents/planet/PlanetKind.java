package org.planetbench.agents.planet;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.planetbench.agents.Agent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.model.Arithmetic;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.replay.EpisodeReplay;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Simulator;

/**
 * {@link PlanetAgent}: from pixels, with a world model that a planner imagines with.
 *
 * @param actsOnSets whether it acts on several tasks at once instead of on one
 */
record PlanetKind(boolean actsOnSets) implements AgentKind {
  @Override
  public Agent create(
      Recipe recipe,
      ActionSpec actions,
      RandomStreams streams,
      Path replayDirectory,
      Supplier<Simulator> simulator) {
    requireFits(recipe);
    Exploration exploration = new Exploration(actions, recipe.actionNoise());
    return agent(
        recipe,
        actions,
        streams,
        replayDirectory,
        model -> new PlanningController(new ModelPlanner(recipe, actions, model), exploration));
  }

  @Override
  public void requireFits(Recipe recipe) {
    recipe.actor().requireFits(recipe.planner().candidates());
  }

  /** An agent from pixels, with who chooses its actions. */
  static Agent agent(
      Recipe recipe,
      ActionSpec actions,
      RandomStreams streams,
      Path replayDirectory,
      Function<WorldModel, Controller> controller) {
    WorldModel model = Agents.model(recipe, actions, streams);
    try {
      return new PlanetAgent(
          recipe,
          actions,
          streams,
          model,
          controller.apply(model),
          new EpisodeReplay(replayDirectory, recipe.rewardPairing()),
          new EpisodeReplay(replayDirectory.resolve("held_out"), recipe.rewardPairing()));
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  @Override
  public SequencedMap<String, String> settings(Recipe recipe) {
    return recipe.agentSettings();
  }

  @Override
  public boolean actsOn(int tasks) {
    return actsOnSets == tasks > 1;
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public boolean plans() {
    return true;
  }

  /** Those of the steps of all candidates, and of what an actor proposes and a value judges. */
  @Override
  public OptionalDouble gmacPerDecision(Recipe recipe, int actions) {
    Arithmetic arithmetic = new Arithmetic(recipe.model(actions));
    double steps = 1e-9 * arithmetic.imaginedStep() * recipe.planner().costInSteps();
    return OptionalDouble.of(steps + 1e-9 * arithmetic.guidance(recipe.actor(), recipe.planner()));
  }
}
