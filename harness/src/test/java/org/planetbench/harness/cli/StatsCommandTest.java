package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
  private static final String HEADER = "task,variant,seed,score\n";

  @TempDir private Path folder;

  /** Random returns 0 or 100 and rssm 500 or 700, each on three of six seeds. */
  @BeforeEach
  void writeScores() throws IOException {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int seed = 1; seed <= 6; seed++) {
      rows.append("run,random,").append(seed).append(seed % 2 == 0 ? ",0\n" : ",100\n");
    }
    for (int seed = 1; seed <= 6; seed++) {
      rows.append("run,rssm,").append(seed).append(seed % 2 == 0 ? ",500\n" : ",700\n");
    }
    Files.writeString(scores(), rows.toString());
  }

  /**
   * The mean of six draws from two values is their lower value with probability 1/64, less than the
   * 2.5 % that fall off, and one sixth above it with 6/64: there the interval ends.
   */
  @Test
  void printsARowForEachStatistic() {
    String printed = printed(0, "--scale", "1000", "--format", "csv");
    List<String> rows = printed.lines().toList();
    assertEquals(
        "variant,against,statistic,value,low,high,confidence,tasks,seeds,note", rows.getFirst());
    assertEquals(10, rows.size());
    assertTrue(
        rows.get(2).matches("random,,mean,0\\.050*1?,0\\.01666\\d+,0\\.08333\\d+,0\\.95,1,6,"),
        rows.get(2));
    assertTrue(rows.get(6).startsWith("rssm,,mean,0.6,0.53333"), rows.get(6));
    assertEquals("rssm,random,probability_of_improvement,1.0,1.0,1.0,0.95,1,6,", rows.get(9));
  }

  /** A name from elsewhere moves no cursor and breaks no line. */
  @Test
  void showsControlCharactersOfANameAsEscapes() throws IOException {
    Files.writeString(scores(), HEADER + "run,\"two\nlines\",1,1\nrun,a\u001b[31mred,1,2\n");
    String printed = printed(0);
    assertTrue(printed.contains("No interval for two\\nlines (1), a\\u001b[31mred (1): "), printed);
    assertTrue(printed.lines().anyMatch(line -> line.startsWith("two\\nlines ")), printed);
    assertFalse(printed.contains("\u001b"), printed);
  }

  @Test
  void printsATableForPeople() {
    assertEquals(
        """
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
                "--seed=3")
            .lines()
            .skip(4)
            .reduce("", (text, line) -> text + line + "\n"));
  }

  /** Below five seeds, in every form that it is printed in. */
  @Test
  void fewSeedsArePointsAndTheOutputSaysSo() throws IOException {
    Files.writeString(scores(), HEADER + "run,a,1,0.5\nrun,a,2,0.7\nrun,b,1,0.5\nrun,b,2,0.7\n");
    assertEquals(
        """
        Variant  Tasks  Seeds    IQM   Mean  Median  Optimality gap
        a            1      2  0.600  0.600   0.600           0.400
        b            1      2  0.600  0.600   0.600           0.400

        Variant  Against  Probability of improvement
        b        a                             0.500

        A score of 0 counts as 0, 1 as 1.
        No interval for a (2), b (2): below 5 seeds there is no interval, since so few do not show how much seeds differ.
        """,
        printed(0));
    String csv = printed(0, "--format", "csv");
    assertTrue(csv.contains("a,,iqm,0.6,,,,1,2,\"below 5 seeds there is no interval, "), csv);
    JsonNode row = new ObjectMapper().readTree(printed(0, "--format", "json")).get(0);
    assertEquals(0.6, row.required("value").doubleValue());
    assertTrue(row.required("value").isNumber() && row.required("seeds").isInt(), row::toString);
    assertTrue(row.required("low").isNull() && row.required("against").isNull(), row::toString);
    assertTrue(row.required("note").textValue().startsWith("below 5 seeds"), row::toString);
  }

  @Test
  void aTaskMayHaveAScaleOfItsOwn() throws IOException {
    Files.writeString(
        scores(), HEADER + "walk,a,1,500\nmw-pick,a,1,0.5\nmw-push,a,1,0.25\nmaze,a,1,-20\n");
    String[] options = {"--scale", "1000", "--scale", "mw-*=1,maze=0", "--min", "maze=-40"};
    String printed = printed(0, options);
    assertTrue(printed.contains("a            4      1  0.500  0.438   0.500 "), printed);
    assertTrue(printed.contains("Of 1 task a score of 0 counts as 0, 1000 as 1."), printed);
    assertTrue(printed.contains("Of 2 tasks a score of 0 counts as 0, 1 as 1."), printed);
    assertFalse(printed.contains("different scales"), printed);
    assertTrue(
        printed(0, "--scale", "1000").contains("TASK=SCORE gives each its own"), "one scale");
    assertRefused("got 'mv-*'; there are ", "--scale", "mv-*=1");
    assertRefused("got 'high'", "--scale", "walk=high");
    assertRefused("walk: expected a score for 0 below", "--min", "walk=1");
  }

  @Test
  void readsARunsFolderAndTheReportsTable() throws IOException {
    Path table = folder.resolve("returns.csv");
    Files.writeString(
        table,
        """
        task,variant,recipe,mean_return,interval_95,per_seed,published
        run,rssm,tiny,600.0,,1:500.0 2:700.0,"821 at 1M; 900, too"
        run,random,tiny,50.0,,1:0.0 2:100.0,
        run,ssm,tiny,,,,
        """);
    String[] options = {"--scale", "1000", "--against", "random", "--format", "csv"};
    String printed = printedOf(0, table.toString(), options);
    assertTrue(printed.contains("rssm,,mean,0.6,"), printed);
    assertTrue(printed.contains("rssm,random,probability_of_improvement,1.0,"), printed);
    assertFalse(printed.contains("ssm,,mean,,"), printed);
    assertRefused("expected a folder of runs", "--runs", folder.resolve("none").toString());
  }

  @Test
  void anAlteredRunIsNamedAndNotCounted() throws IOException {
    Path runs = folder.resolve("runs");
    for (long seed = 1; seed <= 3; seed++) {
      EvaluatedRun.write(runs, "rssm", seed, 100.0 * seed);
    }
    Path episodes = runs.resolve("cheetah_run-rssm-s3/episodes.csv");
    Files.writeString(episodes, Files.readString(episodes).replace(",300.0,", ",900.0,"));
    Captured stats = Captured.run("stats", "--runs", runs.toString(), "--format", "csv");
    assertEquals(2, stats.exitCode(), stats::toString);
    assertTrue(stats.out().contains("rssm,,mean,150.0,,,,1,2,"), stats::toString);
    assertTrue(stats.err().contains("cheetah_run-rssm-s3: left out: "), stats::toString);
    assertTrue(stats.err().contains("evaluate/0 is not as it was certified"), stats::toString);
  }

  @Test
  void aCommaPartsFoldersUnlessOneHasSuchAName() throws IOException {
    Path one = Files.createDirectory(folder.resolve("a,b"));
    assertRefused(one + ": expected a finished run", "--runs", one.toString());
    assertRefused(folder.resolve("c") + ": expected a folder of runs", "--runs", folder + "/c,d");
  }

  @Test
  void refusesWhatItCannotUse() {
    assertRefused("--against: expected a variant of [random, rssm], got ssm", "--against", "ssm");
    assertRefused("expected a share", "--confidence", "95");
    assertRefused("expected at least 100", "--bootstrap", "1");
    assertRefused("expected at most 1000000", "--bootstrap", "2000000000");
    assertRefused("expected a score for 0 below the score for 1", "--min", "1");
    assertRefused("scores.csv:2: score: expected a size of at most 1.0E100", "--scale", "1e-320");
    assertRefused("--gamma: expected a finite number", "--gamma", "NaN");
    assertRefused("--task: expected one of run, got 'walk'", "--task", "walk");
    assertRefused("got both", "--runs", folder.toString());
    assertTrue(complaint("stats").contains("got neither"), complaint("stats"));
    String ofFolder = complaint("stats", folder.toString());
    assertTrue(
        ofFolder.contains(folder + ": expected a CSV file of scores, got a folder"), ofFolder);
  }

  /** Whose sums are infinite. */
  @Test
  void refusesADivergedScoreByItsLine() throws IOException {
    Files.writeString(scores(), HEADER + "a,x,1,3\na,x,2,1.7e308\n");
    assertRefused("scores.csv:3: score: expected a size of at most 1.0E100");
  }

  private void assertRefused(String part, String... options) {
    boolean ofRuns = List.of(options).contains("--runs") && !part.contains("both");
    List<String> arguments = new ArrayList<>(List.of("stats"));
    if (!ofRuns) {
      arguments.add(scores().toString());
    }
    arguments.addAll(List.of(options));
    String complaint = complaint(arguments.toArray(String[]::new));
    assertTrue(complaint.contains(part), complaint);
    assertEquals(1, complaint.lines().count(), complaint);
  }

  /** What is said of bad input, with exit code 2. */
  private static String complaint(String... arguments) {
    PrintStream console = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertEquals(2, Main.execute(arguments), String.join(" ", arguments));
    } finally {
      System.setErr(console);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private Path scores() {
    return folder.resolve("scores.csv");
  }

  private String printed(int exitCode, String... options) {
    return printedOf(exitCode, scores().toString(), options);
  }

  private static String printedOf(int exitCode, String file, String... options) {
    List<String> arguments = new ArrayList<>(List.of("stats", file));
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
