package org.planetbench.harness.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.SequencedMap;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.suites.TaskId;

/**
 * What is to be timed: a part of the work of a cell. The parent hands it to the process that
 * measures.
 *
 * @param warmUpS seconds at least
 * @param samples how often, after warming up
 * @param set changed values of the recipe
 * @param renderQuality {@code reference} or {@code fast}, or {@link #NO_PICTURES} for physics alone
 */
public record MeasureSpec(
    Subject subject,
    double warmUpS,
    int samples,
    int threads,
    String task,
    String variant,
    String recipe,
    SequencedMap<String, String> set,
    String renderQuality,
    String commit) {

  public static final String NO_PICTURES = "none";

  public static final double DEFAULT_WARM_UP_S = 4;

  private static final int SEED = 1;

  /** A cell has a schedule; this one is never played. */
  private static final Schedule ANY_SCHEDULE =
      Profiles.load("paper").groups().getFirst().schedule();

  /** What can be timed. */
  public enum Subject {
    /** One decision of the agent: encode the picture, filter the belief, plan. */
    PLAN(20),
    /** One update step: sample a batch, forward, backward, Adam. */
    UPDATE(5),
    /** One environment step, and one picture. */
    ENVIRONMENT(500);

    private final int samples;

    Subject(int samples) {
      this.samples = samples;
    }

    /** How many samples are taken unless the user says otherwise. */
    public int defaultSamples() {
      return samples;
    }
  }

  /**
   * Checks everything, so that a mistake is told before a process is started.
   *
   * @throws BadInputException for numbers out of range, names that do not exist, or a variant
   *     without what is to be timed
   */
  public MeasureSpec {
    if (!(warmUpS >= 0)) {
      throw new BadInputException("--warm-up: expected seconds of at least 0, got " + warmUpS);
    }
    atLeastOne("--samples", samples);
    atLeastOne("--threads", threads);
    Variant chosen = setting(task, variant, recipe, set, renderQuality, threads).variant();
    requireUse(chosen, set);
    if (!has(chosen, subject)) {
      throw new BadInputException(
          "--variant: %s makes no %s to time; choose another"
              .formatted(variant, subject.name().toLowerCase(Locale.ROOT)));
    }
    if (subject != Subject.ENVIRONMENT && renderQuality.equals(NO_PICTURES)) {
      throw new BadInputException(
          "--render-quality none: an agent sees pictures; only environment does without");
    }
  }

  private static void requireUse(Variant variant, SequencedMap<String, String> set) {
    try {
      variant.requireUse(set.keySet(), set);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--set: " + e.getMessage(), e);
    }
  }

  private static boolean has(Variant variant, Subject subject) {
    return switch (subject) {
      case PLAN -> variant.kind().plans() || variant.kind().learns();
      case UPDATE -> variant.kind().learns();
      case ENVIRONMENT -> true;
    };
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new BadInputException(option + ": expected at least 1, got " + value);
    }
  }

  /** The cell whose work is timed, with every name looked up. */
  CellSetting setting() {
    return setting(task, variant, recipe, set, renderQuality, threads);
  }

  private static CellSetting setting(
      String task,
      String variant,
      String recipe,
      SequencedMap<String, String> set,
      String renderQuality,
      int threads) {
    try {
      return CellSetting.of(
          new CellSpec(
              new Cell(new TaskId(task), variant, SEED),
              "measure",
              "measure",
              recipe,
              set,
              renderQuality.equals(NO_PICTURES) ? "reference" : renderQuality,
              threads,
              ANY_SCHEDULE,
              "unknown"));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Settings that are not as the variant has them with the recipe, but for the planner. */
  SequencedMap<String, String> changes() {
    CellSetting setting = setting();
    SequencedMap<String, String> changes = setting.recipe().settings();
    changes
        .entrySet()
        .removeAll(setting.variant().adapt(Recipes.named(recipe)).settings().entrySet());
    changes.remove(PlannerSpec.KIND.key());
    return changes;
  }

  /** Whether the environment draws. */
  boolean drawsPictures() {
    return !renderQuality.equals(NO_PICTURES);
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static MeasureSpec fromJson(String json) {
    try {
      return new ObjectMapper().readValue(json, MeasureSpec.class);
    } catch (JsonProcessingException e) {
      throw BadInputException.of("not a measurement", e);
    }
  }
}
