package org.planetbench.results.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What an older run would have written today, for reading; its folder stays as it is. Only settings
 * need it: columns that came later are read as empty or 0, tables as empty.
 *
 * <p>Settings come with new versions of the schema, and in between: a constant that becomes a
 * setting. {@link #completed} is told of the latter whenever settings are read, so nobody else has
 * to ask which runs have them.
 *
 * <p>A run of an earlier version that is not finished is not resumed: of version 1 its certificate
 * would have no beginning, of version 2 its episodes would start by two protocols.
 */
public final class Migration {
  /** Settings that came with version 2, and what version 1 did without being told. */
  private static final Map<String, String> ADDED =
      Map.ofEntries(
          Map.entry("schedule.diagnose_every", "0"),
          Map.entry("schedule.held_out_episodes", "2"),
          Map.entry("schedule.diagnosis_starts", "20"),
          Map.entry("recipe.dynamics", "rssm"),
          Map.entry("recipe.free_nats_form", "excess"),
          Map.entry("recipe.overshooting_scale", "0"),
          Map.entry("recipe.overshooting_distance", "0"),
          Map.entry("recipe.learning_rate_ramp", "0"),
          Map.entry("recipe.temperature", "2"),
          Map.entry("recipe.noise_beta", "2"),
          Map.entry("recipe.elite_memory", "0.3"),
          Map.entry("recipe.collection", "planned"));

  /** Old names, and what they became. */
  private static final Map<String, String> RENAMED = Map.of("recipe.channels", "recipe.conv_depth");

  private Migration() {}

  /**
   * The settings of a run or a reference with those that came since, as what they then were.
   *
   * @param settings of any run; of what it has none of, such as a planner, nothing is added
   */
  public static SequencedMap<String, String> completed(SequencedMap<String, String> settings) {
    SequencedMap<String, String> completed = new LinkedHashMap<>(settings);
    if (settings.containsKey("schedule.checkpoint_every")) {
      completed.putIfAbsent("schedule.archive_every", "0");
    }
    if (settings.containsKey("recipe.horizon")) {
      completed.putIfAbsent("recipe.discount", "1");
      completed.putIfAbsent("recipe.gradient_step", "0.1");
    }
    if (settings.containsKey("recipe.actor_units")) {
      completed.putIfAbsent("recipe.actor_first_std", "5");
      completed.putIfAbsent("recipe.actor_entropy_scale", "0");
      completed.putIfAbsent("recipe.actor_weight_decay", "0");
      completed.putIfAbsent("recipe.actor_form", "tanh_normal");
      completed.putIfAbsent("recipe.imagined_start", "dropped");
      completed.putIfAbsent("recipe.slow_value_updates", "0");
    }
    if (settings.containsKey("recipe.learning_rate")) {
      completed.putIfAbsent("recipe.stochastic_classes", "32");
      completed.putIfAbsent("recipe.base_matrices", "16");
      completed.putIfAbsent("recipe.inducing_points", "50");
      completed.putIfAbsent("recipe.process_as_released", "false");
      completed.putIfAbsent("recipe.inducing_divergence_scale", "0.0001");
      completed.putIfAbsent("recipe.divergence_balance", "0.5");
      completed.putIfAbsent("recipe.dequantise", "true");
      completed.putIfAbsent("recipe.picture_activation", "relu");
      completed.putIfAbsent("recipe.weight_decay", "0");
      completed.putIfAbsent("recipe.activation", "relu");
      completed.putIfAbsent("recipe.gru_form", "reset_before");
      completed.putIfAbsent("recipe.reward_pairing", "state_after");
      completed.putIfAbsent("recipe.zero_first_action", "false");
      completed.putIfAbsent("recipe.global_divergence_scale", "0");
      completed.putIfAbsent("recipe.overshooting_reward_scale", "0");
      overshooting(completed);
    }
    return completed;
  }

  /** Every pair weighed the same, and a distance beyond the chunk's end counted for nothing. */
  private static void overshooting(SequencedMap<String, String> settings) {
    if (settings.containsKey("recipe.overshooting_weights")) {
      return;
    }
    boolean isOn = !settings.getOrDefault("recipe.overshooting_scale", "0").equals("0");
    settings.put("recipe.overshooting_weights", isOn ? "pairs" : "distances");
    String chunk = settings.getOrDefault("recipe.chunk_length", "");
    String distance = settings.getOrDefault("recipe.overshooting_distance", "");
    if (isNumber(chunk)
        && isNumber(distance)
        && Integer.parseInt(distance) > Integer.parseInt(chunk)) {
      settings.put("recipe.overshooting_distance", chunk);
    }
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,9}");
  }

  /** A setting by its name of today; empty if the run has none and no default is known. */
  public static Optional<String> setting(RunRecord run, String key) {
    for (Map.Entry<String, String> entry : run.settings().entrySet()) {
      if (keyToday(run, entry.getKey()).equals(key)) {
        return Optional.of(entry.getValue());
      }
    }
    if (run.schemaVersion() < 3 && key.equals(EvaluationStarts.KEY)) {
      return Optional.of(EvaluationStarts.of(run).id());
    }
    return run.schemaVersion() < 2 ? Optional.ofNullable(ADDED.get(key)) : Optional.empty();
  }

  /** What a key of the run's settings is called today. */
  public static String keyToday(RunRecord run, String key) {
    return run.schemaVersion() < 2 ? RENAMED.getOrDefault(key, key) : key;
  }

  /**
   * The run's settings as this version knows them.
   *
   * @param expected the settings of such a run today, in their order: only these are added
   */
  public static SequencedMap<String, String> settings(
      RunRecord run, SequencedMap<String, String> expected) {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    run.settings().forEach((key, value) -> settings.put(keyToday(run, key), value));
    expected.forEach(
        (key, today) -> {
          if (isOfPlans(key)) {
            settings.put(key, today); // as it is counted today
          } else {
            (isDerived(key) && run.schemaVersion() < 2 ? Optional.of(today) : setting(run, key))
                .ifPresent(value -> settings.putIfAbsent(key, value));
          }
        });
    return settings;
  }

  /** What follows from other settings, and is written for the reader only. */
  private static boolean isDerived(String key) {
    return isOfPlans(key) || key.startsWith("control_period_ms");
  }

  /** What a plan costs, which was once counted otherwise: it tells no runs apart. */
  static boolean isOfPlans(String key) {
    return key.startsWith("plan_");
  }
}
