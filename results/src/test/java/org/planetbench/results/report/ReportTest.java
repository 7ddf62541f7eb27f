package org.planetbench.results.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.outcome.FinalReturns;
import org.planetbench.results.outcome.SyntheticRuns;
import org.planetbench.results.page.Pictures;
import org.planetbench.results.reference.References;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.media.Frame;
import org.planetbench.results.run.media.Media;
import org.planetbench.results.run.media.PredictionStrip;
import org.planetbench.results.run.media.Video;

class ReportTest {
  private static final Pattern LOADED =
      Pattern.compile("(?:src|srcset|href)=\"([^\"]*)\"|url\\(([^)]*)\\)|@import");

  /** By Markdown. */
  private static final Pattern LINKED = Pattern.compile("\\]\\(([^)]*)\\)");

  @TempDir private Path temporary;
  private SyntheticRuns runs;

  @BeforeEach
  void makeRunsFolder() throws IOException {
    runs = new SyntheticRuns(Files.createDirectory(temporary.resolve("runs")));
  }

  /** Their curve is empty: no reason to have no report. */
  @Test
  void seedsThatShareNoEvaluationHaveAReport() throws IOException {
    for (long seed = 1; seed <= 2; seed++) {
      RunFolder whole = runs.add("cheetah_run", "rssm", seed, 400, RunStatus.FINISHED);
      RunRecord record = whole.readRecord();
      AtomicFile.deleteFolder(whole.path());
      RunFolder run = RunFolder.create(runs.folder(), record.cell());
      try (CsvRunSink sink = CsvRunSink.create(run)) {
        sink.episode(new EpisodeRow("evaluate", 0, 1000 * seed, 500, 20, 5, 2, 2));
        sink.commit();
        run.writeRecord(record.certified(sink.head()));
      }
    }
    String page = Files.readString(write("report").index());
    assertTrue(page.contains("cheetah_run"));
  }

  @Test
  void needsNothingFromOutside() throws IOException {
    addThreeSeeds();
    SyntheticRuns.addMedia(addRandom());
    String html = Files.readString(write("report").index());
    List<String> loaded =
        LOADED.matcher(html).results().map(match -> String.valueOf(match.group(1))).toList();
    assertFalse(loaded.isEmpty());
    for (String target : loaded) {
      assertTrue(
          target.matches("(data:(image/png|video/mp4);|#).*"), () -> target.substring(0, 40));
    }
    assertFalse(html.contains("<script"), "no scripts");
    assertFalse(html.contains("://"), "no address");
  }

  @Test
  void linksEachRunWhereMlflowHasItIfThatIsKnown() throws IOException {
    RunFolder sent = runs.add("cartpole_swingup", "rssm", 0, 400, RunStatus.FINISHED);
    sent.writeRecord(sent.readRecord().publishedAs("abc1"));
    RunFolder last = addUnnamed(1);
    RunFolder elsewhere = runs.add("cartpole_swingup", "rssm", 2, 400, RunStatus.FINISHED);
    elsewhere.writeRecord(elsewhere.readRecord().publishedAs("abc3"));
    RunFolder foreign = addUnnamed(3);
    knownAs(sent, "http://host:5000", "other");
    knownAs(sent, "http://host:5001/sub", "abc1");
    knownAs(last, "http://host:5000", "abc2"); // sent, but its record does not say so yet
    knownAs(foreign, "javascript:alert(1)", "abc4");
    String html = Files.readString(write("report").index());
    String page = "<a href=\"%s/#/experiments/7/runs/%s?workflowType=machine_learning\">%s</a>";
    assertTrue(html.contains(page.formatted("http://host:5001/sub", "abc1", "abc1")), html);
    assertTrue(html.contains(page.formatted("http://host:5000", "abc2", "abc2")));
    assertTrue(html.contains(">abc3</td>"));
    assertTrue(html.contains(">abc4</td>"));
    assertFalse(html.contains("javascript"));
    String markdown = Files.readString(temporary.resolve("report/report.md"));
    assertTrue(
        markdown.contains(
            "[abc2](<http://host:5000/#/experiments/7/runs/abc2?workflowType=machine_learning>)"));
    String csv = Files.readString(temporary.resolve("report/tables/runs.csv"));
    assertTrue(csv.contains(",abc2\n"), csv);
  }

