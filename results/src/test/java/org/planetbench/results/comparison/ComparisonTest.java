package org.planetbench.results.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.outcome.SyntheticRuns;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;

class ComparisonTest {
  @TempDir private Path temporary;
  private SyntheticRuns a;
  private SyntheticRuns b;

  @BeforeEach
  void makeFolders() throws IOException {
    a = new SyntheticRuns(Files.createDirectory(temporary.resolve("a")));
    b = new SyntheticRuns(Files.createDirectory(temporary.resolve("b")));
  }

  @Test
  void pairsByTaskAndSeed() throws IOException {
    addPairs(5, 100, 300);
    Comparison comparison = compare("", "");
    assertFalse(comparison.isEmpty());
    List<String> rows = returns(comparison);
    assertEquals(
        "task,variant_a,variant_b,seeds,mean_a,mean_b,difference,low,high,b_higher,"
            + "probability_of_improvement,p_value",
        rows.getFirst());
    assertEquals(2, rows.size());
    assertTrue(rows.get(1).startsWith("walker_walk,rssm,rssm,5,"), rows.get(1));
    assertTrue(rows.get(1).endsWith(",5,1.0,0.0625"), rows.get(1));
    double[] numbers = numbers(rows.get(1));
    assertEquals(numbers[5] - numbers[4], numbers[6], 1e-9);
    assertTrue(numbers[7] < numbers[6] && numbers[6] < numbers[8], rows.get(1));
    assertEquals(10, comparison.folders().size());
  }

  /** On the page, in Markdown and in the terminal. */
  @Test
  void saysInWordsWhatIsClear() throws IOException {
    addPairs(5, 100, 300);
    Comparison clear = compare("", "");
    String verdict = "walker_walk, rssm, B against A: clearly higher on 5 seeds: +20";
    String page = Files.readString(clear.write(temporary.resolve("out")));
    assertTrue(page.contains("<li>" + verdict), page.substring(page.indexOf("<body>")));
    String markdown = Files.readString(temporary.resolve("out/compare.md"));
    assertTrue(markdown.contains("- " + verdict), markdown);
    assertTrue(clear.text().contains("\n" + verdict), clear.text());
    String same = Comparison.of(side(a, ""), side(a, ""), 0.95, Claims.none()).text();
    assertTrue(same.contains("B against A: the same on 5 seeds."), same);
  }

  @Test
  void saysTheLevelOfConfidenceUnrounded() throws IOException {
    addPairs(5, 100, 300);
    String text = Comparison.of(side(a, ""), side(b, ""), 0.975, Claims.none()).text();
    assertTrue(text.contains("97.5 % from"), text);
    assertTrue(text.contains("(97.5 % interval "), text);
  }

  @Test
  void fewerThanFiveSeedsAreNeverClear() throws IOException {
    addPairs(4, 100, 900);
    String text = compare("", "").text();
    assertTrue(text.contains("higher on 4 of 4; these are too few seeds to tell"), text);
    assertFalse(text.contains("clearly"), text);
    assertTrue(returns(compare("", "")).get(1).contains(",,,4,"), "no interval");
    a.addUntrained("cartpole_swingup", "rssm", 0, 100);
    b.addUntrained("cartpole_swingup", "rssm", 0, 101);
    String both = compare("", "").text();
    assertTrue(both.contains("Of 2 rows: 2 too few seeds."), both);
    assertTrue(both.contains("Over 2 tasks, rssm, B against A: +"), both);
  }

  private void addPairs(int seeds, double returnA, double returnB) throws IOException {
    for (long seed = 0; seed < seeds; seed++) {
      a.addUntrained("walker_walk", "rssm", seed, returnA);
      b.addUntrained("walker_walk", "rssm", seed, returnB);
    }
  }

  /**
   * scipy.stats.t: five seeds whose means over tasks differ by 9 to 11, so 10 -+ 2.776 s / sqrt 5.
   */
  @Test
  void overTasksASeedCountsOnce() throws IOException {
    for (long seed = 0; seed < 5; seed++) {
      double more = 9 + seed / 2.0;
      for (String task : List.of("walker_walk", "cartpole_swingup")) {
        a.addUntrained(task, "rssm", seed, 100);
        b.addUntrained(task, "rssm", seed, 100 + more + (task.startsWith("w") ? 50 : -50));
      }
    }
    String said = compare("", "").text();
    assertTrue(
        said.contains("clearly higher on 5 seeds: +10.1 (95 % interval +9.13 to +11.1)"), said);
  }

