package org.planetbench.agents.planet;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.planetbench.agents.Agent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Simulator;

/** {@link SimulatorAgent}: plans with the true simulator, learns nothing, acts on one task. */
record SimulatorKind() implements AgentKind {
  @Override
  public Agent create(
      Recipe recipe,
      ActionSpec actions,
      RandomStreams streams,
      Path replayDirectory,
      Supplier<Simulator> simulator) {
    requireFits(recipe);
    return Agents.planningInSimulator(recipe, actions, streams, simulator.get());
  }

  /** A simulator knows no gradients. */
  @Override
  public void requireFits(Recipe recipe) {
    PlannerKind planner = recipe.planner().kind();
    if (planner.followsGradients()) {
      throw new IllegalArgumentException(
          "planner: expected one that follows no gradients with variant simulator_cem, as a simulator knows none, got %s; choose another planner, or a variant with a model"
              .formatted(planner.key()));
    }
  }

  @Override
  public SequencedMap<String, String> settings(Recipe recipe) {
    SequencedMap<String, String> settings = recipe.pictureSettings();
    settings.putAll(recipe.plannerSettings());
    return settings;
  }

  @Override
  public boolean actsOn(int tasks) {
    return tasks == 1;
  }

  @Override
  public boolean plans() {
    return true;
  }

  @Override
  public OptionalLong simulatedStepsPerDecision(Recipe recipe) {
    return OptionalLong.of(recipe.planner().candidateSteps());
  }
}
