package org.planetbench.harness.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.TaskInfo;

/** A cell with every name in it looked up. */
public record CellSetting(
    CellSpec spec, TaskInfo task, Variant variant, Recipe recipe, RenderQuality renderQuality) {

  /**
   * Looks everything up.
   *
   * @throws BadInputException for a name that does not exist or a value that is out of range
   */
  public static CellSetting of(CellSpec spec) {
    try {
      Variant variant = Variant.of(spec.cell().variant());
      return new CellSetting(
          spec,
          ControlSuite.info(spec.cell().task()),
          variant,
          variant.adapt(Recipes.named(spec.recipe())).with(spec.set()),
          quality(spec.renderQuality()));
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

  /** R: environment steps of one action. */
  public int actionRepeat() {
    return recipe.actionRepeat(task.id());
  }

  /** Simulated time from one decision to the next. */
  public double controlPeriodMs() {
    return 1000 * task.environmentStepSeconds() * actionRepeat();
  }

  /** Agent steps of an episode: the schedule's limit, or what the time limit allows. */
  int agentStepsPerEpisode() {
    int whole = Math.ceilDiv(task.episodeLength(), actionRepeat());
    int limit = spec.schedule().agentStepsPerEpisode();
    return limit == 0 ? whole : Math.min(limit, whole);
  }

  List<Stage> program() {
    return spec.schedule().program(variant.learns());
  }

  /** Every value that decides the result, by name, in a fixed order. */
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("task", task.id().id());
    settings.put("variant", variant.id());
    settings.put("seed", Long.toString(spec.cell().seed()));
    settings.put("action_repeat", Integer.toString(actionRepeat()));
    settings.put("control_period_ms", String.format(Locale.ROOT, "%.1f", controlPeriodMs()));
    settings.put("render_quality", spec.renderQuality());
    settings.put("threads", Integer.toString(spec.threads()));
    spec.schedule()
        .values()
        .forEach((key, value) -> settings.put("schedule." + key, value.toString()));
    variant.used(recipe).forEach((key, value) -> settings.put("recipe." + key, value));
    return settings;
  }
}