  /** A run whose record does not say what MLflow calls it. */
  private RunFolder addUnnamed(long seed) throws IOException {
    RunFolder run = runs.add("cartpole_swingup", "rssm", seed, 400, RunStatus.FINISHED);
    Path record = run.file(RunFolder.RECORD);
    String text = Files.readString(record);
    Files.writeString(record, text.replaceFirst("(\"mlflow_run_id\": )\"[^\"]*\"", "$1null"));
    return run;
  }

  /** As the publisher leaves it. */
  private static void knownAs(RunFolder run, String uri, String id) throws IOException {
    Path file = run.file("mlflow.json");
    ObjectNode all = Files.exists(file) ? JsonFile.read(file) : JsonFile.object();
    ObjectNode server = all.put("schema_version", 1).withObjectProperty("servers").putObject(uri);
    server.put("tracking_uri", uri).put("run_key", run.readRecord().runKey());
    server.put("experiment_id", "7").put("run_id", id);
    JsonFile.write(file, all);
  }

  @Test
  void aRunAloneIsLinkedToo() throws IOException {
    RunFolder run = addUnnamed(0);
    knownAs(run, "https://host", "abc1");
    assertTrue(
        Files.readString(write("report").index())
            .contains("runs/abc1?workflowType=machine_learning\">abc1</a>"));
  }

  @Test
  void equalRunsGiveEqualBytes() throws IOException {
    addThreeSeeds();
    SyntheticRuns.addMedia(addRandom());
    write("first");
    write("second");
    SequencedMap<String, byte[]> first = files("first");
    SequencedMap<String, byte[]> second = files("second");
    assertEquals(first.keySet(), second.keySet());
    assertTrue(first.containsKey("plots/cartpole_swingup-evaluation.png"), first.keySet() + "");
    first.forEach((name, bytes) -> assertArrayEquals(bytes, second.get(name), name));
  }

  @Test
  void namesThePublishedBudgetBesideAShortRun() throws IOException {
    addThreeSeeds();
    String html = Files.readString(write("report").index());
    assertTrue(html.contains("821 at 1M (hafner2019-table1)"));
    assertTrue(html.contains("297 ± 39 at 100k (curl2020)"));
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/references.csv"));
    assertTrue(
        rows.stream().anyMatch(row -> row.contains("hafner2019-table1,821.0,1000000,")),
        rows.toString());
    assertTrue(rows.stream().anyMatch(row -> row.contains(",45000,0.045,")), rows.toString());
  }

