package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.csv.RunTable;

/** {@code bench run --profile smoke}, end to end: every file that users rely on. */
@Tag("native")
final class SmokeIT {
  private static final String LEARNER = "cartpole_balance-rssm-s1";

  @TempDir private static Path directory;
  private static Bench.Ended ended = new Bench.Ended(-1, "", "");

  @BeforeAll
  static void runTheProfile() throws IOException, InterruptedException {
    ended = Bench.in(directory).run("run", "--profile", "smoke", "--runs", "runs");
  }

  private static Path runs() {
    return directory.resolve("runs");
  }

  private static RunFolder learner() {
    return RunFolder.at(runs().resolve(LEARNER));
  }

  @Test
  void finishesAllCells() throws IOException {
    ended.requireExitCode(0).requireOut("finished in").requireOut("report");
    assertEquals("", ended.err());
    assertEquals(
        List.of(
            "cartpole_balance-random-s1",
            LEARNER,
            "reacher_easy-random-s1",
            "reacher_easy-rssm-s1"),
        RunFolder.list(runs()).stream().map(RunFolder::cell).toList());
    for (RunFolder folder : RunFolder.list(runs())) {
      assertEquals(RunStatus.FINISHED, folder.readRecord().status(), folder::toString);
    }
    Recorded.requireNothingHalfWritten(runs());
  }

  @Test
  void recordsHowTheRunWasMade() throws IOException {
    RunRecord run = learner().readRecord();
    assertEquals("smoke", run.profile());
    assertEquals("tiny", run.recipe());
    assertEquals("4", run.settings().get("recipe.batch"));
    assertEquals("1", run.settings().get("threads"));
    assertTrue(run.endedAt().orElseThrow().isAfter(run.startedAt()), run::toString);
    for (String fact : List.of("commit", "jvm", "os")) {
      assertFalse(run.provenance().getOrDefault(fact, "").isBlank(), fact);
    }
    assertTrue(run.provenance().keySet().stream().anyMatch(key -> key.startsWith("nd4j.")));
  }

  @Test
  void recordsEveryEpisode() throws IOException {
    List<EpisodeRow> rows = RunTable.EPISODES.read(learner());
    assertEquals(
        List.of(
            "held_out",
            "seed",
            "seed",
            "collect",
            "collect",
            "evaluate",
            "collect",
            "evaluate",
            "evaluate"),
        rows.stream().map(EpisodeRow::phase).toList());
    Set<String> distinct = new HashSet<>();
    rows.forEach(row -> assertTrue(distinct.add(row.phase() + row.episode()), row::toString));
    assertEquals(5 * 20, rows.getLast().agentSteps());
    assertEquals(5 * 20 * 8, rows.getLast().environmentSteps());
    assertEquals(10, rows.getLast().updateSteps());
    assertTrue(rows.stream().allMatch(row -> row.episodeReturn() >= 0), rows::toString);
  }

  @Test
  void recordsEveryUpdateAndEveryDecision() throws IOException {
    List<UpdateRow> updates = RunTable.UPDATES.read(learner());
    assertEquals(
        LongStream.rangeClosed(1, 10).boxed().toList(),
        updates.stream().map(UpdateRow::updateStep).toList());
    assertTrue(
        updates.stream()
            .allMatch(
                row -> Double.isFinite(row.get(Metric.LOSS)) && row.get(Metric.GRADIENT_NORM) > 0),
        updates::toString);
    List<LatencyRow> latency = RunTable.LATENCY.read(learner());
    assertEquals(9 * 20, latency.size());
    assertTrue(
        latency.stream()
            .filter(row -> !row.phase().equals("seed") && !row.phase().equals("held_out"))
            .allMatch(row -> row.encodeMs() > 0 && row.planMs() > 0 && row.renderMs() > 0),
        "a time is missing");
  }

