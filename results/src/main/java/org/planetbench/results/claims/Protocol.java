package org.planetbench.results.claims;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.planetbench.results.run.RunRecord;

/**
 * How a return was taken, as far as it decides what the return means.
 *
 * @param environmentSteps of training before it; 0 without learning
 * @param actionRepeat environment steps of one action; empty where the source does not say
 * @param settings that the source gives, by their names in run.json: {@code recipe.candidates}
 * @param wholeEpisodes whether each episode had all its environment steps
 */
public record Protocol(
    String task,
    long environmentSteps,
    Observations observations,
    OptionalInt actionRepeat,
    SortedMap<String, String> settings,
    boolean wholeEpisodes) {

  /** Curves are printed at steps of their own: 105,000 stands for 100,000. */
  private static final double SAME_BUDGET = 0.05;

  public Protocol {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** What the agent is given. */
  public enum Observations {
    PIXELS,
    /** Positions and velocities. */
    STATES,
    /** The physics itself, to plan in. */
    SIMULATOR,
    /** It acts without looking. */
    NOTHING;

    /** The word used in files. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Of an evaluation of a run.
   *
   * @param task that was played: a run of several has evaluations of each
   * @param environmentSteps of training before it
   */
  public static Protocol of(RunRecord record, String task, long environmentSteps) {
    String repeat =
        record
            .settings()
            .getOrDefault(
                "action_repeat", record.settings().getOrDefault("action_repeat." + task, ""));
    String limit = record.settings().getOrDefault("schedule.agent_steps_per_episode", "0");
    return new Protocol(
        task,
        environmentSteps,
        observations(record),
        repeat.matches("[0-9]+") ? OptionalInt.of(Integer.parseInt(repeat)) : OptionalInt.empty(),
        new TreeMap<>(record.settings()),
        limit.equals("0"));
  }

  /** A run records the settings that its results depend on, and no others. */
  private static Observations observations(RunRecord record) {
    if (record.settings().containsKey("recipe.image_size")) {
      return Observations.PIXELS;
    }
    return record.settings().containsKey("recipe.planner")
        ? Observations.SIMULATOR
        : Observations.NOTHING;
  }

  /** Whether a number after so many steps may stand for one at this budget. */
  public boolean isOfBudget(long steps) {
    return Math.abs(steps - environmentSteps) <= SAME_BUDGET * Math.max(steps, environmentSteps);
  }

  /**
   * Why a return taken like {@code here} can't be held against one taken like this, in words; empty
   * if it can. What this does not say is not held against the other.
   */
  public List<String> conflicts(Protocol here) {
    List<String> conflicts = new ArrayList<>();
    if (!isOfBudget(here.environmentSteps)) {
      conflicts.add(
          String.format(
              Locale.ROOT,
              "after %,d environment steps there, %,d here",
              environmentSteps,
              here.environmentSteps));
    }
    if (observations != here.observations) {
      conflicts.add(
          "from %s there, %s here".formatted(observations.key(), here.observations.key()));
    }
    if (actionRepeat.isPresent()
        && here.actionRepeat.isPresent()
        && !actionRepeat.equals(here.actionRepeat)) {
      conflicts.add(
          String.format(
              Locale.ROOT,
              "action repeat %d there, %d here",
              actionRepeat.getAsInt(),
              here.actionRepeat.getAsInt()));
    }
    settings.forEach(
        (name, there) -> {
          String set = here.settings.getOrDefault(name, "none");
          if (!set.equals(there)) {
            conflicts.add("%s %s there, %s here".formatted(name, there, set));
          }
        });
    if (wholeEpisodes && !here.wholeEpisodes) {
      conflicts.add("whole episodes there, cut short here");
    }
    return conflicts;
  }
}
