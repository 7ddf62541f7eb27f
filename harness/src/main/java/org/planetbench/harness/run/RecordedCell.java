package org.planetbench.harness.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.settings.Setting;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.results.run.Migration;
import org.planetbench.results.run.RunRecord;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;

/** The cell whose run a record is of, with every setting that the record has. */
public final class RecordedCell {
  private static final String RENDER_SIZE = "render_size";
  private static final String RECIPE = "recipe.";
  private static final String ACTION_REPEAT = "action_repeat";

  private RecordedCell() {}

  /**
   * The same with every name looked up.
   *
   * @throws IllegalArgumentException as {@link #spec}
   */
  static CellSetting setting(RunRecord run) {
    try {
      return CellSetting.of(spec(run, "unknown"));
    } catch (BadInputException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * What would make the run again.
   *
   * @param commit of the program that is to make it
   * @throws IllegalArgumentException if a setting is missing, is no number where one is due, or
   *     names something that does not exist
   */
  public static CellSpec spec(RunRecord run, String commit) {
    TaskId task = new TaskId(run.task());
    SequencedMap<String, String> set = new LinkedHashMap<>();
    for (String key : run.settings().sequencedKeySet()) {
      String today = Migration.keyToday(run, key);
      if (today.startsWith(RECIPE)) {
        set.put(today.substring(RECIPE.length()), run.settings().getOrDefault(key, ""));
      }
    }
    if (set.containsKey(RENDER_SIZE)) { // of who looks at no picture, and so records no other size
      set.putIfAbsent("image_size", set.getOrDefault(RENDER_SIZE, ""));
    }
    addActionRepeats(set, run, ControlSuite.tasksOf(task));
    return new CellSpec(
        new Cell(task, run.variant(), run.seed()),
        run.profile(),
        run.suiteId(),
        run.recipe(),
        set,
        setting(run, "render_quality"),
        integer(run, "threads"),
        Schedule.of(schedule(run)),
        commit);
  }

  /** Recorded for each task; a recipe has them by domain. */
  private static void addActionRepeats(
      SequencedMap<String, String> set, RunRecord run, List<TaskInfo> tasks) {
    for (TaskInfo task : tasks) {
      String recorded = tasks.size() == 1 ? ACTION_REPEAT : ACTION_REPEAT + "." + task.id();
      set.put(Recipe.actionRepeatKey(task.id()), setting(run, recorded));
    }
  }

  private static SequencedMap<String, String> schedule(RunRecord run) {
    SequencedMap<String, String> schedule = new LinkedHashMap<>();
    for (Setting<?> count : Schedule.SETTINGS) {
      schedule.put(count.key(), Integer.toString(integer(run, count.toString())));
    }
    return schedule;
  }

  private static int integer(RunRecord run, String key) {
    String text = setting(run, key);
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(key + ": expected a whole number, got '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static String setting(RunRecord run, String key) {
    return Migration.setting(run, key)
        .orElseThrow(
            () -> new IllegalArgumentException(key + ": expected this setting, got nothing"));
  }
}
