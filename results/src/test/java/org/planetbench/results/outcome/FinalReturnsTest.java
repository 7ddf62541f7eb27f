package org.planetbench.results.outcome;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.reference.References;
import org.planetbench.results.report.Report;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.stats.ScoreFile;
import org.planetbench.results.stats.Scores;

class FinalReturnsTest {
  @TempDir private Path temporary;
  private SyntheticRuns runs;

  @BeforeEach
  void makeRunsFolder() throws IOException {
    runs = new SyntheticRuns(Files.createDirectory(temporary.resolve("runs")));
  }

  /** The folder, and the table that a report makes of it. */
  @Test
  void theReportsTableSaysTheSame() throws IOException {
    for (long seed = 1; seed <= 3; seed++) {
      runs.add("cartpole_swingup", "rssm", seed, 400, RunStatus.FINISHED);
      runs.add("walker_walk", "rssm", seed, 800, RunStatus.FINISHED);
      runs.addUntrained("cartpole_swingup", "random", seed, 24);
      runs.addUntrained("walker_walk", "random", seed, 50);
    }
    runs.add("walker_walk", "rssm", 4, 800, RunStatus.FAILED);
    FinalReturns read = FinalReturns.read(List.of(runs.folder()));
    new Report(References.none(), Claims.none()).write(runs.folder(), temporary.resolve("report"));
    Map<String, Scores> table =
        ScoreFile.read(temporary.resolve("report/tables/returns.csv")).byVariant();
    Map<String, Scores> folder = read.scores().byVariant();
    assertEquals(List.of("rssm", "random"), List.copyOf(folder.keySet()));
    folder.forEach(
        (variant, scores) -> {
          Scores other = Objects.requireNonNull(table.get(variant));
          assertEquals(List.of(1L, 2L, 3L), scores.seeds());
          for (String task : scores.tasks()) {
            assertArrayEquals(scores.ofTask(task), other.ofTask(task), variant + " " + task);
          }
        });
    assertTrue(read.notes().getFirst().startsWith("walker_walk-rssm-s4: failed: "), "left out");
  }

  /** As the report has it: it would be held against them. */
  @Test
  void agentsThatOthersPublishedDoNotCount() throws IOException {
    runs.add("walker_walk", "rssm", 1, 800, RunStatus.FINISHED);
    RunFolder published = runs.add("walker_walk", "dreamer", 1, 900, RunStatus.FINISHED);
    SyntheticRuns.setEdition(published, "published");
    FinalReturns read = FinalReturns.read(List.of(runs.folder()));
    assertEquals(List.of("rssm"), List.copyOf(read.scores().byVariant().keySet()));
    assertTrue(
        read.notes().stream().anyMatch(note -> note.startsWith("walker_walk-dreamer-s1: left out")),
        read.notes()::toString);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    runs.add("walker_walk", "rssm", 4, 800, RunStatus.INTERRUPTED);
    Complaint.assertSays(
        "expected a finished run with an evaluation, got none; walker_walk-rssm-s4: interrupted",
        MalformedFileException.class,
        () -> FinalReturns.read(List.of(runs.folder())));
  }
}
