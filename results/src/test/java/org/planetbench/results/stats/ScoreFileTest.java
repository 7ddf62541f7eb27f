package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

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

  /** Each says the same in another hand. */
  @Test
  void readsWhatOthersWriteWhereThereIsNoDoubt() throws IOException {
    List<String> files =
        List.of(
            "task,variant,seed,score\nrun,a,1,0.5\nrun,a,2,12.25\n",
            "\uFEFFTask,Variant,Seed,Score\r\nrun,a,1,0.5\r\nrun,a,2,12.25\r\n\r\n\r\n",
            " task , variant , seed , score \n run , a , 1.0 , 0.5 \n run , a , 2.0 , 12.25 \n   \n",
            ",step,seed,score,task,variant,note\n0,9,1,0.5,run,a,\"x, y\"\n1,9,2,12.25,run,a,\n",
            "task;variant;seed;score\nrun;a;1;0,5\nrun;a;2;12,25\n;;;\n",
            "sep=;\ntask;variant;seed;score\nrun;a;1;0.5\nrun;a;2;12.25\n",
            "\uFEFF\"sep=|\"\ntask|variant|seed|score\nrun|a|1|0,5\nrun|a|2|12,25\n",
            "task\tvariant\tseed\tscore\nrun\ta\t1\t0.5\nrun\ta\t2\t12.25\n",
            "task,variant,seed,score\nrun,a,1,\"0,5\"\nrun,a,2,\"12,25\"\n",
            "sep=,\rtask,variant,seed,score\rrun,a,1,0.5\rrun,a,2,12.25");
    for (String text : files) {
      Map<String, Scores> read = of(text).byVariant();
      assertEquals(List.of("a"), List.copyOf(read.keySet()), text);
      Scores a = read.values().iterator().next();
      assertEquals(List.of(1L, 2L), a.seeds(), text);
      assertArrayEquals(new double[] {0.5, 12.25}, a.ofTask("run"), text);
    }
  }

  @Test
  void aDecimalCommaIsReadWhereAnotherSettlesIt() throws IOException {
    Scores a = of("task;variant;seed;score\nrun;a;1;1,234\nrun;a;2;0,5\n").byVariant().get("a");
    assertArrayEquals(new double[] {1.234, 0.5}, Objects.requireNonNull(a).ofTask("run"));
    String header = "task;variant;seed;score\n";
    assertRefuses(
        ":2: score: expected a number, got '1,234', which may be 1.234 or 1234; write",
        header + "run;a;1;1,234\nrun;a;2;12\n");
    assertRefuses(
        ":3: score: expected a number, got '1.234' beside decimal commas; write decimals",
        header + "run;a;1;0,5\nrun;a;2;1.234\n");
    assertRefuses(
        ":2: expected 4 fields, got 5; a decimal comma needs quotes, or semicolons",
        HEADER + "run,a,1,0,5\n");
  }

  @Test
  void readsTheReturnsOfAReport() throws IOException {
    String header = "task,variant,recipe,mean_return,per_seed\n";
    Map<String, Scores> read =
        of(header + "run,rssm,tiny,2,1:1.5 2:2.5\nrun,rssm,paper,9,1:9.0\nrun,ssm,tiny,,\n")
            .byVariant();
    assertEquals(List.of("rssm (tiny)", "rssm (paper)"), List.copyOf(read.keySet()));
    assertArrayEquals(
        new double[] {1.5, 2.5}, Objects.requireNonNull(read.get("rssm (tiny)")).ofTask("run"));
    assertRefuses(
        ":2: per_seed: expected seed:score such as 1:821.5, got 's1'",
        header + "run,rssm,tiny,2,s1\n");
    assertRefuses(
        ":2: score: expected a finite number, got NaN", header + "run,rssm,tiny,,1:NaN\n");
  }

  @Test
  void namesWhatIsNoTableOfScores() throws IOException {
    assertRefuses(
        "expected the columns task,variant,seed,score (or task,variant,per_seed, as",
        "task,variant,seed\nrun,a,1\n");
    assertRefuses("(missing: score)", "task,variant,seed\nrun,a,1\n");
    assertRefuses(
        ":1: expected each column once, got two called score",
        "task,variant,seed,Score,score\nrun,a,1,2,3\n");
    assertRefuses("expected a line with the columns, got nothing", "\n\n");
    assertRefuses("not valid CSV", HEADER + "run,a,1,\"0.5\n");
    Complaint.assertSays(
        "got a folder; --runs reads", MalformedFileException.class, () -> ScoreFile.read(folder));
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, (HEADER + "r\u00fcn,a,1,1\n").getBytes(StandardCharsets.ISO_8859_1));
    Complaint.assertSays("UTF-8", MalformedFileException.class, () -> ScoreFile.read(latin));
    Path endless = Path.of("/dev/zero");
    Complaint.assertSays("a device", MalformedFileException.class, () -> ScoreFile.read(endless));
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

  private void assertRefuses(String part, String text) {
    Complaint.assertSays(part, MalformedFileException.class, () -> of(text));
  }

  private Map<String, Scores> read(String rows) throws IOException {
    return of(HEADER + rows).byVariant();
  }

  private ScoreTable of(String text) throws IOException {
    return ScoreFile.read(Files.writeString(folder.resolve("scores.csv"), text));
  }
}
