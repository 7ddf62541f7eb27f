package org.planetbench.agents.planet;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.planetbench.agents.model.DynamicsKind;
import org.planetbench.agents.model.FreeNatsForm;
import org.planetbench.agents.model.ModelSpec;
import org.planetbench.agents.model.OvershootingSpec;
import org.planetbench.agents.model.OvershootingWeights;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.replay.RewardPairing;
import org.planetbench.suites.Suggestion;
import org.planetbench.suites.TaskId;

/**
 * Every constant of the agent, under a name. {@link #settings} writes all of them as text; {@link
 * #with} changes one by its key. The named ones are in {@link Recipes}.
 *
 * @param renderSize pixels on each side of the square picture that the environment shows and the
 *     replay keeps
 * @param model sizes, losses and training, with the action size left at 1; {@link #model(int)} is
 *     the one for a task. It works on pictures of the render size, or of half of it, averaged over
 *     blocks of 2x2
 * @param batch B: chunks in one update
 * @param chunkLength L: records in a chunk
 * @param rewardPairing with which state a reward is learned
 * @param zeroFirstAction whether the action that led to a chunk's first record is zero in training,
 *     as if nothing were known of it
 * @param planner of evaluation, and of collection where that is planned
 * @param collection how training episodes are played
 * @param actionNoise standard deviation of the exploration noise of planned collection; not its
 *     variance
 * @param actionRepeat R: environment steps for one action, by domain; {@link #OTHER_DOMAINS} is for
 *     every other
 */
