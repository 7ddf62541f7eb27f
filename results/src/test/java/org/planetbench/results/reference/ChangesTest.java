package org.planetbench.results.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

class ChangesTest {
  private static final String HEADER =
      "task,variant,metric,unit,protocol,seeds,value,spread,environment_steps,family,source\n";
  private static final String ROW =
      "reacher_easy,rssm,episode_return,sum of rewards,a protocol,5,832,,1000000,paper,a table\n";

  @TempDir private Path folder;

  @BeforeEach
  void writeAFamilyWithItsReason() throws IOException {
    Files.writeString(folder.resolve("paper.csv"), HEADER + ROW);
    Changes.add(folder, "paper", "none", "the paper's table", List.of());
  }

  /** Whoever edits a committed number has to say why. */
  @Test
  void everyCommittedNumberIsExplained() throws IOException {
    Changes.requireExplained(
        Path.of(System.getProperty("planetbench.home")).resolve(References.FOLDER));
  }

  @Test
  void findsANumberThatWasEditedWithoutAReason() throws IOException {
    Changes.requireExplained(folder);
    String before = FamilyHash.of(folder, "paper");
    edit();
    String after = FamilyHash.of(folder, "paper");
    assertNotEquals(before, after);
    Complaint.assertSays(
        "add above the others: - `paper` " + before + " -> " + after + ": ",
        MalformedFileException.class,
        () -> Changes.requireExplained(folder));
    Changes.add(folder, "paper", before, "the second print corrects it", List.of());
    Changes.requireExplained(folder);
  }

  @Test
  void findsAnEntryThatWasTakenAway() throws IOException {
    String first = FamilyHash.of(folder, "paper");
    edit();
    Changes.add(folder, "paper", first, "the second print corrects it", List.of());
    Path file = folder.resolve(Changes.FILE);
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.stream().filter(line -> !line.contains("the paper's table")).toList());
    Complaint.assertSays(
        "expected an entry that starts from none",
        MalformedFileException.class,
        () -> Changes.requireExplained(folder));
  }

  @Test
  void findsAFamilyThatWasAddedOrTakenAway() throws IOException {
    Files.writeString(folder.resolve("other.csv"), HEADER + ROW.replace("paper", "other"));
    Complaint.assertSays(
        "- `other` none -> ", MalformedFileException.class, () -> Changes.requireExplained(folder));
    Files.delete(folder.resolve("other.csv"));
    Files.delete(folder.resolve("paper.csv"));
    Complaint.assertSays(
        " -> none: the reason",
        MalformedFileException.class,
        () -> Changes.requireExplained(folder));
  }

  /** No entry could explain it. */
  @Test
  void refusesAFamilyThatNoEntryCanName() throws IOException {
    Files.writeString(folder.resolve("Paper_2.csv"), HEADER + ROW.replace("paper", "Paper_2"));
    Complaint.assertSays(
        "Paper_2: expected a family's name of [a-z0-9-]",
        MalformedFileException.class,
        () -> Changes.requireExplained(folder));
  }

  @Test
  void putsTheNewestEntryFirst() throws IOException {
    Changes.add(folder, "paper", FamilyHash.of(folder, "paper"), "nothing new", List.of("a: 1"));
    List<String> lines = Files.readAllLines(folder.resolve(Changes.FILE));
    assertEquals("# Why each number is here", lines.get(0));
    assertEquals(": nothing new", lines.get(2).substring(lines.get(2).indexOf(": ")));
    assertEquals("  - a: 1", lines.get(3));
    assertEquals(": the paper's table", lines.get(4).substring(lines.get(4).indexOf(": ")));
  }

  /** The bundle's hash is of its content, and of nothing else. */
  @Test
  void aHashNamesTheContent() throws IOException {
    String before = References.read(folder).hash();
    assertEquals(before, References.read(folder).hash());
    edit();
    assertNotEquals(before, References.read(folder).hash());
    Files.writeString(folder.resolve("paper.csv"), HEADER + ROW);
    assertEquals(before, References.read(folder).hash());
  }

  private void edit() throws IOException {
    Files.writeString(folder.resolve("paper.csv"), HEADER + ROW.replace(",832,", ",833,"));
  }
}
