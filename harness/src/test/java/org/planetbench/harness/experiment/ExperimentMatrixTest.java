package org.planetbench.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.TaskId;

final class ExperimentMatrixTest {
  private static final Profile SMOKE = Profiles.load("smoke");

  private static Profile changed(Map<String, String> set) {
    return ExperimentMatrix.change(SMOKE, List.of(), List.of(), List.of(), set);
  }

  private static String complaint(Map<String, String> set) {
    return String.valueOf(assertThrows(BadInputException.class, () -> changed(set)).getMessage());
  }

  @Test
  void whatIsNotChosenStaysTheProfiles() {
    assertEquals(SMOKE, changed(Map.of()));
  }

  @Test
  void chosenTasksVariantsAndSeedsReplaceTheProfiles() {
    Profile profile =
        ExperimentMatrix.change(
            SMOKE, List.of(new TaskId("walker_walk")), List.of("rssm"), List.of(7L, 8L), Map.of());
    assertEquals(
        List.of("walker_walk-rssm-s7", "walker_walk-rssm-s8"),
        profile.cells().stream().map(Cell::id).toList());
  }

  @Test
  void groupsKeepTheVariantsTheyHaveAndTheLastGetsThoseThatNoneHas() {
    Profile profile = Profiles.load("quick");
    assertEquals(
        List.of("cartpole_swingup-simulator_cem-s1"), chosen(profile, List.of("simulator_cem")));
    assertEquals(List.of("cheetah_run-random-s1"), chosen(profile, List.of("random")));
    assertEquals(
        List.of("cartpole_swingup-simulator_cem-s1", "cheetah_run-other-s1", "cheetah_run-rssm-s1"),
        chosen(profile, List.of("other", "simulator_cem", "rssm")));
  }

  /** Else its settings would be those of a group that never meant it, only for standing first. */
  @Test
  void aTaskThatAGroupHasItselfStaysAsThatGroupHasIt() {
    Profile all = ofTasks();
    Profile one = ofTasks("cheetah_run");
    assertEquals(
        all.cells().stream().filter(cell -> cell.task().id().equals("cheetah_run")).toList(),
        one.cells());
    for (Cell cell : one.cells()) {
      assertEquals(all.spec(cell, "ci-1", 1, "abc"), one.spec(cell, "ci-1", 1, "abc"));
    }
    Profile two = ofTasks("walker_walk", "cheetah_run");
    assertEquals(2 * one.cells().size(), two.cells().size());
    for (Cell cell : two.cells()) {
      assertEquals(
          cell.task().id().equals("cheetah_run") && cell.variant().equals("simulator_cem"),
          two.spec(cell, "ci-1", 1, "abc").set().containsKey("candidates"),
          cell::id);
    }
  }

  /** Groups may differ in nothing but seeds: those that are asked for stay in theirs. */
  @Test
  void aSeedThatAGroupHasItselfStaysAsThatGroupHasIt() {
    Profile profile =
        Profiles.parse(
            "two",
            "two.yaml",
            """
            title: two groups
            tasks: [cheetah_run, walker_walk]
            variants: [rssm, random]
            recipe: tiny
            schedule: {seed_episodes: 1, first_updates: 1, episodes: 2, updates_per_episode: 1, evaluate_every: 0, evaluation_episodes: 1, final_evaluation_episodes: 1}
            groups:
              - {seeds: [2]}
              - {seeds: [3], set: {batch: 4}}
            """);
    Profile two =
        ExperimentMatrix.change(profile, List.of(), List.of(), List.of(2L, 3L, 4L), Map.of());
    assertEquals(12, two.cells().size());
    for (Cell cell : two.cells()) {
      boolean isOfTheSecond = two.spec(cell, "two-1", 1, "abc").set().containsKey("batch");
      assertEquals(cell.seed() == 3, isOfTheSecond, cell::id);
    }
    Profile one = ExperimentMatrix.change(profile, List.of(), List.of(), List.of(3L), Map.of());
    assertEquals(4, one.cells().size());
    assertTrue(
        one.cells().stream()
            .allMatch(cell -> one.spec(cell, "two-1", 1, "abc").set().containsKey("batch")));
  }

  @Test
  void aSettingThatNoChosenVariantHasIsRefused() {
    Profile quick = Profiles.load("quick");
    BadInputException refused =
        assertThrows(
            BadInputException.class,
            () ->
                ExperimentMatrix.change(
                    quick,
                    List.of(),
                    List.of("simulator_cem", "random"),
                    List.of(),
                    Map.of("batch", "16")));
    assertEquals(
        "--set: batch: expected a setting of simulator_cem and random, which have none of this name;"
            + " leave it out, or choose a variant that learns",
        refused.getMessage());
    for (String key : List.of("candidates", "action_repeat.cheetah")) {
      var _ =
          ExperimentMatrix.change(
              quick, List.of(), List.of("simulator_cem"), List.of(), Map.of(key, "50"));
    }
    var _ =
        ExperimentMatrix.change(
            quick, List.of(), List.of("rssm", "random"), List.of(), Map.of("batch", "16"));
  }

  private static Profile ofTasks(String... tasks) {
    return ExperimentMatrix.change(
        Profiles.load("ci"),
        Stream.of(tasks).map(TaskId::new).toList(),
        List.of(),
        List.of(),
        Map.of());
  }

  private static List<String> chosen(Profile profile, List<String> variants) {
    return ExperimentMatrix.change(profile, List.of(), variants, List.of(), Map.of())
        .cells()
        .stream()
        .map(Cell::id)
        .toList();
  }

