package org.planetbench.harness.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.planetbench.agents.Phase;
import org.planetbench.agents.settings.Declarations;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;

/**
 * How much of what happens, and in which order: Algorithm 1 of the paper with its counts.
 *
 * <p>The order is laid out beforehand as a {@linkplain #program program} of stages. A checkpoint
 * then is an index into it, and a resumed run does what is left, no more and no less.
 *
 * @param values of {@link #SETTINGS}
 */
public record Schedule(Settings values) {
  private static final Declarations DECLARED = new Declarations("schedule.");

  private static final Setting<Integer> SEED_EPISODES =
      DECLARED.required("seed_episodes", 1, "S: random episodes before anything is learned");

  private static final Setting<Integer> EPISODES =
      DECLARED.required(
          "episodes", 0, "collected episodes, each played by the planner with exploration noise");

  private static final Setting<Integer> FIRST_UPDATES =
      DECLARED.required("first_updates", 0, "update steps before the first collected episode");

  private static final Setting<Integer> UPDATES_PER_EPISODE =
      DECLARED.required(
          "updates_per_episode",
          0,
          "C: update steps before each later one, and once more before the last evaluation");

  private static final Setting<Integer> EVALUATE_EVERY =
      DECLARED.required(
          "evaluate_every",
          0,
          "collected episodes between evaluations; 0 evaluates at the end only");

  private static final Setting<Integer> EVALUATION_EPISODES =
      DECLARED.required(
          "evaluation_episodes",
          0,
          "noise-free episodes of an evaluation, from start states that all variants of a task and seed have in common");

  private static final Setting<Integer> FINAL_EVALUATION_EPISODES =
      DECLARED.required("final_evaluation_episodes", 1, "the same, of the last evaluation");

  private static final Setting<Integer> AGENT_STEPS_PER_EPISODE =
      DECLARED.integer(
          "agent_steps_per_episode",
          0,
          0,
          "ends episodes early; 0 plays them to the end, as every published number needs");

  private static final Setting<Integer> CHECKPOINT_EVERY =
      DECLARED.integer("checkpoint_every", 1, 1, "collected episodes between checkpoints");

  private static final Setting<Integer> DIAGNOSE_EVERY =
      DECLARED.integer(
          "diagnose_every",
          0,
          0,
          "collected episodes between measurements of the model's predictions, which follow the first collected episode and the last one, too; 0 measures nothing");

  private static final Setting<Integer> HELD_OUT_EPISODES =
      DECLARED.integer(
          "held_out_episodes", 2, 0, "random episodes that are played first and only measured on");

  private static final Setting<Integer> DIAGNOSIS_STARTS =
      DECLARED.integer(
          "diagnosis_starts", 20, 1, "positions in each episode from which predictions are made");

  private static final Setting<Integer> ARCHIVE_EVERY =
      DECLARED.integer(
          "archive_every",
          0,
          0,
          "collected episodes between checkpoints that stay, for studies of the model on its way, a multiple of checkpoint_every; 0 keeps the newest two only");

  /** All counts, in the order in which profiles and records list them. */
  public static final List<Setting<?>> SETTINGS = DECLARED.all();

  /** Errors name a count as profiles do. */
  public Schedule {
    values = values.only(SETTINGS);
    if (values.get(EVALUATE_EVERY) > 0 && values.get(EVALUATION_EPISODES) < 1) {
      throw new IllegalArgumentException(
          EVALUATION_EPISODES + ": expected at least 1, got " + values.get(EVALUATION_EPISODES));
    }
  }

  /**
   * The schedule with these counts by the keys that profiles use; of one that is not there the
   * default.
   *
   * @throws IllegalArgumentException for a count that is missing, no whole number or too small
   */
  @JsonCreator
  public static Schedule of(Map<String, String> counts) {
    return new Schedule(Settings.read(SETTINGS, counts));
  }

  /** The inverse of {@link #of}. */
  @JsonValue
  public SequencedMap<String, String> text() {
    return values.text();
  }

  public int seedEpisodes() {
    return values.get(SEED_EPISODES);
  }

  public int episodes() {
    return values.get(EPISODES);
  }

  public int firstUpdates() {
    return values.get(FIRST_UPDATES);
  }

  public int updatesPerEpisode() {
    return values.get(UPDATES_PER_EPISODE);
  }

  public int evaluateEvery() {
    return values.get(EVALUATE_EVERY);
  }

  public int evaluationEpisodes() {
    return values.get(EVALUATION_EPISODES);
  }

  public int finalEvaluationEpisodes() {
    return values.get(FINAL_EVALUATION_EPISODES);
  }

  public int agentStepsPerEpisode() {
    return values.get(AGENT_STEPS_PER_EPISODE);
  }

  public int checkpointEvery() {
    return values.get(CHECKPOINT_EVERY);
  }

  public int archiveEvery() {
    return values.get(ARCHIVE_EVERY);
  }

  public int diagnoseEvery() {
    return values.get(DIAGNOSE_EVERY);
  }

  public int heldOutEpisodes() {
    return values.get(HELD_OUT_EPISODES);
  }

  public int diagnosisStarts() {
    return values.get(DIAGNOSIS_STARTS);
  }