public record Recipe(
    String name,
    int renderSize,
    ModelSpec model,
    int batch,
    int chunkLength,
    RewardPairing rewardPairing,
    boolean zeroFirstAction,
    PlannerSpec planner,
    Collecting collection,
    double actionNoise,
    SequencedMap<String, Integer> actionRepeat) {

  /** The key of {@link #actionRepeat} for domains that it does not name. */
  public static final String OTHER_DOMAINS = "other";

  private static final String CHUNK_LENGTH = "chunk_length";
  private static final String OVERSHOOTING_DISTANCE = "overshooting_distance";
  private static final String ACTION_REPEAT = "action_repeat.";

  public Recipe {
    atLeast(1, batch, "batch");
    atLeast(1, chunkLength, CHUNK_LENGTH);
    model.overshooting().requireFits(chunkLength);
    requireBatchFits(batch, chunkLength, renderSize);
    if (renderSize != model.imageSize() && renderSize != 2 * model.imageSize()) {
      throw new IllegalArgumentException(
          "render_size: expected image_size (%d) or twice that, got %d"
              .formatted(model.imageSize(), renderSize));
    }
    if (!(actionNoise >= 0)) {
      throw new IllegalArgumentException("action_noise: expected at least 0, got " + actionNoise);
    }
    actionRepeat.forEach((domain, repeat) -> atLeast(1, repeat, ACTION_REPEAT + domain));
    actionRepeat = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(actionRepeat));
  }

  private static void atLeast(int minimum, int value, String key) {
    if (value < minimum) {
      throw new IllegalArgumentException(key + ": expected at least " + minimum + ", got " + value);
    }
  }

  /** The pictures of a batch are one array. */
  private static void requireBatchFits(int batch, int chunkLength, int renderSize) {
    long most = Integer.MAX_VALUE / (3L * renderSize * renderSize);
    long records = (long) batch * chunkLength;
    if (records > most) {
      throw new IllegalArgumentException(
          "batch x chunk_length: expected at most %d records with pictures of %d x %d, got %d; lower one of them"
              .formatted(most, renderSize, renderSize, records));
    }
  }

  /** R for a task: that of its domain. */
  public int actionRepeat(TaskId task) {
    return actionRepeat.getOrDefault(actionRepeatKey(task), 1);
  }

  /** Under which key of {@link #actionRepeat} a task falls: its domain, or all others. */
  public String actionRepeatKey(TaskId task) {
    return actionRepeat.keySet().stream()
        .filter(domain -> task.id().startsWith(domain + "_"))
        .findFirst()
        .orElse(OTHER_DOMAINS);
  }

  /** Every value but the name as text, by key, in a fixed order. */
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("render_size", text(renderSize));
    settings.put("image_size", text(model.imageSize()));
    settings.put("bits", text(model.bits()));
    settings.put("conv_depth", text(model.convDepth()));
    settings.put("dynamics", model.dynamics().key());
    settings.put("stochastic_size", text(model.stochastic()));
    settings.put("deterministic_size", text(model.deterministic()));
    settings.put("hidden_size", text(model.hidden()));
    settings.put("reward_layers", text(model.rewardLayers()));
    settings.put("reward_units", text(model.rewardUnits()));
    settings.put("min_std", text(model.minStd()));
    settings.put("image_loss_scale", text(model.imageLossScale()));
    settings.put("reward_loss_scale", text(model.rewardLossScale()));
    settings.put("divergence_scale", text(model.divergenceScale()));
    settings.put("global_divergence_scale", text(model.globalDivergenceScale()));
    settings.put("free_nats", text(model.freeNats()));
    settings.put("free_nats_form", model.freeNatsForm().key());
    settings.put("overshooting_scale", text(model.overshooting().scale()));
    settings.put(OVERSHOOTING_DISTANCE, text(model.overshooting().distance()));
    settings.put("overshooting_weights", model.overshooting().weights().key());
    settings.put("overshooting_reward_scale", text(model.overshooting().rewardScale()));
    settings.put("learning_rate", text(model.learningRate()));
    settings.put("learning_rate_ramp", text(model.learningRateRamp()));
    settings.put("adam_epsilon", text(model.adamEpsilon()));
    settings.put("gradient_clip", text(model.clipNorm()));
    settings.put("batch", text(batch));
    settings.put(CHUNK_LENGTH, text(chunkLength));
    settings.put("reward_pairing", rewardPairing.key());
    settings.put("zero_first_action", Boolean.toString(zeroFirstAction));
    settings.putAll(plannerSettings());
    settings.put("collection", collection.key());
    settings.put("action_noise", text(actionNoise));
    actionRepeat.forEach((domain, repeat) -> settings.put(ACTION_REPEAT + domain, text(repeat)));
    return settings;
  }

  /** The part of {@link #settings} that says how actions are planned. */
  SequencedMap<String, String> plannerSettings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("planner", planner.kind().key());
    settings.put("horizon", text(planner.horizon()));
    settings.put("discount", text(planner.discount()));
    settings.put("iterations", text(planner.iterations()));
    settings.put("candidates", text(planner.candidates()));
    settings.put("elites", text(planner.elites()));
    settings.put("temperature", text(planner.temperature()));
    settings.put("noise_beta", text(planner.noiseBeta()));
    settings.put("elite_memory", text(planner.eliteMemory()));
    return settings;
  }

  /** {@link #settings} but the action repeats, of which a task has one. */
  SequencedMap<String, String> agentSettings() {
    SequencedMap<String, String> settings = settings();
    settings.keySet().removeIf(key -> key.startsWith(ACTION_REPEAT));
    return settings;
  }

  private static String text(int value) {
    return Integer.toString(value);
  }

  /** Shortest digits that read back to the same number, without an exponent: 0.0001. */
  private static String text(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /** The inverse of {@link #settings}. */
  private static Recipe read(String name, SequencedMap<String, String> settings) {
    SettingsReader in = new SettingsReader(settings);
    SequencedMap<String, Integer> repeats = new LinkedHashMap<>();
    for (String key : settings.keySet()) {
      if (key.startsWith(ACTION_REPEAT)) {
        repeats.put(key.substring(ACTION_REPEAT.length()), in.integer(key));
      }
    }
    return new Recipe(
        name,
        in.integer("render_size"),
        readModel(in, 1),
        in.integer("batch"),
        in.integer(CHUNK_LENGTH),
        RewardPairing.of(in.text("reward_pairing")),
        in.flag("zero_first_action"),
        new PlannerSpec(
            PlannerKind.of(in.text("planner")),
            in.integer("horizon"),
            in.integer("iterations"),
            in.integer("candidates"),
            in.integer("elites"),
            in.real("temperature"),
            in.real("noise_beta"),
            in.real("elite_memory"),
            in.real("discount")),
        Collecting.of(in.text("collection")),
        in.real("action_noise"),
        repeats);
  }

  private static ModelSpec readModel(SettingsReader in, int actionSize) {
    return new ModelSpec(
        actionSize,
        in.integer("image_size"),
        in.integer("conv_depth"),
        DynamicsKind.of(in.text("dynamics")),
        in.integer("stochastic_size"),
        in.integer("deterministic_size"),
        in.integer("hidden_size"),
        in.integer("reward_layers"),
        in.integer("reward_units"),
        in.real("min_std"),
        in.integer("bits"),
        in.real("image_loss_scale"),
        in.real("reward_loss_scale"),
        in.real("divergence_scale"),
        in.real("global_divergence_scale"),
        in.real("free_nats"),
        FreeNatsForm.of(in.text("free_nats_form")),
        new OvershootingSpec(
            in.real("overshooting_scale"),
            in.integer(OVERSHOOTING_DISTANCE),
            OvershootingWeights.of(in.text("overshooting_weights")),
            in.real("overshooting_reward_scale")),
        in.real("learning_rate"),
        in.integer("learning_rate_ramp"),
        in.real("adam_epsilon"),
        in.real("gradient_clip"));
  }

  /** The model's sizes for actions of this many numbers. */
  public ModelSpec model(int actionSize) {
    return readModel(new SettingsReader(settings()), actionSize);
  }

  /**
   * This recipe with one value changed.
   *
   * @throws IllegalArgumentException for an unknown key, with the nearest known one, or for a value
   *     of the wrong type or range
   */
  public Recipe with(String key, String value) {
    SequencedMap<String, String> change = new LinkedHashMap<>();
    change.put(key, value);
    return with(change);
  }

  /**
   * This recipe with several values changed together, so that only the result must be valid. The
   * word {@code chunk_length} as {@code overshooting_distance} is that number: the whole chunk.
   */
  public Recipe with(SequencedMap<String, String> changes) {
    SequencedMap<String, String> settings = settings();
    changes.forEach(
        (key, value) -> {
          if (settings.replace(key, value) == null) {
            throw new IllegalArgumentException(
                key + ": no such setting of a recipe" + Suggestion.of(key, settings.keySet()));
          }
        });
    settings.replace(OVERSHOOTING_DISTANCE, CHUNK_LENGTH, settings.get(CHUNK_LENGTH));
    return read(name, settings);
  }

  Recipe named(String other) {
    return new Recipe(
        other,
        renderSize,
        model,
        batch,
        chunkLength,
        rewardPairing,
        zeroFirstAction,
        planner,
        collection,
        actionNoise,
        actionRepeat);
  }
}
