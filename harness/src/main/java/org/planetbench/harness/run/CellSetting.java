package org.planetbench.harness.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SortedSet;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TaskSet;

/**
 * A cell with every name in it looked up.
 *
 * @param tasks the one task, or those of a set in the order in which they are played
 */
public record CellSetting(
    CellSpec spec,
    List<TaskInfo> tasks,
    Variant variant,
    Recipe recipe,
    RenderQuality renderQuality) {

  public CellSetting {
    tasks = List.copyOf(tasks);
    if (!variant.kind().actsOn(tasks.size())) {
      throw new IllegalArgumentException(
          tasks.size() > 1
              ? "variant %s plays one task, and %s is a set; choose a task, or the variant multi_task"
                  .formatted(variant.id(), spec.cell().task())
              : "variant %s plays a set of tasks, and %s is one; choose the task %s"
                  .formatted(
                      variant.id(), spec.cell().task(), ControlSuite.sets().getFirst().id()));
    }
    tasks.forEach(task -> requireAnAgentStep(task, recipe));
  }

  private static void requireAnAgentStep(TaskInfo task, Recipe recipe) {
    int repeat = recipe.actionRepeat(task.id());
    if (repeat > task.episodeLength()) {
      throw new IllegalArgumentException(
          "%s: expected at most %d, the environment steps of an episode of %s, got %d"
              .formatted(
                  Recipe.actionRepeatKey(task.id()), task.episodeLength(), task.id(), repeat));
    }
  }

  /**
   * Looks everything up.
   *
   * @throws BadInputException for a name that does not exist, a value that is out of range, or
   *     values that cannot work together
   */
  public static CellSetting of(CellSpec spec) {
    try {
      Variant variant = Variant.of(spec.cell().variant());
      CellSetting setting =
          new CellSetting(
              spec,
              ControlSuite.tasksOf(spec.cell().task()),
              variant,
              variant.adapt(Recipes.named(spec.recipe()), spec.set()),
              quality(spec.renderQuality()));
      WorkableSetting.require(setting);
      return setting;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private static RenderQuality quality(String key) {
    for (RenderQuality quality : RenderQuality.values()) {
      if (quality.name().toLowerCase(Locale.ROOT).equals(key)) {
        return quality;
      }
    }
    throw new BadInputException("render_quality: expected reference or fast, got '" + key + "'");
  }

  /** The task, or the first of the set. */
  public TaskInfo task() {
    return tasks.getFirst();
  }

  /** What the agent acts in: as wide as the widest task's box. */
  public ActionSpec actionSpec() {
    return TaskSet.widest(tasks);
  }

  /** R: environment steps of one action. */
  public int actionRepeat() {
    return actionRepeat(task());
  }

  /** R of one of the tasks. */
  int actionRepeat(TaskInfo task) {
    return recipe.actionRepeat(task.id());
  }

  /** Simulated time from one decision to the next. */
  public double controlPeriodMs() {
    return controlPeriodMs(task());
  }

  private double controlPeriodMs(TaskInfo task) {
    return 1000 * task.environmentStepSeconds() * actionRepeat(task);
  }

  /**
   * Thousand million multiply-adds of the model that choosing one action takes, those of perceiving
   * apart; empty where there is no model.
   */
  public OptionalDouble planGmac() {
    return variant.kind().gmacPerDecision(recipe, actionSpec().size());
  }

  /** The same of the simulator: physics steps of all candidates. */
  private OptionalLong planPhysicsSteps() {
    OptionalLong agentSteps = variant.kind().simulatedStepsPerDecision(recipe);
    return agentSteps.isPresent()
        ? OptionalLong.of(agentSteps.getAsLong() * actionRepeat() * task().physicsSteps())
        : OptionalLong.empty();
  }

  /**
   * Agent steps of an episode: the schedule's limit, or as many whole ones as the time limit
   * allows, as published. Where the action repeat does not divide the episode, its rest is not
   * played.
   */
  public int agentStepsPerEpisode(TaskInfo task) {
    return limited(task.episodeLength() / actionRepeat(task));
  }

  /** The same until schema version 2: the rest of the episode was a last, shorter agent step. */
  int agentStepsWithRest(TaskInfo task) {
    return limited(Math.ceilDiv(task.episodeLength(), actionRepeat(task)));
  }

  private int limited(int agentSteps) {
    int limit = spec.schedule().agentStepsPerEpisode();
    return limit == 0 ? agentSteps : Math.min(limit, agentSteps);
  }

  /** Whether nothing of the run is left after it. */
  public boolean isEnd(LoopState state) {
    return state.nextStage() == program().size();
  }

  /** Before which stages checkpoints stay when newer ones come. */
  public SortedSet<Integer> archived() {
    return spec.schedule().archived(program());
  }

  List<Stage> program() {
    return spec.schedule().program(variant.kind().learns(), tasks.size());
  }

  /** Every value that decides the result, and what follows from them, by name, in a fixed order. */
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("task", spec.cell().task().id());
    settings.put("variant", variant.id());
    settings.put("seed", Long.toString(spec.cell().seed()));
    settings.put(EvaluationStarts.KEY, EvaluationStarts.PER_SEED.id());
    for (TaskInfo task : tasks) {
      String ofTask = tasks.size() == 1 ? "" : "." + task.id();
      settings.put("action_repeat" + ofTask, Integer.toString(actionRepeat(task)));
      settings.put(
          "control_period_ms" + ofTask, String.format(Locale.ROOT, "%.1f", controlPeriodMs(task)));
    }
    planGmac()
        .ifPresent(gmac -> settings.put("plan_gmac", String.format(Locale.ROOT, "%.3f", gmac)));
    planPhysicsSteps().ifPresent(steps -> settings.put("plan_physics_steps", Long.toString(steps)));
    settings.put("render_quality", spec.renderQuality());
    settings.put("threads", Integer.toString(spec.threads()));
    spec.schedule().text().forEach((key, value) -> settings.put("schedule." + key, value));
    variant.kind().settings(recipe).forEach((key, value) -> settings.put("recipe." + key, value));
    return settings;
  }
}
