package org.planetbench.harness.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.planetbench.agents.Phase;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.results.Migration;
import org.planetbench.results.RunRecord;
import org.planetbench.results.media.Media;
import org.planetbench.results.validation.Expectation;
import org.planetbench.results.validation.Expectation.Episode;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;

/** What a run with the settings in its record leaves: the schedule's program, laid out again. */
public final class RecordedExpectation implements Expectation.Source {
  private static final String RECIPE = "recipe.";

  @Override
  public Expectation of(RunRecord run) {
    try {
      CellSetting setting = CellSetting.of(spec(run));
      List<Episode> episodes = new ArrayList<>();
      long updateSteps = 0;
      for (Stage stage : setting.program()) {
        switch (stage) {
          case Stage.Play(Phase phase, int round) -> addRound(episodes, setting, phase, round);
          case Stage.Evaluate evaluate -> {
            for (int i = 0; i < evaluate.episodes(); i++) {
              addRound(episodes, setting, Phase.EVALUATE, evaluate.firstEpisode() + i);
            }
          }
          case Stage.Learn(long first, long last) -> updateSteps += last - first + 1;
          case Stage.Diagnose diagnose -> {}
          case Stage.Checkpoint checkpoint -> {}
        }
      }
      return new Expectation(setting.settings(), episodes, updateSteps, media(setting));
    } catch (BadInputException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void addRound(
      List<Episode> episodes, CellSetting setting, Phase phase, int round) {
    for (int i = 0; i < setting.tasks().size(); i++) {
      TaskInfo task = setting.tasks().get(i);
      long agentSteps = setting.agentStepsPerEpisode(task);
      episodes.add(
          new Episode(
              phase.key(),
              round * setting.tasks().size() + i,
              task.id().id(),
              agentSteps,
              (double) agentSteps * setting.actionRepeat(task)));
    }
  }

  private static List<String> media(CellSetting setting) {
    return setting.variant().learns()
        ? List.of(Media.EVALUATION, Media.LEARNING_CURVE, Media.OPEN_LOOP)
        : List.of(Media.EVALUATION, Media.LEARNING_CURVE);
  }

  private static CellSpec spec(RunRecord run) {
    SequencedMap<String, String> recipe = new LinkedHashMap<>();
    for (String key : run.settings().sequencedKeySet()) {
      String today = Migration.keyToday(run, key);
      if (today.startsWith(RECIPE)) {
        recipe.put(today.substring(RECIPE.length()), run.settings().getOrDefault(key, ""));
      }
    }
    return new CellSpec(
        new Cell(new TaskId(run.task()), run.variant(), run.seed()),
        run.profile(),
        run.suiteId(),
        run.recipe(),
        recipe,
        setting(run, "render_quality"),
        integer(run, "threads"),
        Schedule.of(schedule(run)),
        run.provenance().getOrDefault("commit", "unknown"));
  }

  private static SequencedMap<String, Integer> schedule(RunRecord run) {
    SequencedMap<String, Integer> schedule = new LinkedHashMap<>();
    for (String key : Schedule.KEYS) {
      schedule.put(key, integer(run, "schedule." + key));
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