  @Test
  void comparesTwoVariantsOfOneFolder() throws IOException {
    for (long seed = 0; seed < 2; seed++) {
      a.add("walker_walk", "rssm", seed, 300, RunStatus.FINISHED);
      a.add("walker_walk", "ssm", seed, 100, RunStatus.FINISHED);
      a.add("cartpole_swingup", "rssm", seed, 300, RunStatus.FINISHED);
      a.add("cartpole_swingup", "ssm", seed, 100, RunStatus.FINISHED);
    }
    Comparison.Side ssm = new Comparison.Side(a.folder(), Optional.of("ssm"));
    Comparison.Side rssm = new Comparison.Side(a.folder(), Optional.of("rssm"));
    Comparison comparison = Comparison.of(ssm, rssm, 0.9, Claims.none());
    Path page = comparison.write(temporary.resolve("out"));
    String text = comparison.text();
    assertTrue(text.contains("ssm, commit 0123abcd"), text);
    assertTrue(text.contains("90 % from"), text);
    assertTrue(text.contains("recipe.overshooting"), "a setting that differs");
    assertFalse(text.contains("recipe.batch"), "one that doesn't");
    List<String> overall = Files.readAllLines(temporary.resolve("out/tables/paired_overall.csv"));
    assertTrue(overall.get(1).startsWith("ssm,rssm,2,2,"), overall.toString());
    assertTrue(Files.exists(temporary.resolve("out/plots/walker_walk-ssm-rssm.png")));
    assertTrue(Files.exists(temporary.resolve("out/tables/paired_returns.tex")));
    assertTrue(Files.readString(page).contains("A: ssm"));
    assertTrue(Files.readString(temporary.resolve("out/compare.md")).contains("Paired returns"));
  }

  @Test
  void namesWhatItCannotPair() throws IOException {
    a.addUntrained("walker_walk", "rssm", 0, 100);
    a.addUntrained("walker_walk", "rssm", 1, 100);
    a.add("walker_walk", "rssm", 2, 100, RunStatus.FAILED);
    b.addUntrained("walker_walk", "rssm", 0, 100);
    b.addUntrained("walker_walk", "rssm", 2, 100);
    b.addUntrained("walker_run", "rssm", 0, 100);
    Comparison comparison = compare("", "");
    List<String> rows = returns(comparison);
    assertTrue(rows.get(1).startsWith("walker_walk,rssm,rssm,1,"), rows.get(1));
    assertTrue(rows.get(1).contains(",,,"), "one seed has no interval");
    List<String> unpaired = Files.readAllLines(temporary.resolve("out/tables/unpaired.csv"));
    assertEquals(
        List.of(
            "side,cell,why",
            "A,walker_walk-rssm-s1,B has no such cell",
            "A and B,walker_walk-rssm-s2,A's is failed",
            "B,walker_run-rssm-s0,A has no such cell"),
        unpaired);
  }

  @Test
  void saysWhereAPairIsNotAFairOne() throws IOException {
    a.addUntrained("walker_walk", "rssm", 0, 100);
    b.add("walker_walk", "rssm", 0, 100, RunStatus.FINISHED);
    String text = compare("", "").text();
    assertTrue(text.contains("different start states"), text);
    assertTrue(text.contains("different numbers of environment steps"), text);
  }

  /** Neither in a pair nor, as pairs of their own, in a row. */
  @Test
  void evaluationsThatStartOtherwiseAreNotPairedAndShareNoRow() throws IOException {
    for (long seed = 0; seed < 4; seed++) {
      RunFolder ofA = a.addUntrained("walker_walk", "rssm", seed, 100);
      RunFolder ofB = b.addUntrained("walker_walk", "rssm", seed, 300);
      if (seed == 0 || seed == 1) {
        Runs.makeOlder(ofA);
      }
      if (seed == 1) {
        Runs.makeOlder(ofB);
      }
    }
    List<String> rows = returns(compare("", ""));
    assertTrue(rows.get(1).startsWith("walker_walk,rssm,rssm,2,"), rows.get(1));
    List<String> unpaired = Files.readAllLines(temporary.resolve("out/tables/unpaired.csv"));
    assertTrue(
        unpaired.get(1).contains("s0,\"evaluation_starts: A has common"), unpaired::toString);
    assertTrue(unpaired.get(2).contains("s1,\"both are of an older"), unpaired::toString);
  }

  @Test
  void olderRunsArePairedAmongThemselves() throws IOException {
    Runs.makeOlder(a.addUntrained("walker_walk", "rssm", 0, 100));
    Runs.makeOlder(b.addUntrained("walker_walk", "rssm", 0, 300));
    assertFalse(compare("", "").isEmpty());
  }

  @Test
  void severalVariantsArePairedByName() throws IOException {
    a.addUntrained("walker_walk", "rssm", 0, 100);
    a.addUntrained("walker_walk", "ssm", 0, 100);
    b.addUntrained("walker_walk", "drnn", 0, 100);
    assertTrue(compare("", "").isEmpty());
    assertFalse(compare("ssm", "").isEmpty());
  }

  private Comparison compare(String variantA, String variantB) throws IOException {
    return Comparison.of(side(a, variantA), side(b, variantB), 0.95, Claims.none());
  }

  private static Comparison.Side side(SyntheticRuns runs, String variant) {
    return new Comparison.Side(
        runs.folder(), variant.isEmpty() ? Optional.empty() : Optional.of(variant));
  }

  private List<String> returns(Comparison comparison) throws IOException {
    comparison.write(temporary.resolve("out"));
    return Files.readAllLines(temporary.resolve("out/tables/paired_returns.csv"));
  }

  private static double[] numbers(String row) {
    String[] cells = row.split(",", -1);
    double[] numbers = new double[cells.length];
    for (int i = 3; i < cells.length; i++) {
      numbers[i] = Double.parseDouble(cells[i]);
    }
    return numbers;
  }
}