  /** The profile's own are of use to others of its variants. */
  @Test
  void whoSetsWhatAVariantHasNoUseForIsTold() {
    Profile profile = changed("actor", Map.of("batch", "3"));
    assertTrue(profile.groups().getFirst().set().containsKey("candidates"));
    changed("actor_cem", Map.of("actor_units", "9"));
    changed("rssm", Map.of("actor", "true", "actor_units", "9"));
    assertEquals(
        "--set: planner: expected no such setting with variant actor, which makes no plans, got one; leave it out, or choose a variant that plans",
        refusal("actor", Map.of("planner", "mppi")));
    assertEquals(
        "--set: actor_units: expected no such setting with variant rssm, which has no actor, got one; leave it out, or add --set actor=true",
        refusal("rssm", Map.of("actor_units", "9")));
  }

  private static Profile changed(String variant, Map<String, String> set) {
    return ExperimentMatrix.change(SMOKE, List.of(), List.of(variant), List.of(), set);
  }

  private static String refusal(String variant, Map<String, String> set) {
    return String.valueOf(
        assertThrows(BadInputException.class, () -> changed(variant, set)).getMessage());
  }

  @Test
  void settingsOfTheScheduleTheRecipeAndTheProfileAreToldApart() {
    Profile profile =
        changed(
            Map.of(
                "schedule.episodes",
                "9",
                "batch",
                "3",
                "threads",
                "2",
                "render_quality",
                "reference"));
    CellGroup before = SMOKE.groups().getFirst();
    CellGroup group = profile.groups().getFirst();
    assertEquals(9, group.schedule().episodes());
    assertEquals(before.schedule().seedEpisodes(), group.schedule().seedEpisodes());
    assertEquals("3", group.set().get("batch"));
    assertEquals(2, profile.threads());
    assertEquals("reference", profile.renderQuality());
  }

  @Test
  void mistakesInSettingsAreNamed() {
    assertEquals(
        "--set schedule.episode: unknown key; did you mean 'episodes'?",
        complaint(Map.of("schedule.episode", "9")));
    assertEquals(
        "--set schedule.episodes: expected a whole number, got 'many'",
        complaint(Map.of("schedule.episodes", "many")));
    assertEquals(
        "--set: schedule.checkpoint_every: expected at least 1, got 0",
        complaint(Map.of("schedule.checkpoint_every", "0")));
  }

  /** Else it would be archived where both happen to meet, and no study would find the others. */
  @Test
  void anArchiveThatNoCheckpointMeetsIsRefused() {
    changed(Map.of("schedule.archive_every", "4", "schedule.checkpoint_every", "2"));
    assertEquals(
        "--set: schedule.archive_every: expected a multiple of schedule.checkpoint_every (2), as only checkpoints can stay, got 5; change one of them",
        complaint(Map.of("schedule.archive_every", "5", "schedule.checkpoint_every", "2")));
  }

  @Test
  void aCellIsChosenByItsIdOrItsIndex() {
    List<Cell> all = SMOKE.cells();
    assertEquals(all, ExperimentMatrix.choose(SMOKE, Optional.empty(), Optional.empty()));
    assertEquals(
        List.of(all.get(2)),
        ExperimentMatrix.choose(SMOKE, Optional.of(all.get(2).id()), Optional.empty()));
    assertEquals(
        List.of(all.get(1)), ExperimentMatrix.choose(SMOKE, Optional.empty(), index(1, false)));
  }

  /** An array that counts from 1 never runs cell 0, and its last index has to say so. */
  @Test
  void anIndexPastTheEndIsRefusedWithTheRange() {
    for (int number : new int[] {4, 99, -1}) {
      assertEquals(
          "N: expected a whole number from 0 to 3, as profile smoke has 4 cells (for Slurm --array=0-3), got "
              + number
              + "; with --allow-past-end an array may be longer, and where other options choose one cell, --cell-index 0 takes it",
          assertThrows(
                  BadInputException.class,
                  () -> ExperimentMatrix.choose(SMOKE, Optional.empty(), index(number, false)))
              .getMessage());
    }
  }

  @Test
  void anIndexPastTheEndIsNoCellWhereAnArrayMayBeLonger() {
    assertEquals(List.of(), ExperimentMatrix.choose(SMOKE, Optional.empty(), index(4, true)));
    assertThrows(
        BadInputException.class,
        () -> ExperimentMatrix.choose(SMOKE, Optional.empty(), index(-1, true)));
  }

  private static Optional<ExperimentMatrix.Index> index(int number, boolean mayBePastEnd) {
    return Optional.of(new ExperimentMatrix.Index("N", number, mayBePastEnd));
  }

  @Test
  void tooManyCellsAreRefused() {
    List<Long> seeds = LongStream.range(0, 2501).boxed().toList();
    assertEquals(
        "profile smoke: expected at most 10000 cells (tasks x variants x seeds), got 10004; split the profile",
        assertThrows(
                BadInputException.class,
                () -> ExperimentMatrix.change(SMOKE, List.of(), List.of(), seeds, Map.of()))
            .getMessage());
  }

  @Test
  void anUnknownCellIsAnsweredWithTheNearest() {
    String message =
        String.valueOf(
            assertThrows(
                    BadInputException.class,
                    () ->
                        ExperimentMatrix.choose(
                            SMOKE, Optional.of("reacher_easy-rssm-s2"), Optional.empty()))
                .getMessage());
    assertTrue(message.endsWith("did you mean 'reacher_easy-rssm-s1'?"), message);
  }
}
