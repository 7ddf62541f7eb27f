package org.planetbench.agents.planet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.planetbench.agents.Agent;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.PlanetModel;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.replay.Episode;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Simulator;

/** Makes agents: the one place where a variant's words become objects. */
public final class Agents {
  private Agents() {}

  /** Records that an episode needs at least for a diagnosis to have anything to measure. */
  public static final int DIAGNOSED_RECORDS = ModelDiagnosis.CONTEXT + 1;

  /**
   * The agent of a variant.
   *
   * @param recipe as it is to be used: the variant's changes and the user's are in it
   * @param replayDirectory where collected and held-out episodes are kept; belongs to this agent
   *     alone
   * @param simulator opens the simulator of the environment that is acted in, if the agent needs
   *     it; the agent closes it
   */
  public static Agent create(
      Variant variant,
      Recipe recipe,
      ActionSpec actions,
      RandomStreams streams,
      Path replayDirectory,
      Supplier<Simulator> simulator) {
    return variant.kind().create(recipe, actions, streams, replayDirectory, simulator);
  }

  /**
   * Plans with the true simulator in place of a model; see {@link Variant#SIMULATOR_CEM}.
   *
   * @param simulator of the environment that is acted in; the agent closes it, and so does this if
   *     it fails
   */
  public static Agent planningInSimulator(
      Recipe recipe, ActionSpec actions, RandomStreams streams, Simulator simulator) {
    try {
      return new SimulatorAgent(recipe, recipe.planner().create(actions), simulator, streams);
    } catch (RuntimeException | Error e) {
      simulator.close();
      throw e;
    }
  }

  /**
   * The world model of a recipe, and what learns beside it, freshly initialised from the
   * INITIALISATION stream.
   */
  public static WorldModel model(Recipe recipe, ActionSpec actions, RandomStreams streams) {
    return new PlanetModel(
        recipe.model(actions.size()),
        streams.generator(Purpose.INITIALISATION, 0),
        recipe.actor().companions());
  }

  /**
   * A model as a checkpoint of an agent from pixels has it; the caller closes it.
   *
   * @throws IOException if the checkpoint is of a model of other sizes, or of another agent
   */
  public static WorldModel restored(Recipe recipe, ActionSpec actions, Path checkpoint)
      throws IOException {
    WorldModel model = model(recipe, actions, new RandomStreams(0));
    try {
      PlanetCheckpoint.restore(model, checkpoint);
      return model;
    } catch (IOException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /**
   * How far a model's open-loop predictions are from what happened in these episodes; see {@link
   * ModelDiagnosis}.
   *
   * @param starts positions in each episode from which the model is left to itself
   * @return by distance; none if no episode is long enough
   */
  public static List<PredictionError> predictionErrors(
      WorldModel model, List<Episode> episodes, int starts, RandomGenerator noise) {
    ModelDiagnosis diagnosis = new ModelDiagnosis(model, starts);
    episodes.forEach(episode -> diagnosis.add(episode, noise));
    return diagnosis.errors(PredictionError.Data.HELD_OUT);
  }
}