  /**
   * Only a checkpoint can be archived. Runs that were made without this check stay readable: it is
   * for schedules that someone asks for.
   *
   * @throws IllegalArgumentException if one that is to stay would not be made
   */
  void requireArchivable() {
    if (archiveEvery() % checkpointEvery() != 0) {
      throw new IllegalArgumentException(
          "%s: expected a multiple of %s (%s), as only checkpoints can stay, got %s; change one of them"
              .formatted(ARCHIVE_EVERY, CHECKPOINT_EVERY, checkpointEvery(), archiveEvery()));
    }
  }

  /** A part of a run that is done whole or not at all. */
  public sealed interface Stage {
    /** Play one episode, of each task, and keep it. */
    record Play(Phase phase, int episode) implements Stage {}

    /** Do the update steps {@code first} to {@code last}, both included, counted from 1. */
    record Learn(long first, long last) implements Stage {}

    /**
     * Play noise-free episodes, each of each task.
     *
     * @param evaluation {@link #LAST} or, of an earlier one, its number from 1
     * @param firstEpisode number of the first within the evaluation phase
     * @param first number of the first within this evaluation
     * @param filmed whether the first leaves the run's video
     */
    record Evaluate(int evaluation, int firstEpisode, int first, int episodes, boolean filmed)
        implements Stage {
      /** The number of the last evaluation: the same with and without learning, however long. */
      static final int LAST = 0;
    }

    /**
     * Measure the model's predictions, right after the collected episode of this number, which it
     * has not learned from yet.
     */
    record Diagnose(int episode) implements Stage {}

    /** Make everything so far durable. */
    record Checkpoint() implements Stage {}
  }

  /**
   * All stages in order, for an agent that learns or for one that has nothing to learn and is only
   * evaluated, with a checkpoint after each episode.
   *
   * @param tasks that the agent plays in turn: wherever an episode is played, one of each is, and
   *     there are as many updates for each of these episodes as for that of a single task (600 in
   *     place of 100, as the published {@code collect_every} has it)
   */
  public List<Stage> program(boolean learns, int tasks) {
    return learns ? programWithLearning(tasks) : programOfEvaluation();
  }

  /**
   * Which checkpoints stay when newer ones come.
   *
   * @param program as {@link #program} laid it out
   * @return the stages that they stand before, as indices into it
   */
  public SortedSet<Integer> archived(List<Stage> program) {
    SortedSet<Integer> stages = new TreeSet<>();
    int collected = 0;
    for (int i = 0; i < program.size(); i++) {
      switch (program.get(i)) {
        case Stage.Play(Phase phase, int episode) when phase == Phase.COLLECT ->
            collected = episode + 1;
        case Stage.Checkpoint() -> {
          if (archiveEvery() > 0 && collected > 0 && collected % archiveEvery() == 0) {
            stages.add(i + 1);
          }
        }
        case Stage.Play _, Stage.Learn _, Stage.Evaluate _, Stage.Diagnose _ -> {}
      }
    }
    return stages;
  }

  private List<Stage> programOfEvaluation() {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < finalEvaluationEpisodes(); i++) {
      stages.add(new Stage.Evaluate(Stage.Evaluate.LAST, i, i, 1, i == 0));
      stages.add(new Stage.Checkpoint());
    }
    return List.copyOf(stages);
  }

  private List<Stage> programWithLearning(int tasks) {
    List<Stage> stages = new ArrayList<>();
    int evaluations = 0;
    for (int i = 0; diagnoseEvery() > 0 && i < heldOutEpisodes(); i++) {
      stages.add(new Stage.Play(Phase.HELD_OUT, i));
    }
    for (int i = 0; i < seedEpisodes(); i++) {
      stages.add(new Stage.Play(Phase.SEED, i));
    }
    stages.add(new Stage.Checkpoint());
    long updates = 0;
    for (int i = 0; i < episodes(); i++) {
      updates = learn(stages, updates, tasks * (i == 0 ? firstUpdates() : updatesPerEpisode()));
      stages.add(new Stage.Play(Phase.COLLECT, i));
      if (isDiagnosed(i)) {
        stages.add(new Stage.Diagnose(i));
      }
      if (evaluateEvery() > 0 && (i + 1) % evaluateEvery() == 0 && i + 1 < episodes()) {
        int before = evaluations * evaluationEpisodes();
        evaluations++;
        stages.add(new Stage.Evaluate(evaluations, before, 0, evaluationEpisodes(), false));
      }
      if ((i + 1) % checkpointEvery() == 0) {
        stages.add(new Stage.Checkpoint());
      }
    }
    learn(stages, updates, tasks * updatesPerEpisode());
    int before = evaluations * evaluationEpisodes();
    stages.add(new Stage.Evaluate(Stage.Evaluate.LAST, before, 0, finalEvaluationEpisodes(), true));
    stages.add(new Stage.Checkpoint());
    return List.copyOf(stages);
  }

  private boolean isDiagnosed(int episode) {
    boolean firstOrLast = episode == 0 || episode == episodes() - 1;
    return diagnoseEvery() > 0 && (firstOrLast || (episode + 1) % diagnoseEvery() == 0);
  }

  private static long learn(List<Stage> stages, long done, int count) {
    if (count > 0) {
      stages.add(new Stage.Learn(done + 1, done + count));
    }
    return done + count;
  }
}
