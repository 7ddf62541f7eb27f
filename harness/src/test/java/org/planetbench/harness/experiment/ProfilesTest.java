package org.planetbench.harness.experiment;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class ProfilesTest {
  static final List<String> BUILT_IN = Profiles.BUILT_IN;

  private static final String VALID =
      """
      title: a test
      tasks: [cartpole_swingup, cheetah_run]
      variants: [rssm, random]
      seeds: [1, 2]
      recipe: tiny
      set: {batch: 8}
      schedule:
        seed_episodes: 1
        episodes: 2
        first_updates: 3
        updates_per_episode: 4
        evaluate_every: 0
        evaluation_episodes: 1
        final_evaluation_episodes: 1
      """;

  @ParameterizedTest
  @FieldSource("BUILT_IN")
  void everyBuiltInProfileIsValidAndHasCells(String name) {
    assertTrue(Profiles.load(name).cells().size() >= 2);
  }

  @Test
  void cellsAreOrderedByTaskThenSeedThenVariant() {
    assertEquals(
        List.of(
            "cartpole_swingup-rssm-s1",
            "cartpole_swingup-random-s1",
            "cartpole_swingup-rssm-s2",
            "cartpole_swingup-random-s2",
            "cheetah_run-rssm-s1",
            "cheetah_run-random-s1",
            "cheetah_run-rssm-s2",
            "cheetah_run-random-s2"),
        Profiles.parse("p", "p.yaml", VALID).cells().stream().map(Cell::id).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title: a test| titel: a test| p.yaml: title: missing, expected text",
        "set: {batch: 8}| sets: {batch: 8}| p.yaml: sets: unknown key; did you mean 'set'?",
        "episodes: 2| episodes: two| p.yaml: schedule.episodes: expected a whole number, got \"two\"",
        "episodes: 2| episodes: -2| p.yaml: schedule.episodes: expected at least 0, got -2",
        "episodes: 2| episode: 2| p.yaml: schedule.episodes: missing, expected a whole number",
        "seeds: [1, 2]| 'seeds: [1, x]'| p.yaml: seeds: a seed is a whole number from 0 to 999999999999999999 (several: 1,2,3), got 'x'",
        "seeds: [1, 2]| 'seeds: []'| p.yaml: seeds: expected at least one, got none",
        "tasks: [cartpole_swingup, cheetah_run]| 'tasks: [Cart Pole]'| p.yaml: tasks: a task id is words of [a-z0-9] joined by single _, as in cheetah_run, got 'Cart Pole'",
      })
  void mistakesAreNamedWithFileAndKey(String line, String mistake, String message) {
    assertTrue(VALID.contains(line.strip()));
    String yaml = VALID.replaceFirst("(?m)^( *)\\Q" + line + "\\E$", "$1" + mistake);
    assertEquals(
        message,
        assertThrows(BadInputException.class, () -> Profiles.parse("p", "p.yaml", yaml))
            .getMessage());
  }

  /** It would be recorded, and change nothing. */
  @Test
  void aSettingThatNoVariantOfTheGroupHasIsRefused() {
    String yaml = VALID.replace("set: {batch: 8}", "set: {base_matrices: 8}");
    assertEquals(
        "p.yaml: base_matrices: expected no such setting with variant rssm, whose dynamics are rssm,"
            + " got one; leave it out, or choose dynamics that have it (bench list settings)",
        assertThrows(BadInputException.class, () -> Profiles.parse("p", "p.yaml", yaml))
            .getMessage());
    String ofOne = yaml.replace("variants: [rssm", "variants: [dvbf, rssm");
    assertNotEquals(yaml, ofOne);
    Profiles.parse("p", "p.yaml", ofOne);
  }

  private static final String GROUPS =
      VALID
          + """
          groups:
            - tasks: [cartpole_swingup]
              variants: [simulator_cem]
              seeds: [1, 7]
              set: {horizon: 5, batch: 9}
              schedule: {final_evaluation_episodes: 3}
            - {}
            - {variants: [ssm], recipe: small}
          """;

  @Test
  void aGroupHasWhatItSaysAndInheritsTheRest() {
    Profile profile = Profiles.parse("p", "p.yaml", GROUPS);
    CellGroup simulator = profile.groups().getFirst();
    CellGroup plain = Profiles.parse("p", "p.yaml", VALID).groups().getFirst();
    assertEquals("cartpole_swingup-simulator_cem-s1", profile.cells().getFirst().id());
    assertEquals(2 + 8 + 4, profile.cells().size());
    assertEquals(plain, profile.groups().get(1));
    assertEquals("tiny", simulator.recipe());
    assertEquals(Map.of("batch", "9", "horizon", "5"), simulator.set());
    assertEquals(3, simulator.schedule().finalEvaluationEpisodes());
    assertEquals(2, simulator.schedule().episodes());
    Cell ssm = profile.cells().getLast();
    assertEquals("small", profile.spec(ssm, "suite", 1, "none").recipe());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seeds: [1, 7]|seed: [7]|p.yaml: groups[0].seed: unknown key; did you mean 'seeds'?",
        "seeds: [1, 7]|seeds: [x]|p.yaml: groups[0].seeds: a seed is a whole number from 0 to 999999999999999999 (several: 1,2,3), got 'x'",
        "seeds: [1, 7]|threads: 1|p.yaml: groups[0].threads: unknown key; known: tasks, variants, seeds, recipe, set, schedule",
        "set: {horizon: 5, batch: 9}|set: 5|p.yaml: groups[0].set: expected a mapping of keys to values, got 5",
        "{final_evaluation_episodes: 3}|{final_evaluation_episode: 3}|p.yaml: groups[0].schedule.final_evaluation_episode: unknown key; did you mean 'final_evaluation_episodes'?",
        "- {}|- 3|p.yaml: groups[1]: expected a mapping of keys to values, got 3",
        "recipe: tiny|recip: tiny|p.yaml: recipe: missing, expected text",
        "variants: [simulator_cem]|variants: [ssm]|p.yaml: groups[2]: cartpole_swingup-ssm-s1 is in a group before; expected each cell in one group",
      })
  void mistakesInGroupsAreNamedWithTheirPlace(String part, String mistake, String message) {
    assertTrue(GROUPS.contains(part));
    String broken = GROUPS.replace(part, mistake);
    assertEquals(
        message,
        assertThrows(BadInputException.class, () -> Profiles.parse("p", "p.yaml", broken))
            .getMessage());
  }

  @Test
  void malformedYamlIsNamedWithItsLine() {
    String message =
        assertThrows(
                BadInputException.class,
                () -> Profiles.parse("p", "p.yaml", "title: a\ntasks: [b\n"))
            .getMessage();
    assertTrue(String.valueOf(message).startsWith("p.yaml: line 2: not YAML: "), message);
  }

  @Test
  void aFileIsNamedAfterItself(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("mine.yaml"), VALID);
    assertEquals("mine", Profiles.load(file.toString()).name());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearestOne() {
    String message =
        assertThrows(BadInputException.class, () -> Profiles.load("quik")).getMessage();
    assertTrue(String.valueOf(message).endsWith("did you mean 'quick'?"), message);
  }

  /** A profile of 60 MB was read for minutes before anything was said. */
  @Test
  void aHugeFileIsRefused(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("huge.yaml"), "# " + "x".repeat(1_000_000));
    assertEquals(
        file + ": expected a file of at most 1 MB, got 1.0 MB",
        assertThrows(BadInputException.class, () -> Profiles.load(file.toString())).getMessage());
  }

  @Test
  void tooManyCellsAreRefused() {
    String seeds = IntStream.range(0, 3000).mapToObj(Integer::toString).collect(joining(", "));
    String many = VALID.replace("seeds: [1, 2]", "seeds: [" + seeds + "]");
    assertEquals(
        "p.yaml: expected at most 10000 cells (tasks x variants x seeds), got 12000; split the profile",
        assertThrows(BadInputException.class, () -> Profiles.parse("p", "p.yaml", many))
            .getMessage());
  }

  /** Each with all seeds: together more than fit into memory. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tooManyGroupsAreRefusedBeforeAllAreRead() {
    String seeds = IntStream.range(0, 6000).mapToObj(Integer::toString).collect(joining(", "));
    String many = VALID.replace("seeds: [1, 2]", "seeds: [" + seeds + "]");
    assertEquals(
        "p.yaml: expected at most 10000 cells (tasks x variants x seeds), got 24000; split the profile",
        assertThrows(
                BadInputException.class,
                () -> Profiles.parse("p", "p.yaml", many + "groups:\n" + "- {}\n".repeat(9_000)))
            .getMessage());
  }

  @Test
  void bytesThatAreNotUtf8AreNamedWithTheirLine(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("latin1.yaml");
    Files.writeString(file, "recipe: tiny\ntitle: Übung\n", StandardCharsets.ISO_8859_1);
    assertEquals(
        file + ":2: expected UTF-8; save the file as UTF-8",
        assertThrows(BadInputException.class, () -> Profiles.load(file.toString())).getMessage());
  }
}
