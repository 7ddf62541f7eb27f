package org.planetbench.results.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.comparison.Comparison;
import org.planetbench.results.gate.Gate;
import org.planetbench.results.gate.GateText;
import org.planetbench.results.gate.GoldenGate;
import org.planetbench.results.gate.JunitXml;
import org.planetbench.results.outcome.SyntheticRuns;
import org.planetbench.results.reference.References;
import org.planetbench.results.report.Report;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/**
 * Each format that others read, as committed files, under locales that write numbers with a comma,
 * letters without a dot, or digits of their own.
 */
class GoldenOutputTest {
  private final Locale usual = Locale.getDefault();

  @TempDir private Path temporary;

  @AfterEach
  void asBefore() {
    Locale.setDefault(usual);
  }

  /** Made under the locale, too: two seeds of two variants, of which one is better. */
  private SyntheticRuns runs(String name, double best) throws IOException {
    SyntheticRuns runs = new SyntheticRuns(Files.createDirectory(temporary.resolve(name)));
    for (long seed = 1; seed <= 2; seed++) {
      runs.add("cartpole_swingup", "rssm", seed, best, RunStatus.FINISHED);
      runs.add("cartpole_swingup", "ssm", seed, best / 2, RunStatus.FINISHED);
    }
    runs.addUntrained("cartpole_swingup", "random", 1, 24.5);
    return runs;
  }

  private static References references() throws IOException {
    return References.read(
        Path.of(System.getProperty("planetbench.home")).resolve(References.FOLDER));
  }

  private static void compare(String name, Path file) throws IOException {
    new GoldenFile(name).requireEqual(Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG-u-nu-arab"})
  void recordsAndTablesOfARun(String locale) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(locale));
    RunFolder run =
        new SyntheticRuns(temporary).add("reacher_easy", "rssm", 7, 433.25, RunStatus.FINISHED);
    for (String table : List.of("episodes.csv", "latency.csv", "updates.csv", "model.csv")) {
      String beginning =
          String.join("\n", Files.readAllLines(run.file(table)).subList(0, 4)) + "\n";
      new GoldenFile(table).requireEqual(beginning);
    }
    compare("run.json", run.file(RunFolder.RECORD));
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG-u-nu-arab"})
  void aReport(String locale) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(locale));
    Path out = temporary.resolve("out");
    Report.Written written =
        new Report(references(), Claims.none()).write(runs("runs", 812.5).folder(), out);
    new GoldenFile("report.txt").requireEqual(written.summary());
    compare("report.md", out.resolve("report.md"));
    for (String table : List.of("returns.csv", "returns.tex", "latency.csv")) {
      compare("report-" + table, out.resolve("tables").resolve(table));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG-u-nu-arab"})
  void aComparison(String locale) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(locale));
    Comparison comparison =
        Comparison.of(
            new Comparison.Side(runs("a", 812.5).folder(), Optional.empty()),
            new Comparison.Side(runs("b", 640).folder(), Optional.empty()),
            0.95,
            Claims.none());
    String text = comparison.text().replace(temporary.toString(), "DIR");
    new GoldenFile("compare.txt").requireEqual(text);
    assertTrue(text.contains("cartpole_swingup"), text);
    comparison.write(temporary.resolve("out"));
    compare("compare-paired_returns.csv", temporary.resolve("out/tables/paired_returns.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG-u-nu-arab"})
  void aGate(String locale) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(locale));
    new GoldenFile("gate.txt").requireEqual(GateText.plain(GoldenGate.RESULT));
    new GoldenFile("gate.md").requireEqual(GateText.markdown(GoldenGate.RESULT));
    new GoldenFile("gate.json").requireEqual(GateText.json(GoldenGate.RESULT) + "\n");
    new GoldenFile("gate.xml")
        .requireEqual(
            JunitXml.of(
                GoldenGate.RESULT,
                Instant.parse("2026-02-03T04:05:06Z"),
                Map.of(Gate.RETURNS, Duration.ofMillis(1_500))));
  }
}
