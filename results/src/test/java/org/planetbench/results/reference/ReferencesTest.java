package org.planetbench.results.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

class ReferencesTest {
  private static final String HEADER =
      "task,variant,metric,unit,protocol,seeds,value,spread,environment_steps,family,source\n";
  private static final String ROW =
      "reacher_easy,rssm,episode_return,sum of rewards,a protocol,5,832,,1000000,paper,a table\n";

  @TempDir private Path folder;

  /** Table 1 of the paper. */
  @Test
  void hasThePapersTable() throws IOException {
    References committed = committed();
    assertEquals(
        Map.of(
            "cartpole_swingup", 821.0,
            "reacher_easy", 832.0,
            "cheetah_run", 662.0,
            "finger_spin", 700.0,
            "ball_in_cup_catch", 930.0,
            "walker_walk", 951.0),
        paper(committed, "rssm"));
    assertEquals(
        Map.of(
            "cartpole_swingup", 850.0,
            "reacher_easy", 964.0,
            "cheetah_run", 656.0,
            "finger_spin", 825.0,
            "ball_in_cup_catch", 993.0,
            "walker_walk", 994.0),
        paper(committed, "simulator_cem"));
  }

  @Test
  void everyFamilyIsExplained() throws IOException {
    Path changes = home().resolve(References.FOLDER).resolve("CHANGES.md");
    String explained = Files.readString(changes);
    for (Reference reference : committed().all()) {
      assertTrue(explained.contains("`" + reference.family() + "`"), reference.family());
    }
  }

  @Test
  void choosesTheFirstBudgetThatTheRunDoesNotExceed() throws IOException {
    References committed = committed();
    assertEquals(
        List.of("curl2020 100000", "drq2020-digitised 50000", "hafner2019-table1 1000000"),
        beside(committed, 10_000));
    assertEquals(
        List.of("curl2020 500000", "drq2020-digitised 150000", "hafner2019-table1 1000000"),
        beside(committed, 100_001));
    assertEquals(
        List.of("curl2020 500000", "drq2020-digitised 500000", "hafner2019-table1 1000000"),
        beside(committed, 2_000_000));
    assertEquals(List.of(), committed.beside("cartpole_swingup", "ssm", "episode_return", 10_000));
  }

  @Test
  void readsWhatASourceDoesNotSayAsAbsent() throws IOException {
    Files.writeString(folder.resolve("paper.csv"), HEADER + ROW);
    Reference reference = References.read(folder).all().getFirst();
    assertEquals(OptionalInt.of(5), reference.seeds());
    assertEquals(OptionalDouble.empty(), reference.spread());
    assertEquals("a table", reference.source());
  }

  @Test
  void namesTheLineOfAMistake() throws IOException {
    assertComplains("paper.csv:3: seeds: expected a whole number, got 'five'", ",5,", ",five,");
    assertComplains("paper.csv:3: value: expected a number", ",832,", ",NaN,");
    assertComplains("paper.csv:3: family: expected the file's name 'paper'", ",paper,", ",other,");
    assertComplains("paper.csv:3: source: expected a word, got nothing", ",a table", ",");
    assertComplains("the first is on line 2", "finger_spin", "reacher_easy");
    Complaint.assertSays(
        "found none",
        MalformedFileException.class,
        () -> References.read(Files.createDirectory(folder.resolve("empty"))));
    Complaint.assertSays(
        "is this the root of the checkout?",
        MalformedFileException.class,
        () -> References.read(folder.resolve("nowhere")));
  }

  private void assertComplains(String complaint, String good, String bad) throws IOException {
    String second = ROW.replace("reacher_easy", "finger_spin").replace(good, bad);
    Files.writeString(folder.resolve("paper.csv"), HEADER + ROW + second);
    Complaint.assertSays(complaint, MalformedFileException.class, () -> References.read(folder));
  }

  private static List<String> beside(References references, long environmentSteps) {
    return references
        .beside("cartpole_swingup", "rssm", "episode_return", environmentSteps)
        .stream()
        .map(reference -> reference.family() + " " + reference.environmentSteps())
        .toList();
  }

  private static Map<String, Double> paper(References references, String variant) {
    return references.all().stream()
        .filter(reference -> reference.family().equals("hafner2019-table1"))
        .filter(reference -> reference.variant().equals(variant))
        .collect(Collectors.toMap(Reference::task, Reference::value));
  }

  private static References committed() throws IOException {
    return References.read(home().resolve(References.FOLDER));
  }

  private static Path home() {
    return Path.of(System.getProperty("planetbench.home"));
  }
}
