package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatsCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeScores() throws IOException {
    Files.writeString(
        scores(),
        "task,variant,seed,score\nrun,random,1,0\nrun,random,2,100\nrun,rssm,1,500\nrun,rssm,2,700\n");
  }

  /** A quarter of the resamples draws the lower of two scores twice, so the interval ends there. */
  @Test
  void printsARowForEachStatistic() {
    assertEquals(
        """
        variant,against,statistic,value,low,high,confidence,tasks,seeds
        random,,iqm,0.05,0.0,0.1,0.95,1,2
        random,,mean,0.05,0.0,0.1,0.95,1,2
        random,,median,0.05,0.0,0.1,0.95,1,2
        random,,optimality_gap,0.95,0.9,1.0,0.95,1,2
        rssm,,iqm,0.6,0.5,0.7,0.95,1,2
        rssm,,mean,0.6,0.5,0.7,0.95,1,2
        rssm,,median,0.6,0.5,0.7,0.95,1,2
        rssm,,optimality_gap,0.4,0.30000000000000004,0.5,0.95,1,2
        rssm,random,probability_of_improvement,1.0,1.0,1.0,0.95,1,2
        """,
        printed(0, "--scale", "1000", "--format", "csv"));
  }

  @Test
  void printsATableForPeople() {
    assertEquals(
        """
        Variant  Tasks  Seeds                   IQM                  Mean                Median        Optimality gap
        random       1      2  0.050 [0.000, 0.100]  0.050 [0.000, 0.100]  0.050 [0.000, 0.100]  0.950 [0.900, 1.000]
        rssm         1      2  0.600 [0.500, 0.700]  0.600 [0.500, 0.700]  0.600 [0.500, 0.700]  0.400 [0.300, 0.500]

        Variant  Against  Probability of improvement
        random   rssm           0.000 [0.000, 0.000]

        In brackets: 90 % intervals, 1,000 bootstrap resamples of the seeds within each task, seed 3. A score of 0 counts as 0, 1000 as 1.
        """,
        printed(
            0,
            "--scale=1000",
            "--against=rssm",
            "--confidence=0.9",
            "--bootstrap=1000",
            "--seed=3"));
  }

  @Test
  void refusesWhatItCannotUse() {
    assertEquals("", printed(2, "--against", "ssm"));
    assertEquals("", printed(2, "--confidence", "95"));
    assertEquals("", printed(2, "--bootstrap", "1"));
    assertEquals("", printed(2, "--min", "1"));
  }

  private Path scores() {
    return folder.resolve("scores.csv");
  }

  private String printed(int exitCode, String... options) {
    List<String> arguments = new ArrayList<>(List.of("stats", scores().toString()));
    arguments.addAll(List.of(options));
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertEquals(exitCode, Main.execute(arguments.toArray(String[]::new)));
    } finally {
      System.setOut(console);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
