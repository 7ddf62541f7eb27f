package org.planetbench.agents.planet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.OpenLoop;
import org.planetbench.agents.Phase;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.PredictionError.Data;
import org.planetbench.agents.RandomAgent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.Witness;
import org.planetbench.agents.model.ModelSpec;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.replay.Episode;
import org.planetbench.agents.replay.EpisodeReplay;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.TimeStep;

/**
 * PlaNet's agent (Hafner et al. 2019, Algorithm 1). Each decision but those of seed episodes and of
 * random collection:
 *
 * <pre>
 *   e_t = encode(o_t)                          stream DEQUANTISATION   at the episode
 *   q_t = posterior(q_{t-1}, a_{t-1}, e_t)     stream BELIEF           at the episode
 *   a_t = choose(q_t)                          streams PLANNER and IMAGINATION; in COLLECT, where
 *                                              the controller explores, EXPLORATION, too
 * </pre>
 *
 * a_{t-1} is the action after noise and clipping, whole: of a task with fewer actuators than the
 * box also the numbers that were not executed, in the belief and in the replay, as the controller
 * chose them. Seed episodes draw uniform actions from EXPLORATION, and random collection draws its
 * own there; held-out episodes draw from a stream that all cells share. An update draws its batch
 * from REPLAY and its noise from MODEL_NOISE, and what learns to act beside the model draws from
 * DREAMS, all at the number of the update; a diagnosis draws from DIAGNOSIS at each of its
 * episodes. All streams of an episode begin anew with it, so there is no generator to save.
 */
final class PlanetAgent implements Agent {
  private final Recipe recipe;
  private final ActionSpec box;
  private final RandomStreams streams;
  private final WorldModel model;
  private final Controller controller;
  private final Exploration blind; // clip(N(0, 1)): noise of deviation 1 on an action of zeros
  private final EpisodeReplay replay;
  private final EpisodeReplay heldOut;
  private final SequenceBatch batch;
  private final DivergenceWindow divergence;
  private Witness witness = Witness.NONE;
  private @Nullable Play play;

  PlanetAgent(
      Recipe recipe,
      ActionSpec box,
      RandomStreams streams,
      WorldModel model,
      Controller controller,
      EpisodeReplay replay,
      EpisodeReplay heldOut) {
    this.recipe = recipe;
    this.box = box;
    this.streams = streams;
    this.model = model;
    this.controller = controller;
    this.blind = new Exploration(box, 1);
    this.replay = replay;
    this.heldOut = heldOut;
    this.batch =
        SequenceBatch.allocate(
            recipe.chunkLength(),
            recipe.batch(),
            recipe.renderSize(),
            recipe.renderSize(),
            box.size());
    this.divergence = new DivergenceWindow(recipe.model(box.size()).freeNats());
  }

  /** What lives as long as an episode. */
  private static final class Play {
    final Phase phase;
    final long index;
    final RandomGenerator dequantisation;
    final RandomGenerator beliefNoise;
    final Controller.Draws draws;
    final Episode.Recorder recorder;
    Pixels picture;
    Belief belief;
    float[] previousAction;

    Play(
        Phase phase, int episode, Pixels first, Belief belief, int actions, RandomStreams streams) {
      this.index = RandomStreams.episode(phase, episode);
      this.phase = phase;
      this.dequantisation = streams.generator(Purpose.DEQUANTISATION, index);
      this.beliefNoise = streams.generator(Purpose.BELIEF, index);
      this.draws =
          new Controller.Draws(
              streams.generator(Purpose.IMAGINATION, index),
              streams.generator(Purpose.PLANNER, index),
              phase == Phase.HELD_OUT
                  ? RandomStreams.heldOutActions(episode)
                  : streams.generator(Purpose.EXPLORATION, index));
      this.recorder = new Episode.Recorder(first, actions);
      this.picture = first;
      this.belief = belief;
      this.previousAction = new float[actions];
    }
  }

  @Override
  public void begin(Phase phase, int episode, TimeStep first) {
    Pixels picture = first.observation().requirePixels();
    int size = recipe.renderSize();
    if (picture.height() != size || picture.width() != size) {
      throw new IllegalArgumentException(
          "picture: expected %d x %d pixels (render_size), got %d x %d"
              .formatted(size, size, picture.height(), picture.width()));
    }
    controller.reset();
    play = new Play(phase, episode, picture, model.initialBelief(), box.size(), streams);
  }

  @Override
  public Decision act() {
    Play now = playing();
    return switch (now.phase) {
      case SEED, HELD_OUT -> blindly(RandomAgent.uniform(box, now.draws.exploration()));
      case COLLECT ->
          switch (recipe.collection()) {
            case PLANNED -> decide(now, true);
            case RANDOM -> blindly(blind.around(new float[box.size()], now.draws.exploration()));
          };
      case EVALUATE -> decide(now, false);
    };
  }

  private static Decision blindly(double[] action) {
    return new Decision(action, 0, 0, 0);
  }

