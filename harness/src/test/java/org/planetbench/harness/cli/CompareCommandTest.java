package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunLock;

final class CompareCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeRuns() throws IOException {
    for (long seed = 1; seed <= 2; seed++) {
      addRun("a", "rssm", seed, 100.0 + seed);
      addRun("b", "rssm", seed, 110.0 + 3 * seed);
    }
    addRun("c", "ssm", 7, 1);
  }

  @Test
  void printsThePairedTable() {
    String text = printed(0, "a", "b");
    assertTrue(text.replaceAll(" +", " ").contains("cheetah_run 2 102 115 +13 "), text);
    assertTrue(text.contains("2 of 2"), text);
  }

  @Test
  void writesMarkdownTablesAndCurves() {
    String out = folder.resolve("out").toString();
    assertTrue(printed(0, "a", "b", "--out", out).contains("out/index.html"));
    for (String file :
        List.of("compare.md", "tables/paired_returns.csv", "tables/paired_returns.tex")) {
      assertTrue(Files.exists(Path.of(out, file)), file);
    }
  }

  /** Its page and tables would else be of two comparisons. */
  @Test
  void waitsForWhoeverWritesTheFolder() throws Exception {
    Path out = folder.resolve("out");
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<String> printed;
      try (RunLock _ = RunLock.toWrite(out)) {
        printed = thread.submit(() -> printed(0, "a", "b", "--out", out.toString()));
        assertThrows(TimeoutException.class, () -> printed.get(3, TimeUnit.SECONDS));
        assertFalse(Files.exists(out.resolve("tables")), "written by two at once");
      }
      assertTrue(printed.get().contains("out/index.html"));
    }
  }

  @Test
  void nothingToPairIsBadInput() {
    assertTrue(printed(2, "a", "c").contains("B has no such cell"));
    printed(2, "a");
    printed(2, "a", "nowhere");
    printed(2, "a", "b", "--confidence", "95");
    printed(2, "a", folder.resolve("b/../a").toString());
    printed(2, "a", "a", "--variant-a", "rssm", "--variant-b", "rssm");
  }

  @Test
  void aVariantWithoutRunsIsNamedWithThoseThatHaveSome() {
    String runs = folder.resolve("a").toString();
    Captured ended = Captured.run("compare", runs, runs, "--variant-a=rssm", "--variant-b=rsm");
    assertEquals(2, ended.exitCode(), ended::toString);
    assertTrue(
        ended.err().contains("B: expected a variant with runs, got 'rsm'; there are rssm"),
        ended::toString);
  }

  /** The runs here are of the dummy kind, so that claims on their task are refused. */
  @Test
  void putsClaimsBesideTheRuns() {
    String text = printed(0, "a", "b", "--claims", "curl2020");
    assertTrue(text.contains("after 100,000 environment steps there, 0 here"), text);
    assertFalse(printed(0, "a", "b").contains("curl2020"), "only where they are asked for");
    printed(2, "a", "b", "--claims", "curl1999");
  }

  @Test
  void anAlteredRunIsNamedAndInNoPair() throws IOException {
    Path episodes = folder.resolve("b/cheetah_run-rssm-s2/episodes.csv");
    Files.writeString(episodes, Files.readString(episodes).replace(",116.0,", ",916.0,"));
    String text = printed(2, "a", "b");
    assertTrue(text.replaceAll(" +", " ").contains("cheetah_run 1 101 113 "), text);
    assertTrue(text.contains("episodes.csv:2: evaluate/0 is not as it was certified"), text);
    assertTrue(text.contains("B: cheetah_run-rssm-s2"), text);
  }

  private void addRun(String side, String variant, long seed, double played) throws IOException {
    EvaluatedRun.write(folder.resolve(side), variant, seed, played);
  }

  private String printed(int exitCode, String... arguments) {
    List<String> all = new ArrayList<>(List.of("compare", "--tracking-uri", "none"));
    for (String argument : arguments) {
      boolean isSide = argument.matches("[abc]|nowhere");
      all.add(isSide ? folder.resolve(argument).toString() : argument);
    }
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertEquals(exitCode, Main.execute(all.toArray(String[]::new)));
    } finally {
      System.setOut(console);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
