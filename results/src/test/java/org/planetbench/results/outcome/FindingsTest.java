package org.planetbench.results.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

final class FindingsTest {
  private final Findings findings = new Findings();

  @TempDir private Path folder;

  @Test
  void withoutAnyThereIsNothingToRead() {
    assertEquals("", findings.text());
  }

  /** Reports average the seeds of a group. */
  @Test
  void seedsThatAreSetOtherwiseAreTold() throws IOException {
    SyntheticRuns runs = new SyntheticRuns(folder);
    runs.add("reacher_easy", "rssm", 1, 400, RunStatus.FINISHED);
    Path record =
        runs.add("reacher_easy", "rssm", 2, 400, RunStatus.FINISHED).file(RunFolder.RECORD);
    findings.addFrom(read());
    assertEquals("", findings.text());
    String before = Files.readString(record);
    String after =
        before.replaceFirst("\"schedule.episodes\" *: *\"[0-9]+\"", "\"schedule.episodes\": \"2\"");
    assertNotEquals(before, after);
    Files.writeString(record, after);
    findings.addFrom(read());
    String said = findings.text().replace('\n', ' ');
    assertTrue(
        said.contains(
            "reacher_easy-rssm-s2: set otherwise than reacher_easy-rssm-s1, whose seed it is averaged"
                + " with: schedule.episodes 2, not "),
        said);
  }

  /** The reference backend is not recorded; what a plan costs was once counted otherwise. */
  @Test
  void whatIsRecordedOnlyWhereItIsNotUsualIsTold() throws IOException {
    SyntheticRuns runs = new SyntheticRuns(folder);
    Path first =
        runs.add("reacher_easy", "rssm", 1, 400, RunStatus.FINISHED).file(RunFolder.RECORD);
    runs.add("reacher_easy", "rssm", 2, 400, RunStatus.FINISHED);
    String before = Files.readString(first);
    String schedule = "\"schedule.episodes\"";
    assertTrue(before.contains(schedule), before);
    Files.writeString(first, before.replace(schedule, "\"plan_gmac\": \"2\", " + schedule));
    findings.addFrom(read());
    assertEquals("", findings.text());
    Files.writeString(
        first, before.replace(schedule, "\"recipe.backend\": \"torch_cpu\", " + schedule));
    findings.addFrom(read());
    String said = findings.text().replace('\n', ' ');
    assertTrue(said.contains("recipe.backend the usual, not torch_cpu"), said);
  }

  private List<Run> read() throws IOException {
    return new RunReader(new Findings()).read(folder);
  }

  @Test
  void aLongWarningFitsIntoATerminal() {
    for (int seed = 1; seed <= 5; seed++) {
      findings.add("cell-s" + seed, "a word ".repeat(40).strip());
    }
    String text = findings.text();
    assertTrue(
        text.startsWith("\nWarnings\ncell-s1, cell-s2, cell-s3 and 2 more: a word a word"), text);
    assertTrue(text.lines().count() > 3, text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
  }
}
