package org.planetbench.harness.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.planetbench.agents.Phase;

/**
 * How much of what happens, and in which order: Algorithm 1 of the paper with its counts.
 *
 * <p>The order is laid out beforehand as a {@linkplain #program program} of stages. A checkpoint
 * then is an index into it, and a resumed run does what is left, no more and no less.
 *
 * @param seedEpisodes S: random episodes before anything is learned
 * @param episodes collected episodes, each played by the planner with exploration noise
 * @param firstUpdates update steps before the first collected episode
 * @param updatesPerEpisode C: update steps before each later one, and once more before the last
 *     evaluation
 * @param evaluateEvery collected episodes between evaluations; 0 evaluates at the end only
 * @param evaluationEpisodes noise-free episodes of an evaluation, from start states that all
 *     variants of a task and seed have in common
 * @param finalEvaluationEpisodes the same, of the last evaluation
 * @param agentStepsPerEpisode ends episodes early; 0 plays them to the end, as every published
 *     number needs
 * @param checkpointEvery collected episodes between checkpoints
 * @param diagnoseEvery collected episodes between measurements of the model's predictions, which
 *     follow the first collected episode and the last one, too; 0 measures nothing
 * @param heldOutEpisodes random episodes that are played first and only measured on
 * @param diagnosisStarts positions in each episode from which predictions are made
 */
public record Schedule(
    int seedEpisodes,
    int episodes,
    int firstUpdates,
    int updatesPerEpisode,
    int evaluateEvery,
    int evaluationEpisodes,
    int finalEvaluationEpisodes,
    int agentStepsPerEpisode,
    int checkpointEvery,
    int diagnoseEvery,
    int heldOutEpisodes,
    int diagnosisStarts) {

  /** The names of all counts, as profiles have them, in their order. */
  public static final List<String> KEYS =
      List.copyOf(new Schedule(1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1).values().keySet());

  public Schedule {
    atLeast(1, seedEpisodes, "seed_episodes");
    atLeast(0, episodes, "episodes");
    atLeast(0, firstUpdates, "first_updates");
    atLeast(0, updatesPerEpisode, "updates_per_episode");
    atLeast(0, evaluateEvery, "evaluate_every");
    atLeast(evaluateEvery > 0 ? 1 : 0, evaluationEpisodes, "evaluation_episodes");
    atLeast(1, finalEvaluationEpisodes, "final_evaluation_episodes");
    atLeast(0, agentStepsPerEpisode, "agent_steps_per_episode");
    atLeast(1, checkpointEvery, "checkpoint_every");
    atLeast(0, diagnoseEvery, "diagnose_every");
    atLeast(0, heldOutEpisodes, "held_out_episodes");
    atLeast(1, diagnosisStarts, "diagnosis_starts");
  }

  private static void atLeast(int minimum, int value, String key) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          "schedule." + key + ": expected at least " + minimum + ", got " + value);
    }
  }

  /** All counts by the names that profiles use, in their order. */
  public SequencedMap<String, Integer> values() {
    SequencedMap<String, Integer> values = new LinkedHashMap<>();
    values.put("seed_episodes", seedEpisodes);
    values.put("episodes", episodes);
    values.put("first_updates", firstUpdates);
    values.put("updates_per_episode", updatesPerEpisode);
    values.put("evaluate_every", evaluateEvery);
    values.put("evaluation_episodes", evaluationEpisodes);
    values.put("final_evaluation_episodes", finalEvaluationEpisodes);
    values.put("agent_steps_per_episode", agentStepsPerEpisode);
    values.put("checkpoint_every", checkpointEvery);
    values.put("diagnose_every", diagnoseEvery);
    values.put("held_out_episodes", heldOutEpisodes);
    values.put("diagnosis_starts", diagnosisStarts);
    return values;
  }

  /** The reverse of {@link #values}. */
  public static Schedule of(Map<String, Integer> values) {
    int[] v = values.values().stream().mapToInt(Integer::intValue).toArray();
    return new Schedule(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11]);
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

  private List<Stage> programOfEvaluation() {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < finalEvaluationEpisodes; i++) {
      stages.add(new Stage.Evaluate(Stage.Evaluate.LAST, i, i, 1, i == 0));
      stages.add(new Stage.Checkpoint());
    }
    return List.copyOf(stages);
  }

  private List<Stage> programWithLearning(int tasks) {
    List<Stage> stages = new ArrayList<>();
    int evaluations = 0;
    for (int i = 0; diagnoseEvery > 0 && i < heldOutEpisodes; i++) {
      stages.add(new Stage.Play(Phase.HELD_OUT, i));
    }
    for (int i = 0; i < seedEpisodes; i++) {
      stages.add(new Stage.Play(Phase.SEED, i));
    }
    stages.add(new Stage.Checkpoint());
    long updates = 0;
    for (int i = 0; i < episodes; i++) {
      updates = learn(stages, updates, tasks * (i == 0 ? firstUpdates : updatesPerEpisode));
      stages.add(new Stage.Play(Phase.COLLECT, i));
      if (isDiagnosed(i)) {
        stages.add(new Stage.Diagnose(i));
      }
      if (evaluateEvery > 0 && (i + 1) % evaluateEvery == 0 && i + 1 < episodes) {
        int before = evaluations * evaluationEpisodes;
        evaluations++;
        stages.add(new Stage.Evaluate(evaluations, before, 0, evaluationEpisodes, false));
      }
      if ((i + 1) % checkpointEvery == 0) {
        stages.add(new Stage.Checkpoint());
      }
    }
    learn(stages, updates, tasks * updatesPerEpisode);
    int before = evaluations * evaluationEpisodes;
    stages.add(new Stage.Evaluate(Stage.Evaluate.LAST, before, 0, finalEvaluationEpisodes, true));
    stages.add(new Stage.Checkpoint());
    return List.copyOf(stages);
  }

  private boolean isDiagnosed(int episode) {
    boolean firstOrLast = episode == 0 || episode == episodes - 1;
    return diagnoseEvery > 0 && (firstOrLast || (episode + 1) % diagnoseEvery == 0);
  }

  private static long learn(List<Stage> stages, long done, int count) {
    if (count > 0) {
      stages.add(new Stage.Learn(done + 1, done + count));
    }
    return done + count;
  }
}