  /** After collected episodes 0, 1 and 2; 20 decisions leave distances 0 to 16. */
  @Test
  void recordsHowFarThePredictionsAreOff() throws IOException {
    List<ModelRow> rows = RunTable.MODEL.read(learner());
    List<String> expected = new ArrayList<>();
    for (int updateStep : new int[] {4, 6, 8}) {
      for (String data : ModelRow.DATA) {
        for (int distance = 0; distance <= 16; distance++) {
          expected.add(updateStep + " " + data + " " + distance);
        }
      }
    }
    assertEquals(
        expected,
        rows.stream().map(r -> r.updateStep() + " " + r.data() + " " + r.distance()).toList());
    for (ModelRow row : rows) {
      assertTrue(row.imageError() > 0 && row.rewardError() >= 0, row::toString);
      assertEquals(row.distance() > 0, row.divergence().isPresent(), row::toString);
    }
  }

  @Test
  void recordsThePercentilesOfItsDecisionsBesideTheControlPeriod() throws IOException {
    Map<String, Double> latency = learner().readRecord().latency();
    assertEquals(80, latency.get("control_period_ms"));
    assertEquals(1 + 6 * 3, latency.size(), latency::toString);
    assertTrue(latency.values().stream().allMatch(ms -> ms > 0), latency::toString);
  }

  @Test
  void makesFilmsAndPictures() throws IOException {
    for (RunFolder folder : RunFolder.list(runs())) {
      assertEquals(21, framesOfMp4(folder.media().resolve("evaluation.mp4")), folder::toString);
      assertNotNull(ImageIO.read(folder.media().resolve("learning_curve.png").toFile()));
    }
    assertNotNull(ImageIO.read(learner().media().resolve("open_loop.png").toFile()));
  }

  /** The count in the table of sample sizes, ISO/IEC 14496-12, 8.7.3.2. */
  private static int framesOfMp4(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int table = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("stsz");
    assertTrue(table > 0, file::toString);
    return ByteBuffer.wrap(bytes).getInt(table + 12);
  }

  @Test
  void keepsTwoCheckpointsThatNumPyReads() throws IOException {
    try (Stream<Path> checkpoints = Files.list(learner().checkpoint())) {
      assertEquals(2, checkpoints.count());
    }
    List<String> files = Bench.files(learner().checkpoint());
    List<String> arrays = files.stream().filter(name -> name.endsWith(".npz")).toList();
    assertFalse(arrays.isEmpty(), files::toString);
    for (String name : arrays) {
      requireNpz(learner().checkpoint().resolve(name));
    }
  }

  /** NumPy's format: a ZIP of .npy files, each beginning with 0x93 NUMPY. */
  private static void requireNpz(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertTrue(zip.size() > 0, file::toString);
      for (ZipEntry entry : zip.stream().toList()) {
        assertTrue(entry.getName().endsWith(".npy"), () -> file + ": " + entry);
        byte[] start = zip.getInputStream(entry).readNBytes(6);
        assertEquals("\u0093NUMPY", new String(start, StandardCharsets.ISO_8859_1));
      }
    }
  }

  @Test
  void writesAReportThatOpensWithoutAServer() throws IOException {
    String page = Bench.text(runs().resolve("report/index.html"));
    assertTrue(page.contains("cartpole_balance") && page.contains("reacher_easy"), page);
    assertFalse(
        page.matches("(?s).*(src|href)=\"https?://[^\"]*\\.(js|css|png|gif|mp4)\".*"), page);
    List<String> files = Bench.files(runs().resolve("report"));
    assertTrue(
        files.containsAll(List.of("report.md", "tables/returns.csv", "tables/latency.csv")),
        files::toString);
  }

  @Test
  void doesNothingTheSecondTime() throws IOException, InterruptedException {
    String record = Bench.text(learner().file(RunFolder.RECORD));
    var checkpoint = Files.getLastModifiedTime(learner().checkpoint());
    Bench.in(directory)
        .run("run", "--profile", "smoke", "--runs", "runs")
        .requireExitCode(0)
        .requireOut("0 to run")
        .requireOut("4 finished before");
    assertEquals(record, Bench.text(learner().file(RunFolder.RECORD)));
    assertEquals(checkpoint, Files.getLastModifiedTime(learner().checkpoint()));
  }

  @Test
  void givesTheSameNumbersInAnotherProcess() throws IOException, InterruptedException {
    Bench.in(directory)
        .run("run", "--profile", "smoke", "--runs", "again", "--cell", LEARNER)
        .requireExitCode(0);
    Recorded.requireEqual(learner(), RunFolder.at(directory.resolve("again").resolve(LEARNER)));
  }
}
