package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.Phase;
import org.planetbench.agents.planet.Variant;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.experiment.TestSchedules;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;

/** Where episodes start: what pairs is equal, all else is different. */
final class PlannedEpisodeTest {
  private static final TaskId TASK = new TaskId("reacher_easy");
  private static final TaskId SET = new TaskId("six_tasks");

  /** Evaluations after two and four of six episodes, and the last: two, two and three episodes. */
  private static final Schedule SCHEDULE = TestSchedules.of(2, 6, 1, 1, 2, 2, 3, 0, 2, 3, 2, 1);

  private static CellSetting setting(TaskId task, String variant, long seed, Schedule schedule) {
    return CellSetting.of(
        new CellSpec(
            new Cell(task, variant, seed),
            "test",
            "suite",
            "tiny",
            new LinkedHashMap<>(),
            "fast",
            1,
            schedule,
            "none"));
  }

  private static List<PlannedEpisode> episodes(CellSetting setting) {
    return setting.program().stream()
        .flatMap(stage -> PlannedEpisode.of(stage, setting, EvaluationStarts.PER_SEED).stream())
        .toList();
  }

  private static List<Integer> evaluations(TaskId task, String variant, long seed) {
    return evaluations(setting(task, variant, seed, SCHEDULE));
  }

  private static List<Integer> evaluations(CellSetting setting) {
    return episodes(setting).stream()
        .filter(episode -> episode.phase() == Phase.EVALUATE)
        .map(PlannedEpisode::seed)
        .toList();
  }

  private static <T> List<T> last(int count, List<T> of) {
    return of.subList(of.size() - count, of.size());
  }

  @Test
  void allVariantsOfASeedAreEvaluatedFromTheSameStates() {
    List<Integer> expected = evaluations(TASK, "rssm", 1);
    assertEquals(2 + 2 + 3, expected.size());
    int checked = 0;
    for (Variant variant : Variant.all()) {
      if (variant.kind().actsOn(1)) {
        List<Integer> seeds = evaluations(TASK, variant.id(), 1);
        assertEquals(variant.kind().learns() ? expected : last(3, expected), seeds, variant.id());
        checked++;
      }
    }
    assertTrue(checked > 10, "all but multi_task");
  }

  /** So that the return of one agent for all tasks stands beside an agent of the task's own. */
  @Test
  void aTaskOfASetIsEvaluatedAsByItself() {
    List<TaskInfo> tasks = ControlSuite.tasksOf(SET);
    int number = tasks.stream().map(TaskInfo::id).toList().indexOf(TASK);
    List<Integer> expected = evaluations(TASK, "rssm", 1);
    for (String variant : List.of("multi_task", "random")) {
      List<Integer> ofTask =
          episodes(setting(SET, variant, 1, SCHEDULE)).stream()
              .filter(e -> e.phase() == Phase.EVALUATE && e.task() == number)
              .map(PlannedEpisode::seed)
              .toList();
      boolean learns = Variant.of(variant).kind().learns();
      assertEquals(learns ? expected : last(3, expected), ofTask, variant);
    }
  }

  @Test
  void theLastEvaluationStartsAlikeHoweverLongTheTraining() {
    Schedule longer = TestSchedules.of(5, 20, 1, 1, 3, 1, 5, 0, 2, 3, 2, 1);
    List<Integer> five = last(5, evaluations(setting(TASK, "rssm", 1, longer)));
    assertEquals(last(3, evaluations(TASK, "rssm", 1)), five.subList(0, 3));
  }

  @Test
  void everySeedTaskEvaluationAndEpisodeHasAStartOfItsOwn() {
    List<Integer> seeds = new ArrayList<>();
    for (String task : List.of("reacher_easy", "reacher_hard", "cheetah_run")) {
      for (long seed = 1; seed <= 20; seed++) {
        seeds.addAll(evaluations(new TaskId(task), "rssm", seed));
      }
    }
    assertEquals(3 * 20 * 7, seeds.size());
    assertEquals(seeds.size(), new HashSet<>(seeds).size());
  }

  /** Whatever the seeds of cells: by the first bit. */
  @Test
  void noEvaluationStartsWhereAnotherEpisodeDoes() {
    Schedule many = TestSchedules.of(50, 200, 1, 1, 10, 10, 50, 0, 2, 3, 50, 1);
    Set<Boolean> evaluated = new HashSet<>();
    Set<Boolean> played = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (PlannedEpisode episode : episodes(setting(TASK, "rssm", seed, many))) {
        (episode.phase() == Phase.EVALUATE ? evaluated : played).add(episode.seed() < 0);
      }
    }
    assertEquals(Set.of(true), evaluated);
    assertEquals(Set.of(false), played);
  }

  @Test
  void trainingStartsDifferBetweenSeedsAndHeldOutEpisodesDoNot() {
    List<PlannedEpisode> one = episodes(setting(TASK, "rssm", 1, SCHEDULE));
    List<PlannedEpisode> other = episodes(setting(TASK, "rssm", 2, SCHEDULE));
    Set<Phase> phases = new HashSet<>();
    for (int i = 0; i < one.size(); i++) {
      if (one.get(i).phase() == Phase.HELD_OUT) {
        assertEquals(one.get(i), other.get(i));
      } else {
        assertNotEquals(one.get(i).seed(), other.get(i).seed());
      }
      phases.add(one.get(i).phase());
    }
    assertEquals(Set.of(Phase.values()), phases);
  }
}
