package org.planetbench.agents.planet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.agents.model.ActorSpec;
import org.planetbench.agents.model.BackendKind;
import org.planetbench.agents.model.ModelSpec;
import org.planetbench.agents.model.OvershootingSpec;
import org.planetbench.agents.nn.torch.Precision;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.replay.RewardPairing;
import org.planetbench.agents.settings.Declarations;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;
import org.planetbench.suites.TaskId;

/**
 * Every constant of the agent, under a name. A setting is declared once, here or with the model or
 * the planner that it is of; {@link #SETTINGS} are all of them. The named recipes are in {@link
 * Recipes}.
 *
 * @param values of {@link #SETTINGS}
 */
public record Recipe(String name, Settings values) {
  /** Before the domain. */
  public static final String ACTION_REPEAT = "action_repeat.";

  /** Every domain that no setting names. */
  private static final String OTHER_DOMAINS = "other";

  private static final Declarations DECLARED = new Declarations("");

  private static final Setting<Integer> RENDER_SIZE =
      DECLARED.integer(
          "render_size",
          64,
          1,
          "pixels on each side of the square picture that the environment shows and the replay keeps: image_size, or twice that, which is averaged over blocks of 2x2");

  static {
    DECLARED.addAll(ModelSpec.SETTINGS);
    DECLARED.addAll(ActorSpec.SETTINGS);
  }

  private static final Setting<Integer> BATCH =
      DECLARED.integer("batch", 50, 1, "B: chunks in one update");

  private static final Setting<Integer> CHUNK_LENGTH =
      DECLARED.integer("chunk_length", 50, 1, "L: records in a chunk");

  private static final Setting<RewardPairing> REWARD_PAIRING =
      DECLARED.word(
          "reward_pairing", RewardPairing.STATE_AFTER, "with which state a reward is learned");

  private static final Setting<Boolean> ZERO_FIRST_ACTION =
      DECLARED.flag(
          "zero_first_action",
          false,
          "whether the action that led to a chunk's first record is zero in training, as if nothing were known of it");

  static {
    DECLARED.addAll(PlannerSpec.SETTINGS);
  }

  private static final Setting<Collecting> COLLECTION =
      DECLARED.word("collection", Collecting.PLANNED, "how training episodes are played");

  private static final Setting<Double> ACTION_NOISE =
      DECLARED.notNegative(
          "action_noise",
          0.3,
          "standard deviation, not variance, of the exploration noise of planned collection");

  /** R, by domain; the defaults are as published. */
  private static final List<Setting<Integer>> ACTION_REPEATS =
      List.of(
          actionRepeat("cartpole", 8),
          actionRepeat("reacher", 4),
          actionRepeat("cheetah", 4),
          actionRepeat("finger", 2),
          actionRepeat("ball_in_cup", 4),
          actionRepeat("walker", 2),
          actionRepeat(OTHER_DOMAINS, 2));

  /** All, in the order in which they are listed and recorded. */
  public static final List<Setting<?>> SETTINGS = DECLARED.all();

  /**
   * @throws IllegalArgumentException if values do not go together
   */
  public Recipe {
    int chunkLength = values.get(CHUNK_LENGTH);
    int renderSize = values.get(RENDER_SIZE);
    ModelSpec model = new ModelSpec(1, values);
    model.overshooting().requireFits(chunkLength);
    requireBatchFits(values.get(BATCH), chunkLength, renderSize);
    if (renderSize != model.imageSize() && renderSize != 2 * model.imageSize()) {
      throw new IllegalArgumentException(
          "render_size: expected image_size (%d) or twice that, got %d"
              .formatted(model.imageSize(), renderSize));
    }
    ActorSpec actor = new ActorSpec(values);
    PlannerKind planner = new PlannerSpec(values).kind();
    if (model.dynamics().imaginesPictures()) {
      requireLatents(model, actor.isOn(), "actor", "false");
      requireLatents(model, planner.followsGradients(), "planner", "one without gradients");
    }
  }

