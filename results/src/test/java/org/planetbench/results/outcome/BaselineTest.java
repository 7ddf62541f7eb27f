package org.planetbench.results.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.reference.References;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/** Seed episodes of the made-up runs return 20 to 28. */
class BaselineTest {
  private static final String TASK = "reacher_easy";

  @TempDir private Path temporary;
  private final List<Path> folders = new ArrayList<>();

  private SyntheticRuns folder(String name) throws IOException {
    folders.add(Files.createDirectory(temporary.resolve(name)));
    return new SyntheticRuns(folders.getLast());
  }

  private List<Run> read() throws IOException {
    return new RunReader(new Findings()).read(folders);
  }

  /** What the table says beside the learner of a folder; empty: of the only one. */
  private Baseline besideTheLearner(String from) throws IOException {
    return Result.of(read(), References.none()).stream()
        .filter(result -> result.group().variant().equals("rssm"))
        .filter(result -> result.group().from().equals(from))
        .findFirst()
        .flatMap(Result::baseline)
        .orElseThrow();
  }

  private static void cutShort(RunFolder run) throws IOException {
    Path record = run.file(RunFolder.RECORD);
    String text = Files.readString(record);
    String before = "\"schedule.episodes\"";
    assertTrue(text.contains(before), text);
    Files.writeString(
        record, text.replace(before, "\"schedule.agent_steps_per_episode\": \"20\", " + before));
  }

  @Test
  void shortEpisodesShareNoMeanWithWholeOnes() throws IOException {
    SyntheticRuns whole = folder("whole");
    whole.addUntrained(TASK, "rssm", 1, 400);
    whole.addUntrained(TASK, "random", 1, 100);
    SyntheticRuns smoke = folder("smoke");
    cutShort(smoke.addUntrained(TASK, "rssm", 1, 8));
    cutShort(smoke.addUntrained(TASK, "random", 1, 2));
    assertEquals(100, besideTheLearner("whole").mean(), 20);
    assertEquals(2, besideTheLearner("smoke").mean(), 0.4);
    List<String> levels = Baseline.each(TASK, read()).stream().map(Baseline::source).toList();
    assertEquals(List.of("random agent", "random agent (episodes of 20 agent steps)"), levels);
  }

  @Test
  void aGroupIsHeldAgainstItsOwnFolderIfThatHasARandomAgent() throws IOException {
    for (int mean : List.of(100, 300)) {
      SyntheticRuns own = folder("random-" + mean);
      own.addUntrained(TASK, "rssm", 1, 400);
      own.addUntrained(TASK, "random", 1, mean);
    }
    folder("none").addUntrained(TASK, "rssm", 1, 400);
    assertEquals(100, besideTheLearner("random-100").mean(), 20);
    assertEquals(300, besideTheLearner("random-300").mean(), 60);
    assertEquals(20, besideTheLearner("none").episodes());
  }

  /** Runs of a seed play the same ones. */
  @Test
  void equalSeedEpisodesCountOnce() throws IOException {
    for (String name : List.of("one", "other")) {
      folder(name).add(TASK, "rssm", 1, 400, RunStatus.FINISHED);
      assertEquals(5, Baseline.each(TASK, read()).getFirst().episodes());
    }
    folder("more").add(TASK, "rssm", 2, 400, RunStatus.FINISHED);
    assertEquals(10, Baseline.each(TASK, read()).getFirst().episodes());
  }

  @Test
  void aRunThatDidNotFinishCountsForNothing() throws IOException {
    SyntheticRuns runs = folder("runs");
    runs.add(TASK, "rssm", 1, 400, RunStatus.FINISHED);
    runs.add(TASK, "rssm", 2, 400, RunStatus.FAILED);
    runs.add(TASK, "random", 1, 900, RunStatus.INTERRUPTED);
    Baseline baseline = besideTheLearner("");
    assertEquals("seed episodes", baseline.source());
    assertEquals(5, baseline.episodes());
    assertEquals(24, baseline.mean(), 4);
  }

  @Test
  void untilARunHasFinishedSeedEpisodesShowHowFarItIs() throws IOException {
    folder("runs").add(TASK, "rssm", 1, 400, RunStatus.INTERRUPTED);
    assertEquals(5, besideTheLearner("").episodes());
  }
}
