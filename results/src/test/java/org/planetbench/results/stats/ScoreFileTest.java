package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.Complaint;
import org.planetbench.results.MalformedFileException;

class ScoreFileTest {
  private static final String HEADER = "task,variant,seed,score\n";

  @TempDir private Path folder;

  @Test
  void readsVariantsInTheFilesOrderAndTasksSorted() throws IOException {
    Map<String, Scores> read =
        read("walk,ssm,2,4\nrun,ssm,1,1\nrun,rssm,1,0\nwalk,rssm,1,0\nwalk,ssm,1,3\nrun,ssm,2,2\n");
    assertEquals(List.of("ssm", "rssm"), List.copyOf(read.keySet()));
    Scores ssm = List.copyOf(read.values()).getFirst();
    assertEquals(List.of("run", "walk"), ssm.tasks());
    assertEquals(List.of(1L, 2L), ssm.seeds());
    assertArrayEquals(new double[] {3, 4}, ssm.ofTask("walk"));
    assertArrayEquals(new double[] {0.3, 0.4}, ssm.normalised(0, 10).ofTask("walk"));
  }

  @Test
  void namesWhatIsMissing() {
    assertComplains("rssm: expected a score of every seed", "run,rssm,1,0\nwalk,rssm,2,0\n");
    assertComplains("missing: run seed 2, walk seed 1;", "run,rssm,1,0\nwalk,rssm,2,0\n");
    assertComplains(
        "ssm: expected the tasks of rssm, run, got walk", "run,rssm,1,0\nwalk,ssm,1,0\n");
    assertComplains("expected a row for each task and seed, got none", "");
  }

  @Test
  void namesTheLineOfAMistake() {
    assertComplains("scores.csv:3: expected one score", "run,rssm,1,0\nrun,rssm,1,0\n");
    assertComplains("scores.csv:2: score: expected a finite number, got NaN", "run,rssm,1,NaN\n");
    assertComplains("scores.csv:2: score: expected a number, got 'high'", "run,rssm,1,high\n");
    assertComplains("scores.csv:2: seed: expected a whole number, got 's1'", "run,rssm,s1,1\n");
    assertComplains("scores.csv:2: variant: expected a word", "run,,1,1\n");
  }

  private void assertComplains(String part, String rows) {
    Complaint.assertSays(part, MalformedFileException.class, () -> read(rows));
  }

  private Map<String, Scores> read(String rows) throws IOException {
    return ScoreFile.read(Files.writeString(folder.resolve("scores.csv"), HEADER + rows));
  }
}