  /** Who learns or plans by the gradients of what latents imagine, imagines no pictures. */
  private static void requireLatents(
      ModelSpec model, boolean followsGradients, String key, String expected) {
    if (followsGradients) {
      throw new IllegalArgumentException(
          "%s: expected %s with dynamics %s, as gradients go through latents alone; choose another, or dynamics rssm"
              .formatted(key, expected, model.dynamics().key()));
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

  private static Setting<Integer> actionRepeat(String domain, int initial) {
    String whose = domain.equals(OTHER_DOMAINS) ? "every other domain" : "domain " + domain;
    return DECLARED.integer(
        ACTION_REPEAT + domain, initial, 1, "R: environment steps for one action, of " + whose);
  }

  public int renderSize() {
    return values.get(RENDER_SIZE);
  }

  public int batch() {
    return values.get(BATCH);
  }

  public int chunkLength() {
    return values.get(CHUNK_LENGTH);
  }

  public RewardPairing rewardPairing() {
    return values.get(REWARD_PAIRING);
  }

  public boolean zeroFirstAction() {
    return values.get(ZERO_FIRST_ACTION);
  }

  public Collecting collection() {
    return values.get(COLLECTION);
  }

  public double actionNoise() {
    return values.get(ACTION_NOISE);
  }

  /** What learns to act beside the model. */
  public ActorSpec actor() {
    return new ActorSpec(values);
  }

  public PlannerSpec planner() {
    return new PlannerSpec(values);
  }

  /** The model's sizes and constants for actions of this many numbers. */
  public ModelSpec model(int actionSize) {
    return new ModelSpec(actionSize, values);
  }

  /** What the model's tensors are computed with. */
  public BackendKind backend() {
    return values.get(ModelSpec.BACKEND);
  }

  /** How that multiplies matrices. */
  public Precision precision() {
    return values.get(ModelSpec.PRECISION);
  }

  /** R for a task: that of its domain. */
  public int actionRepeat(TaskId task) {
    return values.get(actionRepeatSetting(task));
  }

  /** The key of the setting that a task's action repeat is: its domain's, or all others'. */
  public static String actionRepeatKey(TaskId task) {
    return actionRepeatSetting(task).key();
  }

  private static Setting<Integer> actionRepeatSetting(TaskId task) {
    return ACTION_REPEATS.stream()
        .filter(setting -> (ACTION_REPEAT + task.id()).startsWith(setting.key() + "_"))
        .findFirst()
        .orElse(ACTION_REPEATS.getLast());
  }

  /** Every value but the name as text, by key, in a fixed order. */
  public SequencedMap<String, String> settings() {
    return values.text();
  }

  /**
   * The part of {@link #settings} that says what pictures show, which certificates have of every
   * kind of agent; none of the size that all recipes begin with, so that records of it stay alike.
   */
  SequencedMap<String, String> pictureSettings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    if (!RENDER_SIZE.initial().equals(Optional.of(renderSize()))) {
      settings.put(RENDER_SIZE.key(), Integer.toString(renderSize()));
    }
    return settings;
  }

  /** The part of {@link #settings} that says how actions are planned. */
  SequencedMap<String, String> plannerSettings() {
    return planner().values().text();
  }

  /**
   * {@link #settings} but the action repeats, of which a task has one, without an actor those of an
   * actor, which nothing depends on then, and without the backend and the precision that are the
   * reference's.
   */
  SequencedMap<String, String> agentSettings() {
    SequencedMap<String, String> settings = settings();
    if (!actor().isOn()) {
      ActorSpec.SETTINGS.forEach(setting -> settings.remove(setting.key()));
    }
    if (backend() == BackendKind.ND4J) {
      settings.remove(ModelSpec.BACKEND.key());
    }
    if (precision() == Precision.FP32) {
      settings.remove(ModelSpec.PRECISION.key());
    }
    settings.keySet().removeIf(key -> key.startsWith(ACTION_REPEAT));
    return settings;
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
    SequencedMap<String, String> numbers = new LinkedHashMap<>(changes);
    String chunk = changes.getOrDefault(CHUNK_LENGTH.key(), Integer.toString(chunkLength()));
    numbers.replace(OvershootingSpec.DISTANCE.key(), CHUNK_LENGTH.key(), chunk);
    return new Recipe(name, values.with(numbers));
  }

  Recipe named(String other) {
    return new Recipe(other, values);
  }
}