  /** The made-up runs: 2,000 updates of 310 to 330 ms and 1,000 decisions a run. */
  @Test
  void tellsWhatTheTimeWentTo() throws IOException {
    addThreeSeeds();
    write("report");
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/time.csv"));
    assertEquals(
        "cell,wall_clock_s,environment_fraction,render_fraction,decision_fraction,"
            + "update_fraction,overhead_fraction",
        rows.getFirst());
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      double wall = Double.parseDouble(cells[1]);
      assertEquals(2000 * 0.32 / wall, Double.parseDouble(cells[5]), 0.01, row);
      double sum = 0;
      for (int i = 2; i < cells.length; i++) {
        sum += Double.parseDouble(cells[i]);
      }
      assertEquals(1, sum, 1e-9, row);
    }
    assertEquals(4, rows.size());
  }

  @Test
  void countsSeedsAboveRandom() throws IOException {
    addSeeds("rssm", 5, 400);
    addRandom();
    Report.Written written = write("report");
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/returns.csv"));
    assertEquals(
        "task,variant,recipe,mean_return,interval_95,finished_seeds,per_seed,evaluation_episodes,"
            + "environment_steps,random_return,seeds_above_random,published",
        rows.getFirst());
    assertTrue(rows.get(1).startsWith("cartpole_swingup,rssm,small,"), rows.get(1));
    assertTrue(rows.get(2).startsWith("cartpole_swingup,random,small,"), rows.get(2));
    String[] cells = rows.get(1).split(",", -1);
    double mean = Double.parseDouble(cells[3]);
    String[] interval = cells[4].split(" ", -1);
    assertEquals(
        mean, (Double.parseDouble(interval[0]) + Double.parseDouble(interval[1])) / 2, 1e-9);
    assertTrue(Double.parseDouble(interval[0]) < mean, rows.get(1));
    assertTrue(
        Files.readString(written.index())
            .contains("5 of 5 seeds are above it: clearly higher (95 % interval "));
    assertTrue(written.summary().contains("5 of 5"), written.summary());
  }

  @Test
  void aReportOfOneSeedSaysSoAtItsTop() throws IOException {
    runs.add("cartpole_swingup", "rssm", 1, 400, RunStatus.FINISHED);
    addRandom();
    Report.Written written = write("report");
    String caution = "One seed each: how much seeds differ is unknown";
    String markdown = Files.readString(temporary.resolve("report/report.md"));
    assertTrue(markdown.contains("\n\n- " + caution), markdown);
    assertTrue(
        Files.readString(written.index()).contains("<ul class=\"headlines\"><li>" + caution));
    assertTrue(written.summary().contains("\n" + caution), written.summary());
  }

  @Test
  void fewerThanFiveSeedsArePointsWithoutIntervals() throws IOException {
    addThreeSeeds();
    addSeeds("ssm", 3, 200);
    String markdown = markdown();
    assertTrue(markdown.contains("- No row has 5 seeds: they are points without"), markdown);
    assertTrue(markdown.contains("- cartpole_swingup: too few seeds to tell its 2 variants apart"));
    assertFalse(markdown.contains("clearly"), markdown);
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/returns.csv"));
    for (String row : rows.subList(1, rows.size())) {
      assertEquals("", row.split(",", -1)[4], row);
    }
  }

  @Test
  void saysInWordsWhichVariantsAreClearlyHigherOrLower() throws IOException {
    addSeeds("rssm", 6, 400);
    addSeeds("ssm", 6, 200);
    addSeeds("overshooting", 6, 900);
    addSeeds("drnn", 1, 400);
    String markdown = markdown();
    assertTrue(markdown.contains("- 1 of 4 rows have fewer than 5 seeds: they"), markdown);
    assertTrue(markdown.contains("against rssm: clearly higher: overshooting (+4"), markdown);
    assertTrue(markdown.contains(" on 6); clearly lower: ssm (-1"), markdown);
    assertTrue(markdown.contains("; too few seeds: drnn ("), markdown);
  }

  /** Their numbers stand beside their authors'; in the table they stand all the same. */
  @Test
  void agentsThatOthersPublishedAreHeldAgainstNoOtherRow() throws IOException {
    addSeeds("rssm", 6, 400);
    addSeeds("ssm", 6, 200);
    for (long seed = 0; seed < 6; seed++) {
      runs.add("walker_walk", "rssm", seed, 800, RunStatus.FINISHED);
      for (String task : List.of("cartpole_swingup", "walker_walk")) {
        SyntheticRuns.setEdition(
            runs.add(task, "dreamer", seed, 900, RunStatus.FINISHED), "published");
      }
    }
    String markdown = markdown();
    assertTrue(markdown.contains("who published it and no other row: dreamer."), markdown);
    assertTrue(markdown.contains("against rssm: clearly lower: ssm (-1"), markdown);
    assertFalse(markdown.contains("dreamer (+"), markdown);
    String aggregates = Files.readString(temporary.resolve("report/tables/aggregates.csv"));
    assertTrue(aggregates.contains("rssm,2,6,"), aggregates);
    assertFalse(aggregates.contains("dreamer"), aggregates);
  }

  /** What an earlier report said would contradict this one. */
  @Test
  void whatAnEarlierReportLeftGoes() throws IOException {
    addThreeSeeds();
    write("report");
    Path report = temporary.resolve("report");
    Files.writeString(report.resolve("tables/status.csv"), "cell,state\n");
    Files.writeString(report.resolve("plots/walker_walk-return.png"), "");
    Files.writeString(report.resolve("plots/notes.txt"), "mine");
    long files = files(report);
    write("report");
    assertEquals(files - 2, files(report));
    assertTrue(Files.exists(report.resolve("plots/notes.txt")));
  }

  private static long files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  private String markdown() throws IOException {
    write("report");
    return Files.readString(temporary.resolve("report/report.md"));
  }

  /** One agent's return on a task stands beside that of an agent of the task's own. */
  @Test
  void aRunOfSeveralTasksHasAReturnOnEach() throws IOException {
    addThreeSeeds();
    runs.addSet("cartpole_swingup", "123", "walker_walk", "456");
    Report.Written written = write("report");
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/returns.csv"));
    assertEquals(4, rows.size(), rows.toString());
    assertTrue(rows.get(1).startsWith("cartpole_swingup,rssm,small,"), rows.get(1));
    assertTrue(rows.get(2).startsWith("cartpole_swingup,multi_task,small,123.0,,1,"), rows.get(2));
    assertTrue(rows.get(2).contains(",2,2000,"), rows.get(2));
    assertTrue(rows.get(3).startsWith("walker_walk,multi_task,small,456.0,,1,"), rows.get(3));
    assertTrue(rows.get(3).contains(",2,2000,1.0,1,"), "two episodes, all environment steps");
    assertTrue(written.summary().contains("walker_walk"), written.summary());
    List<String> table = Files.readAllLines(temporary.resolve("report/tables/runs.csv"));
    assertEquals(1 + 4, table.size(), "a run stays one run");
  }

  @Test
  void doesNotCountWhatDidNotFinish() throws IOException {
    runs.add("cartpole_swingup", "rssm", 0, 400, RunStatus.FAILED);
    runs.add("cartpole_swingup", "rssm", 1, 400, RunStatus.INTERRUPTED);
    String html = Files.readString(write("report").index());
    assertTrue(html.contains("No run has finished yet"));
    assertTrue(html.contains("0 of 2"));
    assertTrue(html.contains("interrupted: its results are not counted"));
    assertTrue(html.contains("failed: physics diverged: &lt;b&gt;qacc&lt;/b&gt; is not finite"));
    assertFalse(html.contains("<b>qacc"), "escaped");
  }

  @Test
  void saysWhyARunFailedWhetherItHasRowsOrNot() throws IOException {
    RunFolder damaged = runs.add("cartpole_swingup", "rssm", 0, 400, RunStatus.FAILED);
    Files.delete(damaged.file("latency.csv"));
    RunFolder empty = runs.add("cartpole_swingup", "rssm", 2, 400, RunStatus.FAILED);
    for (String name :
        List.of(
            "episodes.csv",
            "updates.csv",
            "latency.csv",
            "model.csv",
            "certificate.csv",
            "commit.json")) {
      Files.delete(empty.file(name));
    }
    Report.Written written = write("report");
    assertEquals(List.of(damaged.cell()), written.leftOut());
    String said = written.summary().replace('\n', ' ');
    assertTrue(
        said.contains(damaged.cell() + ", " + empty.cell() + ": failed: physics"),
        written::summary);
  }

  @Test
  void leavesOutABrokenRunAndSaysSo() throws IOException {
    addThreeSeeds();
    Path record = runs.folder().resolve("cartpole_swingup-rssm-s1/run.json");
    Files.writeString(record, "{\"schema_version\": 1,");
    Files.delete(runs.folder().resolve("cartpole_swingup-rssm-s2/latency.csv"));
    String html = Files.readString(write("report").index());
    assertTrue(html.contains("left out: " + record), "names the file");
    assertTrue(html.contains("latency.csv: expected this file, but it is missing"));
    assertTrue(html.contains("1 of 1"), "the other is counted");
    assertTrue(
        html.contains(
            "Left out, as damaged or not as certified: cartpole_swingup-rssm-s1,"
                + " cartpole_swingup-rssm-s2. No number here counts them."));
  }

  /** A return that someone made better; another task's name in a row, which had a task then. */
  @Test
  void neverShowsAnAlteredRunAndNeverFailsForIt() throws IOException {
    addThreeSeeds();
    Path first = runs.folder().resolve("cartpole_swingup-rssm-s1/episodes.csv");
    Files.writeString(
        first,
        Files.readString(first)
            .replaceFirst("(?m)^(evaluate,2,(?:[0-9]+,){3})[0-9.]+,", "$1980.69,"));
    Path second = runs.folder().resolve("cartpole_swingup-rssm-s2/episodes.csv");
    Files.writeString(
        second,
        Files.readString(second).replaceFirst("(?m)^(collect,38,.*,)$", "$1cartpolf_swingup"));
    Report.Written written = write("report");
    assertEquals(
        List.of("cartpole_swingup-rssm-s1", "cartpole_swingup-rssm-s2"), written.leftOut());
    assertTrue(
        written
            .summary()
            .contains("episodes.csv:14: evaluate/2 is not as it was certified (certificate.csv"),
        written::summary);
    String html = Files.readString(written.index());
    assertTrue(html.contains("1 of 1"), "the other is counted");
    assertFalse(html.contains("980.69"));
  }

  @Test
  void listsASharedValueOnceAndNamesTheRunsOfADifferingOne() throws IOException {
    addThreeSeeds();
    write("report");
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/provenance.csv"));
    assertEquals(
        List.of(
            "cpu,avx2,cartpole_swingup-rssm-s2",
            "cpu,avx512f,cartpole_swingup-rssm-s0 cartpole_swingup-rssm-s1"),
        rows.stream().filter(row -> row.startsWith("cpu,")).toList());
    assertTrue(rows.contains("recipe.batch,50,all"), rows.toString());
  }

  @Test
  void showsPredictionsOverDistanceAndTrainingOnBothKindsOfData() throws IOException {
    addThreeSeeds();
    String html = Files.readString(write("report").index());
    assertTrue(html.contains("Open-loop predictions"));
    for (String kind : List.of("image-error", "reward-error", "divergence")) {
      for (String data : ModelRow.DATA) {
        for (String plot : List.of(kind + "-", kind + "-over-training-")) {
          String file = "report/plots/cartpole_swingup-rssm-" + plot + data + ".png";
          assertTrue(Files.exists(temporary.resolve(file)), file);
        }
      }
    }
    assertFalse(html.contains("cartpole_swingup, at the end"), "nothing to compare with");
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/predictions.csv"));
    assertEquals(
        "task,variant,recipe,data,update_steps,seeds,image_error_d01,image_error_d10,"
            + "image_error_d50,reward_error_d01,reward_error_d10,reward_error_d50,divergence_d01,"
            + "divergence_d10,divergence_d50",
        rows.getFirst());
    assertTrue(
        rows.get(1).startsWith("cartpole_swingup,rssm,small,on_policy,1550,3,0.00"), rows.get(1));
    assertTrue(rows.get(2).startsWith("cartpole_swingup,rssm,small,held_out,"), rows.get(2));
    assertEquals(3, rows.size());
  }

  @Test
  void comparesThePredictionsOfSeveralVariantsAtTheEnd() throws IOException {
    addThreeSeeds();
    runs.add("cartpole_swingup", "ssm", 0, 300, RunStatus.FINISHED);
    String html = Files.readString(write("report").index());
    assertTrue(
        html.contains(
            "cartpole_swingup, at the end: held out (image error). Last values: rssm 0.0"),
        "both");
    assertTrue(html.contains("; ssm "), "in one chart");
  }

  /** As far as the runs went, and of what was taken as they were. */
  @Test
  void drawsPublishedClaimsBesideTheCurves() throws IOException {
    addThreeSeeds();
    String claims =
        "family,agent,variant,task,environment_steps,observations,action_repeat,settings,"
            + "evaluation_episodes,seeds,value,spread,protocol,paper,source,license,standing,measured\n"
            + claim("read,Alike", 40000, 8, 234)
            + claim("read,Alike", 20000, 8, 123)
            + claim("read,Alike", 500000, 8, 999)
            + claim("read,Repeats", 40000, 4, 345);
    Files.writeString(temporary.resolve(References.LEDGER), claims);
    Path out = temporary.resolve("out");
    new Report(References.none(), Claims.read(temporary)).write(List.of(runs.folder()), out);
    String markdown = Files.readString(out.resolve("report.md"));
    assertTrue(
        markdown
            .lines()
            .anyMatch(line -> line.matches(".*Last values: rssm .*Alike \\(read\\) 234.*")),
        markdown);
    assertFalse(markdown.contains("Repeats (read)"), markdown);
  }

  private static String claim(String agent, int steps, int repeat, int value) {
    return "%s,rssm,cartpole_swingup,%d,simulator,%d,,,,%d,,,a paper,Table 1,MIT,not tried,\n"
        .formatted(agent, steps, repeat, value);
  }

  @Test
  void runsFromBeforeThereWereDiagnosesAreStillShown() throws IOException {
    addThreeSeeds();
    for (RunFolder folder : RunFolder.list(runs.folder())) {
      Files.delete(folder.file("model.csv"));
      Files.delete(folder.file("certificate.csv"));
      String version = "\"schema_version\": ";
      Path record = folder.file("run.json");
      Files.writeString(
          record,
          Files.readString(record)
              .replace(version + RunRecord.SCHEMA_VERSION, version + "1")
              .replaceFirst("\"certificate\": \\{[^}]*\\},", ""));
    }
    String html = Files.readString(write("report").index());
    assertFalse(html.contains("Open-loop predictions"));
    assertFalse(html.contains("model.csv"), "nothing is amiss");
    assertTrue(
        html.contains("from before there were certificates: nothing vouches for its numbers"));
    assertTrue(html.contains("3 of 3"));
  }

  @Test
  void comparesTheDecisionWithTheAgentsPeriod() throws IOException {
    addThreeSeeds();
    write("report");
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/latency.csv"));
    String decision = rows.get(1);
    assertTrue(decision.startsWith("cartpole_swingup,rssm,small,decision,3000,"), decision);
    assertTrue(decision.contains(",10.0,80.0,0."), decision);
    assertEquals(1 + 6, rows.size());
  }

  @Test
  void aggregatesOverTheTasksThatVariantsShare() throws IOException {
    addThreeSeeds();
    addRandom();
    for (long seed = 0; seed < 3; seed++) {
      runs.add("walker_walk", "rssm", seed, 800, RunStatus.FINISHED);
      runs.add("walker_walk", "ssm", seed, 200, RunStatus.FINISHED);
      runs.add("cartpole_swingup", "ssm", seed, 200, RunStatus.FINISHED);
    }
    String html = Files.readString(write("report").index());
    assertTrue(html.contains("Over 2 tasks: cartpole_swingup, walker_walk."));
    assertTrue(html.contains("a task or a common seed is missing: random."));
    List<String> rows = Files.readAllLines(temporary.resolve("report/tables/aggregates.csv"));
    assertEquals(
        "variant,tasks,seeds,iqm,mean,median,optimality_gap,probability_of_improvement",
        rows.getFirst());
    assertTrue(rows.get(1).matches("rssm,2,3,0\\.[56].*,"), rows.get(1));
    assertTrue(rows.get(2).matches("ssm,2,3,0\\.1.*,0\\.0"), rows.get(2));
    for (String plot :
        List.of(
            "all-tasks-iqm", "all-tasks-profile", "walker_walk-figure-4", "walker_walk-quality")) {
      assertTrue(Files.exists(temporary.resolve("report/plots/" + plot + ".png")), plot);
    }
    assertTrue(html.contains("rssm (3 × 3)"), "what is behind a median");
  }

  @Test
  void setsSeveralFoldersSideBySide() throws IOException {
    SyntheticRuns mppi = new SyntheticRuns(Files.createDirectory(temporary.resolve("mppi")));
    addThreeSeeds();
    RunFolder other = mppi.add("cartpole_swingup", "rssm", 0, 300, RunStatus.FINISHED);
    SyntheticRuns.addMedia(other);
    Path out = temporary.resolve("report");
    String html =
        Files.readString(
            new Report(References.none(), Claims.none())
                .write(List.of(runs.folder(), mppi.folder()), out)
                .index());
    List<String> rows = Files.readAllLines(out.resolve("tables/quality.csv"));
    assertEquals(
        "task,variant,recipe,planner,mean_return,seeds,p50_ms,p95_ms,plan_gmac,"
            + "p95_share_of_period",
        rows.getFirst());
    assertTrue(rows.get(1).startsWith("cartpole_swingup,rssm (mppi),small,cem,"), rows.get(1));
    assertTrue(rows.get(2).startsWith("cartpole_swingup,rssm (runs),small,cem,"), rows.get(2));
    assertTrue(html.contains("mppi/cartpole_swingup-rssm-s0"));
    assertTrue(Files.exists(out.resolve("media/mppi-cartpole_swingup-rssm-s0-evaluation.mp4")));
  }

  /** Then each is named by its whole path, of which nothing is lost on the way to a file. */
  @Test
  void foldersOfOneNameEachHaveTheirPictures() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String parent : List.of("a b#1", "a(b)1")) {
      Path folder = Files.createDirectories(temporary.resolve(parent).resolve("runs"));
      SyntheticRuns made = new SyntheticRuns(folder);
      SyntheticRuns.addMedia(made.add("cartpole_swingup", "rssm", 0, 300, RunStatus.FINISHED));
      folders.add(folder);
    }
    Path out = temporary.resolve("report");
    new Report(References.none(), Claims.none()).write(folders, out);
    List<String> links =
        LINKED
            .matcher(Files.readString(out.resolve("report.md")))
            .results()
            .map(match -> String.valueOf(match.group(1)))
            .toList();
    assertEquals(2, links.stream().filter(link -> link.endsWith(".mp4")).count());
    assertTrue(links.stream().filter(link -> link.startsWith("plots/")).count() >= 2 * 12);
    assertEquals(links.size(), links.stream().distinct().count(), links::toString);
    for (String link : links) {
      assertTrue(link.matches("(plots|media)/[\\w.-]+"), link);
      assertTrue(Files.exists(out.resolve(link)), link);
    }
  }

  /** Two seeds of each kind, and a random agent of the older one only. */
  @Test
  void evaluationsThatStartOtherwiseShareNoRowMeanOrCurve() throws IOException {
    for (long seed = 0; seed < 4; seed++) {
      RunFolder folder = runs.add("cartpole_swingup", "rssm", seed, 400, RunStatus.FINISHED);
      if (seed < 2) {
        Runs.makeOlder(folder);
      }
    }
    Runs.makeOlder(addRandom());
    Report.Written written = write("report");
    Path tables = temporary.resolve("report/tables");
    List<String> rows = Files.readAllLines(tables.resolve("returns.csv"));
    assertTrue(rows.get(1).startsWith("cartpole_swingup,rssm,"), rows.get(1));
    assertTrue(rows.get(2).startsWith("cartpole_swingup,rssm (common starts),"), rows.get(2));
    assertEquals(4, rows.size(), rows::toString);
    List<String> columns = List.of(rows.getFirst().split(",", -1));
    for (String row : rows.subList(1, 3)) {
      assertEquals("2", row.split(",", -1)[columns.indexOf("finished_seeds")], row);
    }
    String random = rows.get(1).split(",", -1)[columns.indexOf("random_return")];
    assertNotEquals(random, rows.get(2).split(",", -1)[columns.indexOf("random_return")]);
    for (String table : List.of("models.csv", "quality.csv", "latency.csv", "predictions.csv")) {
      String text = Files.readString(tables.resolve(table));
      assertTrue(text.contains("rssm (common starts)"), table);
      assertTrue(text.contains("rssm,"), table);
    }
    String html = Files.readString(written.index());
    assertTrue(html.contains("evaluated from start states common to all cells"), "a warning");
    assertFalse(html.contains("variants apart"), "nothing is held against the older runs");
  }

  @Test
  void evaluationsThatStartOtherwiseAreNoPartOfAggregatesAndScores() throws IOException {
    for (String task : List.of("cartpole_swingup", "walker_walk")) {
      runs.addUntrained(task, "rssm", 0, 400);
      runs.addUntrained(task, "ssm", 0, 100);
      Runs.makeOlder(runs.addUntrained(task, "rssm", 1, 500));
    }
    write("report");
    Path table = temporary.resolve("report/tables/aggregates.csv");
    List<String> variants =
        Files.readAllLines(table).stream().skip(1).map(row -> row.split(",", -1)[0]).toList();
    assertEquals(List.of("rssm", "ssm"), variants);
    FinalReturns scores = FinalReturns.read(List.of(runs.folder()));
    assertEquals(List.of("rssm", "ssm"), List.copyOf(scores.scores().variants()));
    assertTrue(scores.notes().getFirst().contains("walker_walk-rssm-s1"), scores.notes()::toString);
    assertTrue(scores.notes().getFirst().contains("left out: an older"), scores.notes()::toString);
  }

  @Test
  void saysWhatToDoWhenThereAreNoRuns() throws IOException {
    Report.Written written = write("report");
    assertTrue(Files.readString(written.index()).contains("There are no runs here yet"));
    assertEquals("There are no runs here yet.\n", written.summary());
    Path nowhere = temporary.resolve("nowhere");
    Complaint.assertSays(
        "expected a folder of runs",
        MalformedFileException.class,
        () ->
            new Report(References.none(), Claims.none()).write(nowhere, temporary.resolve("out")));
  }

  @Test
  void linksTheFilmsOfManyRunsInsteadOfCarryingThem() throws IOException {
    RunFolder folder = runs.add("cartpole_swingup", "rssm", 0, 400, RunStatus.FINISHED);
    Path film = Files.createDirectories(folder.media()).resolve("evaluation.mp4");
    Files.write(film, new byte[(int) Pictures.EMBEDDED_AT_MOST + 1]);
    String html = Files.readString(write("report").index());
    String path = "media/cartpole_swingup-rssm-s0-evaluation.mp4";
    assertTrue(html.contains("src=\"" + path + "\""));
    assertEquals(Files.size(film), Files.size(temporary.resolve("report").resolve(path)));
  }

  /** What moves can be stopped, and does not begin by itself. */
  @Test
  void leavesItToTheReaderWhenAFilmPlays() throws IOException {
    SyntheticRuns.addMedia(runs.add("cartpole_swingup", "rssm", 0, 400, RunStatus.FINISHED));
    RunFolder before = runs.add("cartpole_swingup", "rssm", 1, 400, RunStatus.FINISHED);
    Files.write(
        Files.createDirectories(before.media()).resolve("evaluation.gif"),
        "GIF89a;".getBytes(StandardCharsets.US_ASCII));
    String html = Files.readString(write("report").index());
    Matcher player = Pattern.compile("<video [^>]*>").matcher(html);
    assertTrue(player.find());
    assertTrue(player.group().contains(" controls"));
    assertFalse(html.contains("autoplay"));
    assertTrue(
        html.contains(
            "<details><summary>play an evaluation episode of cartpole_swingup-rssm-s1</summary>"
                + "<img src=\"data:image/gif;base64,"));
    String markdown = Files.readString(temporary.resolve("report/report.md"));
    assertTrue(markdown.contains("\n[an evaluation episode of "), "a link, not a picture");
  }

  /** With films of 20 s in which a square moves and every pixel flickers a little. */
  @Test
  void threeRunsMakeAPageOfAtMostFourMegabytes() throws IOException {
    RandomGenerator noise = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    List<Frame> film = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      byte[] rgb = SyntheticRuns.square(i % 50, 24).rgb();
      for (int j = 0; j < rgb.length; j++) {
        rgb[j] += (byte) noise.nextInt(3);
      }
      film.add(new Frame(64, 64, rgb));
    }
    for (long seed = 0; seed < 3; seed++) {
      RunFolder folder = runs.add("cartpole_swingup", "rssm", seed, 400, RunStatus.FINISHED);
      new Video(4).write(folder.media().resolve(Media.EVALUATION), film, 0.02);
      new PredictionStrip(15)
          .write(
              folder.media().resolve(Media.OPEN_LOOP),
              film.subList(0, 15),
              film.subList(15, 30),
              5);
    }
    long size = Files.size(write("report").index());
    assertTrue(size <= 4L << 20, "the page has " + size + " bytes");
  }

  @Test
  void saysNothingOfAPlotThatIsNotThere() throws IOException {
    addRandom();
    Path index = write("report").index();
    assertFalse(Files.readString(index).contains("A point is at the median time"));
    assertFalse(Files.exists(temporary.resolve("report/plots/cartpole_swingup-quality.png")));
  }

  private void addThreeSeeds() throws IOException {
    addSeeds("rssm", 3, 400);
  }

  private void addSeeds(String variant, int seeds, double best) throws IOException {
    for (long seed = 0; seed < seeds; seed++) {
      runs.add("cartpole_swingup", variant, seed, best, RunStatus.FINISHED);
    }
  }

  private RunFolder addRandom() throws IOException {
    return runs.addUntrained("cartpole_swingup", "random", 0, 24);
  }

  private Report.Written write(String name) throws IOException {
    Path home = Path.of(System.getProperty("planetbench.home"));
    References references = References.read(home.resolve(References.FOLDER));
    return new Report(references, Claims.none()).write(runs.folder(), temporary.resolve(name));
  }

  private SequencedMap<String, byte[]> files(String name) throws IOException {
    SequencedMap<String, byte[]> files = new TreeMap<>();
    Path folder = temporary.resolve(name);
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }
}