  private Decision decide(Play now, boolean explores) {
    long start = System.nanoTime();
    float[] embedding = model.encode(now.picture, now.dequantisation);
    long encoded = System.nanoTime();
    now.belief = model.posterior(now.belief, now.previousAction, embedding, now.beliefNoise);
    long filtered = System.nanoTime();
    double[] action = controller.choose(now.belief, explores, now.draws);
    long done = System.nanoTime();
    witness.believed(now.belief.numbers());
    return new Decision(
        action, (encoded - start) * 1e-6, (filtered - encoded) * 1e-6, (done - filtered) * 1e-6);
  }

  @Override
  public void observe(double[] action, TimeStep next) {
    Play now = playing();
    now.picture = next.observation().requirePixels();
    now.previousAction = floats(action);
    if (now.phase != Phase.EVALUATE) {
      now.recorder.add(now.previousAction, (float) next.reward(), now.picture);
    }
    if (next.last()) {
      finish(now);
    }
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private void finish(Play now) {
    play = null;
    witness.drew(Purpose.DEQUANTISATION, now.index, now.dequantisation.nextLong());
    witness.drew(Purpose.BELIEF, now.index, now.beliefNoise.nextLong());
    witness.drew(Purpose.IMAGINATION, now.index, now.draws.imagination().nextLong());
    witness.drew(Purpose.PLANNER, now.index, now.draws.choice().nextLong());
    witness.drew(Purpose.EXPLORATION, now.index, now.draws.exploration().nextLong());
    try {
      switch (now.phase) {
        case SEED, COLLECT -> replay.append(now.recorder.finish());
        case HELD_OUT -> heldOut.append(now.recorder.finish());
        case EVALUATE -> {}
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write an episode: " + e.getMessage(), e);
    }
  }

  private Play playing() {
    if (play == null) {
      throw new IllegalStateException("no episode: call begin first");
    }
    return play;
  }

  @Override
  public Optional<UpdateMetrics> learn(long updateStep) {
    try {
      RandomGenerator choice = streams.generator(Purpose.REPLAY, updateStep);
      EpisodeReplay.Chunks chunks = replay.sample(batch, choice);
      if (recipe.zeroFirstAction()) {
        batch.zeroFirstActions();
      }
      witness.drew(Purpose.REPLAY, updateStep, choice.nextLong());
      witness.sampled(chunks.episodes(), chunks.offsets());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the replay: " + e.getMessage(), e);
    }
    RandomGenerator noise = streams.generator(Purpose.MODEL_NOISE, updateStep);
    RandomGenerator dreams = streams.generator(Purpose.DREAMS, updateStep);
    UpdateMetrics metrics = model.update(batch, noise, dreams);
    witness.drew(Purpose.MODEL_NOISE, updateStep, noise.nextLong());
    if (model.policy().isPresent()) {
      witness.drew(Purpose.DREAMS, updateStep, dreams.nextLong());
    }
    metrics.requireFinite(updateStep);
    divergence.add(metrics.get(UpdateMetric.DIVERGENCE));
    return Optional.of(metrics);
  }

  @Override
  public List<String> warnings() {
    ModelSpec spec = recipe.model(box.size());
    return Stream.of(
            spec.caution(),
            spec.trainsDivergence() && spec.priorNeedsDivergence()
                ? divergence.warning()
                : Optional.<String>empty())
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public Optional<OpenLoop> openLoop(List<Pixels> frames, List<double[]> actions, int context) {
    RandomGenerator noise = streams.generator(Purpose.OPEN_LOOP, 0);
    return Optional.of(OpenLoopPrediction.of(model, box.size(), frames, actions, context, noise));
  }

  @Override
  public List<PredictionError> diagnose(int episode, int starts) {
    ModelDiagnosis onPolicy = new ModelDiagnosis(model, starts);
    ModelDiagnosis onHeldOut = new ModelDiagnosis(model, starts);
    try {
      diagnose(onPolicy, replay.read(replay.size() - 1), Phase.COLLECT, episode);
      for (int i = 0; i < heldOut.size(); i++) {
        diagnose(onHeldOut, heldOut.read(i), Phase.HELD_OUT, i);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read an episode: " + e.getMessage(), e);
    }
    List<PredictionError> errors = new ArrayList<>(onPolicy.errors(Data.ON_POLICY));
    errors.addAll(onHeldOut.errors(Data.HELD_OUT));
    return errors;
  }

  private void diagnose(ModelDiagnosis diagnosis, Episode episode, Phase phase, int number) {
    long index = RandomStreams.episode(phase, number);
    RandomGenerator noise = streams.generator(Purpose.DIAGNOSIS, index);
    diagnosis.add(episode, noise);
    witness.drew(Purpose.DIAGNOSIS, index, noise.nextLong());
  }

  @Override
  public void save(Path directory) throws IOException {
    new PlanetCheckpoint(recipe, model, replay, heldOut, divergence).write(directory);
  }

  @Override
  public void load(Path directory) throws IOException {
    play = null;
    new PlanetCheckpoint(recipe, model, replay, heldOut, divergence).read(directory);
  }

  @Override
  public void testifyTo(Witness newWitness) {
    witness = newWitness;
  }

  @Override
  public SequencedMap<String, float[]> parameters() {
    return model.parameterValues();
  }

  @Override
  public void close() {
    model.close();
  }
}
