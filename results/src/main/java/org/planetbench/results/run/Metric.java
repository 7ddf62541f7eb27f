package org.planetbench.results.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Every quantity a run records. CSV columns, MLflow keys and axis labels are made from these names
 * and written nowhere else.
 */
public enum Metric {
  PHASE(Unit.WORD),
  EPISODE(Unit.COUNT),
  ENVIRONMENT_STEPS(Unit.COUNT),
  AGENT_STEPS(Unit.COUNT),
  UPDATE_STEPS(Unit.COUNT),
  EPISODE_RETURN(Unit.NUMBER),
  SEED(Unit.COUNT),
  WALL_CLOCK_S(Unit.SECONDS),
  TASK(Unit.WORD),

  UPDATE_STEP(Unit.COUNT),
  LOSS(Unit.NUMBER),
  IMAGE_LOSS(Unit.NUMBER),
  REWARD_LOSS(Unit.NUMBER),
  DIVERGENCE(Unit.NATS),
  GRADIENT_NORM(Unit.SIZE),
  OVERSHOOTING_LOSS(Unit.NATS),
  ACTOR_LOSS(Unit.NUMBER),
  VALUE_LOSS(Unit.NUMBER),
  IMAGINED_RETURN(Unit.NUMBER),
  ACTOR_ENTROPY(Unit.NATS),
  ACTOR_GRADIENT_NORM(Unit.SIZE),
  VALUE_GRADIENT_NORM(Unit.SIZE),
  UPDATE_MS(Unit.MILLISECONDS),

  DATA(Unit.WORD),
  DISTANCE(Unit.COUNT),
  IMAGE_ERROR(Unit.SIZE),
  REWARD_ERROR(Unit.SIZE),

  INDEX(Unit.COUNT),
  STAGE(Unit.WORD),
  POSITION(Unit.WORD),
  CONTENT(Unit.WORD),
  DIGEST(Unit.WORD),

  AGENT_STEP(Unit.COUNT),
  ENCODE_MS(Unit.MILLISECONDS),
  POSTERIOR_MS(Unit.MILLISECONDS),
  PLAN_MS(Unit.MILLISECONDS),
  ENVIRONMENT_MS(Unit.MILLISECONDS),
  RENDER_MS(Unit.MILLISECONDS),
  /** From picture to action: encode + posterior + plan. Derived, not a column. */
  PLANNING_LATENCY_MS(Unit.MILLISECONDS),

  TIMESTAMP_MS(Unit.MILLISECONDS),
  /** Of the machine, as MLflow's own client names it; so the next two. */
  CPU_UTILIZATION_PERCENTAGE(Unit.NUMBER),
  SYSTEM_MEMORY_USAGE_MEGABYTES(Unit.NUMBER),
  SYSTEM_MEMORY_USAGE_PERCENTAGE(Unit.NUMBER),
  /** Of the cell's process; 100 is one core. */
  CELL_CPU_UTILIZATION_PERCENTAGE(Unit.NUMBER),
  CELL_MEMORY_USAGE_MEGABYTES(Unit.NUMBER);

  /** What update steps measure where an actor learns beside the model. */
  public static final List<Metric> OF_ACTORS =
      List.of(
          ACTOR_LOSS,
          VALUE_LOSS,
          IMAGINED_RETURN,
          ACTOR_ENTROPY,
          ACTOR_GRADIENT_NORM,
          VALUE_GRADIENT_NORM);

  /** What update steps measure: the columns of {@code updates.csv}, in their order. */
  public static final List<Metric> OF_UPDATES =
      Stream.concat(
              Stream.of(
                  LOSS, IMAGE_LOSS, REWARD_LOSS, DIVERGENCE, GRADIENT_NORM, OVERSHOOTING_LOSS),
              OF_ACTORS.stream())
          .toList();

  private final Unit unit;

  Metric(Unit unit) {
    this.unit = unit;
  }

  public Unit unit() {
    return unit;
  }

  /** The column's name, as in {@code episode_return}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The key in MLflow, as in {@code eval/episode_return}. */
  public String key(Section section) {
    return section.id() + "/" + id();
  }

  /** The key of one task of a set, as in {@code eval/cheetah_run/episode_return}. */
  public String key(Section section, String task) {
    return section.id() + "/" + task + "/" + id();
  }

  /** The key in MLflow, as in {@code eval/episode_return_mean}. */
  public String key(Section section, Statistic statistic) {
    return key(section) + "_" + statistic.id();
  }

  /** The key in MLflow, as in {@code latency/collect_planning_latency_ms_p95}. */
  public String key(Section section, String phase, Statistic statistic) {
    return section.id() + "/" + phase + "_" + id() + "_" + statistic.id();
  }

  /** The key in MLflow, as in {@code model/held_out_image_error_d05} */
  public String key(Section section, String data, int distance) {
    return String.format(Locale.ROOT, "%s/%s_%s_d%02d", section.id(), data, id(), distance);
  }

  /** For people, as in {@code planning latency [ms]}. */
  public String label() {
    String symbol = unit.symbol();
    String words = id().replace('_', ' ');
    boolean named = !symbol.isEmpty() && words.endsWith(" " + symbol);
    String quantity = named ? words.substring(0, words.length() - symbol.length() - 1) : words;
    return symbol.isEmpty() ? quantity : quantity + " [" + symbol + "]";
  }
}
