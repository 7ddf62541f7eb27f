package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.mlflow.FakeMlflow.Mood;
import org.planetbench.results.mlflow.MlflowPublisher.Flush;
import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunSink.Position;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.SystemRow;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.csv.SystemLog;

class MlflowPublisherTest {
  private static final String CELL = "cheetah_run-rssm-s3";
  private static final Duration PLENTY = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path runs;
  private FakeMlflow server;
  private RunFolder folder;

  @BeforeEach
  void startServer() throws IOException {
    server = new FakeMlflow();
    folder = RunFolder.create(runs, CELL);
    folder.writeRecord(Runs.record(CELL));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void publishesAFinishedRunAsOneRun() throws Exception {
    record(0, 3);
    finish();
    Files.createDirectories(folder.media());
    Files.writeString(folder.media().resolve("learning curve.png"), "png");
    assertTrue(publish(PLENTY).complete());

    FakeMlflow.Run run = server.onlyRun();
    assertEquals(CELL, run.created.path("run_name").asText());
    assertEquals(Runs.START.toEpochMilli(), run.created.path("start_time").asLong());
    assertEquals(Map.of("recipe.batch", "50", "planner.horizon", "12"), run.params);
    assertEquals("key-of-" + CELL, run.tags.get("planetbench.run_key"));
    assertEquals("cheetah_run", run.tags.get("task"));
    assertEquals("3", run.tags.get("seed"));
    assertEquals("0123abc", run.tags.get("mlflow.source.git.commit"));
    assertEquals("finished", run.tags.get("status"));
    assertEquals(List.of("FINISHED"), run.statuses);
    assertEquals(
        Set.of(
            "certificate.csv",
            "episodes.csv",
            "latency.csv",
            "media/learning curve.png",
            "model.csv",
            "run.json",
            "updates.csv"),
        run.artifacts.keySet());
    assertEquals(Optional.of(run.id), folder.readRecord().mlflowRunId());
    assertEquals(Files.readString(folder.file("run.json")), run.artifacts.get("run.json"));
  }

  @Test
  void putsEachRowOnTheAxisOfItsSection() throws Exception {
    CsvRunSink sink = CsvRunSink.create(folder);
    sink.episode(Runs.episode("seed", 0, 1000, 1.5));
    sink.update(Runs.update(200));
    sink.decision(Runs.decision("seed", 0, 0, 9));
    sink.decision(Runs.decision("collect", 0, 0, 1));
    sink.decision(Runs.decision("collect", 0, 1, 3));
    sink.episode(Runs.episode("collect", 0, 2000, 2.5));
    sink.episode(Runs.episode("evaluate", 0, 2000, 4));
    sink.episode(Runs.episode("evaluate", 1, 2000, 5));
    sink.commit();
    finish();
    assertTrue(publish(PLENTY).complete());
    FakeMlflow.Run run = server.onlyRun();
    long start = Runs.START.toEpochMilli();
    assertEquals(
        List.of(
            "train/episode_return step=1000 value=1.5 time=" + (start + 250_000),
            "train/episode_return step=2000 value=2.5 time=" + (start + 500_000)),
        run.points("train/episode_return"));
    assertEquals(
        List.of(
            "eval/episode_return step=2000 value=4.0 time=" + (start + 500_001),
            "eval/episode_return step=2000 value=5.0 time=" + (start + 500_002)),
        run.points("eval/episode_return"));
    assertEquals(
        List.of("eval/episode_return_mean step=2000 value=4.5 time=" + (start + 500_002)),
        run.points("eval/episode_return_mean"));
    assertEquals(
        List.of("train/loss step=200 value=0.5 time=" + (start + 500_000)),
        run.points("train/loss"));
    assertEquals(
        List.of(
            "latency/collect_planning_latency_ms_p95 step=2000 value=3.75 time="
                + (start + 500_000)),
        run.points("latency/collect_planning_latency_ms_p95"));
    assertEquals(
        List.of("latency/collect_encode_ms_p99 step=2000 value=0.5 time=" + (start + 500_000)),
        run.points("latency/collect_encode_ms_p99"));
    assertEquals(
        List.of("latency/collect_plan_ms_mean step=2000 value=2.0 time=" + (start + 500_000)),
        run.points("latency/collect_plan_ms_mean"));
  }

  @Test
  void theDecisionsOfAnEvaluationAreOnePointOnceItIsOver() throws Exception {
    CsvRunSink sink = CsvRunSink.create(folder);
    for (int episode = 0; episode < 2; episode++) {
      sink.decision(Runs.decision("evaluate", episode, 0, 1 + 4 * episode));
      sink.episode(Runs.episode("evaluate", episode, 2000, 4));
    }
    sink.commit();
    sink.commit();
    assertTrue(publish(PLENTY).complete());
    String key = "latency/evaluate_plan_ms_mean";
    assertEquals(List.of(), server.onlyRun().points(key), "an episode may follow");

    sink.decision(Runs.decision("evaluate", 2, 0, 9));
    sink.episode(Runs.episode("evaluate", 2, 4000, 4));
    sink.commit();
    sink.commit();
    assertTrue(publish(PLENTY).complete());
    String first = key + " step=2000 value=3.0 time=" + (Runs.START.toEpochMilli() + 500_001);
    assertEquals(List.of(first), server.onlyRun().points(key));

    finish();
    assertTrue(publish(PLENTY).complete());
    String last = key + " step=4000 value=9.0 time=" + (Runs.START.toEpochMilli() + 1_000_000);
    assertEquals(List.of(first, last), server.onlyRun().points(key));
  }

  @Test
  void theTaskIsADatasetToTrainAndOneToEvaluateOn() throws Exception {
    CsvRunSink sink = CsvRunSink.create(folder);
    sink.episode(Runs.episode("held_out", 0, 0, 1));
    sink.episode(Runs.episode("seed", 0, 1000, 1));
    sink.commit();
    sink.commit();
    publish(PLENTY);
    assertEquals(List.of("training"), contexts());
    sink.episode(Runs.episode("collect", 0, 2000, 1));
    sink.episode(Runs.episode("evaluate", 0, 2000, 1));
    sink.commit();
    finish();
    publish(PLENTY);
    publish(PLENTY);
    assertEquals(List.of("evaluation", "training"), contexts());
    assertEquals(2, server.count("runs/log-inputs"));
  }

  private List<String> contexts() {
    return server.onlyRun().datasets.stream()
        .map(text -> text.replaceFirst("^cheetah_run for ([a-z]+) from \\{.*\"suite\".*", "$1"))
        .toList();
  }

  @Test
  void whatARunHasLearnedIsAnExternalModelWithItsFinalReturn() throws Exception {
    learn();
    assertTrue(publish(PLENTY).complete());
    FakeMlflow.Run run = server.onlyRun();
    JsonNode model = server.models.getFirst();
    assertEquals(CELL, model.path("name").asText());
    assertEquals("rssm", model.path("model_type").asText());
    assertEquals(
        "[{\"key\":\"task\",\"value\":\"cheetah_run\"},{\"key\":\"recipe.batch\",\"value\":\"50\"}]",
        model.path("params").toString());
    String tags = model.path("tags").toString();
    for (String tag : List.of("mlflow.model.isExternal", CELL + "/checkpoint/00000017/model.npz")) {
      assertTrue(tags.contains(tag), tags);
    }
    assertEquals(List.of("LOGGED_MODEL_READY"), server.modelStatuses);
    assertEquals(Set.of("m-0"), run.outputs);
    assertEquals(List.of("m-0 cheetah_run"), List.copyOf(run.ofModel.values()));
    assertEquals(run.points("eval/episode_return_mean"), List.copyOf(run.ofModel.keySet()));
  }

  @Test
  void aModelIsThereOnceWhateverIsForgotten() throws Exception {
    learn();
    AtomicInteger tries = new AtomicInteger();
    server.behave(
        (call, number, body) -> {
          boolean breaks = call.equals("runs/outputs");
          tries.addAndGet(breaks ? 1 : 0);
          return breaks ? Mood.BROKEN : Mood.NORMAL;
        });
    assertFalse(publish(SHORT).complete());
    assertTrue(tries.get() <= 12, "given up after four sweeps of three tries each: " + tries);
    server.behave((call, number, body) -> Mood.NORMAL);
    assertTrue(publish(PLENTY).complete());
    Files.delete(folder.file("mlflow.json"));
    assertTrue(publish(PLENTY).complete());
    assertEquals(1, server.models.size());
    assertEquals(Set.of("m-0"), server.onlyRun().outputs);
  }

  @Test
  void samplesOfTheMachineAreSentOnceWhateverStandsAtTheirEnd() throws Exception {
    record(0, 1);
    SystemLog log = new SystemLog(folder);
    log.add(new SystemRow(1_000, 12.5, 2048, 50, 99.5, 512.25));
    Path file = folder.file("system.csv");
    Files.writeString(file, "2000,13.", StandardOpenOption.APPEND);
    finish();
    assertTrue(publish(PLENTY).complete());
    new SystemLog(folder).add(new SystemRow(3_000, 0, 0, 0, 199, 0));
    assertTrue(publish(PLENTY).complete());
    FakeMlflow.Run run = server.onlyRun();
    assertEquals(
        List.of(
            "system/cell_cpu_utilization_percentage step=1 value=99.5 time=1000",
            "system/cell_cpu_utilization_percentage step=2 value=199.0 time=3000"),
        run.points("system/cell_cpu_utilization_percentage"));
    for (String point :
        List.of(
            "cpu_utilization_percentage step=1 value=12.5",
            "system_memory_usage_megabytes step=1 value=2048.0",
            "system_memory_usage_percentage step=1 value=50.0",
            "cell_memory_usage_megabytes step=1 value=512.25")) {
      assertTrue(run.points.containsKey("system/" + point + " time=1000"), point);
    }
    assertEquals(run.points.size(), run.sent());
    assertEquals(List.of("FINISHED"), run.statuses);
  }

  @Test
  void anOlderServerGetsAllThatItKnows() throws Exception {
    learn();
    server.behave(
        (call, number, body) ->
            call.startsWith("logged-models") || call.equals("runs/log-inputs")
                ? Mood.UNKNOWN
                : Mood.NORMAL);
    Flush flush = publish(PLENTY);
    assertTrue(flush.complete());
    assertEquals(List.of(), flush.problems());
    assertEquals(List.of("FINISHED"), server.onlyRun().statuses);
    assertEquals(1, server.count("runs/create"));
  }

  /** A finished run with an evaluation and parameters. */
  private void learn() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    episode(sink, 0);
    sink.episode(Runs.episode("evaluate", 0, 2000, 4));
    sink.commit();
    for (String checkpoint : List.of("00000009", "00000017", "00000018.tmp")) {
      Path parameters = folder.checkpoint().resolve(checkpoint).resolve("model.npz");
      Files.createDirectories(parameters.getParent());
      Files.writeString(parameters, checkpoint);
    }
    finish();
  }

  @Test
  void sendsNothingTwiceFromOneCommandToTheNext() throws Exception {
    record(0, 3);
    finish();
    publish(PLENTY);
    long sent = server.onlyRun().sent();
    long artifacts = server.count("artifact");
    assertTrue(publish(PLENTY).complete());
    assertEquals(sent, server.onlyRun().sent());
    assertEquals(artifacts, server.count("artifact"));
    assertEquals(1, server.count("runs/create"));
  }

  @Test
  void aLostCursorCostsOnlyTheSameRequestsAgain() throws Exception {
    record(0, 3);
    finish();
    publish(PLENTY);
    Set<String> points = Set.copyOf(server.onlyRun().points.keySet());
    Files.delete(folder.file("mlflow.json"));
    assertTrue(publish(PLENTY).complete());
    assertEquals(points, server.onlyRun().points.keySet());
    Files.writeString(folder.file("mlflow.json"), "{\"schema_ver");
    assertTrue(publish(PLENTY).complete());
    assertEquals(points, server.onlyRun().points.keySet());
    assertEquals(1, server.count("runs/create"));
  }

  @Test
  void anAlteredRunIsNotSentAsIfItWereGenuine() throws Exception {
    record(0, 3);
    CertificateHead head = Verification.of(CertifiedRuns.read(folder)).head();
    finish();
    folder.writeRecord(folder.readRecord().certified(head));
    Path episodes = folder.file("episodes.csv");
    String genuine = Files.readString(episodes);
    String altered = genuine.replace("collect,2,3000,", "collect,2,3001,");
    Files.writeString(episodes, altered);
    String problem = publish(PLENTY).problems().getFirst();
    assertTrue(
        problem.contains("not sent: " + folder.path() + ": not as it was certified"), problem);
    assertEquals(0, server.count("runs/create"));

    Files.writeString(episodes, genuine);
    assertTrue(publish(PLENTY).complete());
    long batches = server.count("runs/log-batch");
    Files.writeString(episodes, altered);
    assertTrue(publish(PLENTY).problems().getFirst().contains("not as it was certified"));
    assertEquals(batches, server.count("runs/log-batch"));
    assertEquals(genuine, server.onlyRun().artifacts.get("episodes.csv"));

    server.runs.clear(); // a server that lost the run does not get the altered one instead
    Flush lost = publish(PLENTY);
    assertTrue(lost.problems().getFirst().contains("not as it was certified"), lost::toString);
    assertEquals(Map.of(), server.runs);
  }

  @Test
  void whileARunGoesOnOnlySettledRowsAreSent() throws Exception {
    CsvRunSink sink = CsvRunSink.create(folder);
    episode(sink, 0);
    Position checkpoint = sink.commit();
    episode(sink, 1);
    sink.commit(); // the checkpoint after this one is never written
    assertTrue(publish(PLENTY).complete());
    assertEquals(1, server.onlyRun().points("train/episode_return").size());

    CsvRunSink again = CsvRunSink.resume(folder, checkpoint);
    episode(again, 1);
    again.commit();
    finish();
    assertTrue(publish(PLENTY).complete());
    FakeMlflow.Run run = server.onlyRun();
    assertEquals(2, run.points("train/episode_return").size());
    assertEquals(run.points.size(), run.sent());
    assertEquals(List.of("FINISHED"), run.statuses);
  }

  @Test
  void aServerThatDiesMidwayGetsTheRestWhenItIsBack() throws Exception {
    record(0, 1);
    appendUpdates(2000);
    finish();
    server.behave((call, number, body) -> number < 8 ? Mood.NORMAL : Mood.DIES_AFTER);
    try (MlflowPublisher publisher = publisher(SHORT)) {
      publisher.watch(folder);
      assertFalse(publisher.flush(Duration.ofSeconds(1)).complete());
      server.close();
      Flush down = publisher.flush(Duration.ofMillis(500));
      assertFalse(down.complete());
      assertTrue(down.line().contains("nothing is lost"), down.line());
      server = FakeMlflow.restarted(server);
      assertTrue(publisher.flush(PLENTY).complete());
    }
    assertEquals(2001, server.onlyRun().points("train/loss").size());
    assertEquals(List.of("FINISHED"), server.onlyRun().statuses);
    assertTrue(server.largestBatch() <= 1000);
  }

  @Test
  void aPublisherKilledBetweenRequestAndCursorLeavesOneRun() throws Exception {
    record(0, 3);
    finish();
    for (String killedAt : List.of("runs/create", "runs/log-batch", "artifact", "runs/update")) {
      server.behave((call, number, body) -> call.equals(killedAt) ? Mood.DIES_AFTER : Mood.NORMAL);
      try (MlflowPublisher publisher = publisher(SHORT)) {
        publisher.watch(folder);
        assertFalse(publisher.flush(SHORT).complete(), killedAt); // not long enough to try again
      }
    }
    server.behave((call, number, body) -> Mood.NORMAL);
    assertTrue(publish(PLENTY).complete());
    assertEquals(3, server.onlyRun().points("train/episode_return").size());
  }

  /** The tag goes before the cursor moves: else a kill between the two would lose it. */
  @Test
  void anInfiniteValueIsTaggedEvenIfTheServerDiesBetweenPointsAndTag() throws Exception {
    CsvRunSink sink = CsvRunSink.create(folder);
    sink.episode(Runs.episode("seed", 0, 1000, 1));
    sink.episode(Runs.episode("seed", 1, 2000, Double.POSITIVE_INFINITY));
    sink.commit();
    finish();
    server.behave((call, number, body) -> body.contains("infinite.") ? Mood.BROKEN : Mood.NORMAL);
    try (MlflowPublisher publisher = publisher(SHORT)) {
      publisher.watch(folder);
      assertFalse(publisher.flush(Duration.ofMillis(700)).complete());
    }
    assertEquals(1, server.onlyRun().points("train/episode_return").size());
    assertFalse(server.onlyRun().tags.containsKey("infinite.train/episode_return"));
    server.behave((call, number, body) -> Mood.NORMAL);
    assertTrue(publish(PLENTY).complete());
    assertTrue(server.onlyRun().tags.containsKey("infinite.train/episode_return"));
  }

  @Test
  void removesATwinThatASlowServerMadeAfterAll() throws Exception {
    record(0, 1);
    publish(PLENTY);
    FakeMlflow.Run ours = server.onlyRun();
    FakeMlflow.Run twin = new FakeMlflow.Run("twin", ours.created);
    twin.tags.put("planetbench.run_key", "key-of-" + CELL);
    server.runs.put("twin", twin);
    finish();
    assertTrue(publish(PLENTY).complete());
    assertEquals(ours, server.onlyRun());
  }

  /** Two machines publish copies of a run: both keep the one that the server names first. */
  @Test
  void ofTwoRunsThatPublishersMadeAtOnceTheFirstIsKeptWhole() throws Exception {
    record(0, 1);
    publish(PLENTY);
    FakeMlflow.Run ours = server.onlyRun();
    FakeMlflow.Run first = new FakeMlflow.Run("a-first", ours.created);
    first.tags.put("planetbench.run_key", "key-of-" + CELL);
    server.runs.put(first.id, first);
    finish();
    assertTrue(publish(PLENTY).complete());
    assertEquals(first, server.onlyRun());
    assertEquals(ours.points.keySet(), first.points.keySet());
    assertEquals(ours.artifacts.keySet(), first.artifacts.keySet());
    assertEquals(Optional.of(first.id), folder.readRecord().mlflowRunId());
    assertEquals("FINISHED", first.statuses.getLast());
  }

  @Test
  void aRunThatAnotherPublisherTookOutIsPublishedWhereThatPutIt() throws Exception {
    record(0, 1);
    publish(PLENTY);
    FakeMlflow.Run ours = server.onlyRun();
    FakeMlflow.Run first = new FakeMlflow.Run("a-first", ours.created);
    first.tags.put("planetbench.run_key", "key-of-" + CELL);
    server.runs.put(first.id, first);
    ours.deleted = true;
    finish();
    Flush flush = publish(PLENTY);
    assertTrue(flush.complete() && flush.problems().isEmpty(), flush::toString);
    assertEquals(first, server.onlyRun());
    assertEquals(ours.points.keySet().size(), first.points.keySet().size());
  }

  @Test
  void aBrokenOrSilentServerNeverBlocksTheCaller() throws Exception {
    record(0, 3);
    for (Mood mood : List.of(Mood.SILENT, Mood.BROKEN)) {
      server.behave((call, number, body) -> mood);
      try (MlflowPublisher publisher = publisher(SHORT)) {
        publisher.watch(folder);
        Flush flush = publisher.flush(Duration.ofMillis(800));
        assertFalse(flush.complete());
        assertTrue(flush.line().startsWith("1 of 1 runs not fully sent to MLflow ("), flush.line());
      }
    }
  }

  @Test
  void whatTheServerRefusesIsToldAndDoesNotHoldUpTheRest() throws Exception {
    record(0, 3);
    finish();
    server.behave((call, number, body) -> call.equals("artifact") ? Mood.REFUSING : Mood.NORMAL);
    Flush flush = publish(PLENTY);
    assertTrue(flush.complete());
    assertTrue(
        flush.problems().getFirst().startsWith(CELL + ": artifact certificate.csv: HTTP 400"),
        flush.problems().toString());
    assertEquals(List.of("FINISHED"), server.onlyRun().statuses);
  }

  /** The server is well, and stores no files: its store is broken, or it has none. */
  @Test
  void aBrokenStoreOfFilesHoldsUpNothingElseAndIsTriedAgainAtTheEnd() throws Exception {
    record(0, 3);
    finish();
    Map<Mood, String> answers = Map.of(Mood.BROKEN, "HTTP 500", Mood.UNKNOWN, "HTTP 404");
    try (MlflowPublisher publisher = publisher(PLENTY)) {
      publisher.watch(folder);
      for (Map.Entry<Mood, String> answer : answers.entrySet()) {
        server.behave(
            (call, number, body) -> call.equals("artifact") ? answer.getKey() : Mood.NORMAL);
        Flush flush = publisher.flush(PLENTY);
        assertTrue(flush.complete(), flush::toString);
        String told = CELL + ": artifact certificate.csv: " + answer.getValue();
        assertTrue(flush.problems().getFirst().startsWith(told), flush::toString);
      }
      FakeMlflow.Run run = server.onlyRun();
      assertEquals(List.of("FINISHED"), run.statuses);
      assertEquals(run.points.size(), run.sent());
      assertEquals(1, server.count("runs/create"));

      server.behave((call, number, body) -> Mood.NORMAL);
      assertEquals(List.of(), publisher.flush(PLENTY).problems());
      assertEquals(6, run.artifacts.size());
    }
  }

  @Test
  void whatWasRefusedIsToldUntilItIsAccepted() throws Exception {
    record(0, 1);
    finish();
    server.behave(
        (call, number, body) ->
            call.equals("runs/log-batch") && body.contains("\"params\"")
                ? Mood.REFUSING
                : Mood.NORMAL);
    try (MlflowPublisher publisher = publisher(PLENTY)) {
      publisher.watch(folder);
      for (int i = 0; i < 2; i++) {
        Flush flush = publisher.flush(PLENTY);
        assertTrue(flush.complete(), flush::toString);
        String told = CELL + ": log params: HTTP 400";
        assertTrue(flush.problems().getFirst().startsWith(told), flush::toString);
      }
      server.behave((call, number, body) -> Mood.NORMAL);
      assertEquals(List.of(), publisher.flush(PLENTY).problems());
    }
    assertEquals(2, server.onlyRun().params.size());
  }

  /** As many as end a sweep, and before the one that the server takes. */
  @Test
  void runsThatFailAgainAndAgainDoNotKeepALaterOneFromItsTurn() throws Exception {
    record(0, 3);
    finish();
    assertOneIsSentBeside(3);
  }

  /** That another run was sent after it does not make the server a slow one. */
  @Test
  void theReasonOfOneRunIsToldWhateverCameOfTheNext() throws Exception {
    record(0, 3);
    finish();
    assertOneIsSentBeside(1);
  }

  private void assertOneIsSentBeside(int failing) throws Exception {
    server.behave(
        (call, number, body) ->
            body.contains("key-of-") && !body.contains("key-of-" + CELL)
                ? Mood.BROKEN
                : Mood.NORMAL);
    String told =
        "%s of %s runs not fully sent to MLflow (search runs: HTTP 500"
            .formatted(failing, failing + 1);
    try (MlflowPublisher publisher = publisher(PLENTY)) {
      for (int seed = 0; seed < failing; seed++) {
        RunFolder other = RunFolder.create(runs, "cheetah_run-rssm-s" + seed);
        other.writeRecord(Runs.record(other.cell()));
        publisher.watch(other);
      }
      publisher.watch(folder);
      String count = told.substring(0, told.indexOf("runs"));
      Flush flush = publisher.flush(SHORT);
      for (int i = 0; i < 50 && !flush.line().startsWith(count); i++) { // it may take some sweeps
        flush = publisher.flush(SHORT);
      }
      assertTrue(flush.line().startsWith(told), flush.line());
    }
    assertEquals(3, server.onlyRun().points("train/episode_return").size());
  }

  @Test
  void aDamagedFolderDoesNotHoldUpTheOthers() throws Exception {
    record(0, 2);
    finish();
    RunFolder damaged = RunFolder.create(runs, "a_b-rssm-s0");
    Files.writeString(damaged.file("run.json"), "{");
    try (MlflowPublisher publisher = publisher(PLENTY)) {
      publisher.watch(damaged);
      publisher.watch(folder);
      Flush flush = publisher.flush(PLENTY);
      assertTrue(flush.complete());
      assertTrue(flush.problems().getFirst().contains("not valid JSON"), flush.toString());
    }
    assertEquals(2, server.onlyRun().points("train/episode_return").size());
  }

  @Test
  void aServerWhoseDatabaseWasMadeAnewGetsEverythingAgain() throws Exception {
    record(0, 3);
    finish();
    publish(PLENTY);
    Set<String> points = Set.copyOf(server.onlyRun().points.keySet());
    server.runs.clear();
    assertTrue(publish(PLENTY).complete());
    assertEquals(points, server.onlyRun().points.keySet());
    assertEquals(7, server.onlyRun().artifacts.size() + 1);
  }

  @Test
  void anotherServerGetsEverythingToo() throws Exception {
    record(0, 3);
    finish();
    publish(PLENTY);
    Set<String> points = Set.copyOf(server.onlyRun().points.keySet());
    FakeMlflow first = server;
    server = new FakeMlflow();
    assertTrue(publish(PLENTY).complete());
    assertEquals(points, server.onlyRun().points.keySet());
    assertTrue(Cursor.runId(folder, ServerAddress.of(first.uri(), Map.of())).isPresent());
    first.close();
  }

  @Test
  void aRunDeletedByTheUserStaysDeleted() throws Exception {
    record(0, 1);
    publish(PLENTY);
    server.onlyRun().deleted = true;
    record(0, 2);
    finish();
    Flush flush = publish(PLENTY);
    assertTrue(flush.problems().getFirst().contains("was deleted in MLflow"), flush.toString());
    assertEquals(1, server.runs.size());
  }

  @Test
  void anInterruptedRunIsKilledThenRunningThenFinished() throws Exception {
    record(0, 1);
    RunRecord interrupted =
        folder
            .readRecord()
            .ended(RunStatus.INTERRUPTED, Runs.START.plusSeconds(9), Optional.empty());
    folder.writeRecord(interrupted);
    publish(PLENTY);
    folder.writeRecord(folder.readRecord().resumed());
    publish(PLENTY);
    finish();
    publish(PLENTY);
    assertEquals(List.of("KILLED", "RUNNING", "FINISHED"), server.onlyRun().statuses);
    assertEquals("1", server.onlyRun().tags.get("resumes"));
  }

  @Test
  void restoresADeletedExperiment() throws Exception {
    server.experimentStage = "deleted";
    record(0, 1);
    assertTrue(publish(PLENTY).complete());
    assertEquals(1, server.count("experiments/restore"));
    assertEquals(0, server.count("experiments/create"));
  }

  @Test
  void infiniteValuesAreTaggedAndNanStays() throws Exception {
    CsvRunSink sink = CsvRunSink.create(folder);
    sink.episode(Runs.episode("seed", 0, 1000, Double.NaN));
    sink.episode(Runs.episode("seed", 1, 2000, Double.NEGATIVE_INFINITY));
    sink.commit();
    finish();
    publish(PLENTY);
    FakeMlflow.Run run = server.onlyRun();
    assertEquals(1, run.points("train/episode_return").size());
    assertTrue(run.points("train/episode_return").getFirst().contains("value=NaN"));
    assertEquals("not shown in charts", run.tags.get("infinite.train/episode_return"));
  }

  @Test
  void aServerThatIsSlowGetsMoreTimeWhileItAnswers() throws Exception {
    record(0, 3);
    finish();
    server.behave((call, number, body) -> Mood.SLOW);
    try (MlflowPublisher publisher = publisher(PLENTY)) {
      publisher.watch(folder);
      Flush flush = publisher.flush(SHORT);
      for (int i = 0; i < 20 && !flush.alive(); i++) { // this machine may be slow, too
        flush = publisher.flush(SHORT);
      }
      assertFalse(flush.complete());
      assertTrue(flush.alive());
      assertTrue(flush.line().contains("(it is slow: "), flush.line());
      Patience patience = Patience.of(Duration.ofSeconds(5), PLENTY);
      assertTrue(publisher.flush(patience, line -> {}).complete());
    }
  }

  /** As one that many send to at once: each sweep gets some requests through. */
  @Test
  void aServerThatFailsAgainAndAgainIsNotGivenUpWhileAnythingComesThrough() throws Exception {
    record(0, 3);
    finish();
    server.behave((call, number, body) -> number % 12 == 5 ? Mood.BROKEN : Mood.NORMAL);
    try (MlflowPublisher publisher = publisher(PLENTY)) {
      publisher.watch(folder);
      Patience patience = new Patience(PLENTY, PLENTY, 1);
      assertTrue(publisher.flush(patience, line -> {}).complete());
    }
    assertEquals(3, server.onlyRun().points("train/episode_return").size());
  }

  /** Each try waits longer than the last; how many there are is the machine's to say. */
  private static final String SLOW =
      "log params: no whole answer within [0-9]\\.[0-9] s; MLFLOW_HTTP_REQUEST_TIMEOUT allows more seconds";

  @Test
  void eachFailureOfTheServerIsToldByItsReasonAndNothingIsLost() throws Exception {
    record(0, 3);
    finish();
    Map<Mood, String> reasons =
        Map.of(
            Mood.FULL, "database or disk is full",
            Mood.CROWDED, "log params: HTTP 400",
            Mood.SILENT, SLOW,
            Mood.ENDLESS, SLOW,
            Mood.HANGING_UP, "log params: connection broken");
    for (Map.Entry<Mood, String> reason : reasons.entrySet()) {
      server.behave(
          (call, number, body) -> call.equals("runs/log-batch") ? reason.getKey() : Mood.NORMAL);
      try (MlflowPublisher publisher = publisher(SHORT)) {
        publisher.watch(folder);
        Flush flush = publisher.flush(new Patience(PLENTY, PLENTY, 1), line -> {});
        assertFalse(flush.complete(), reason::toString);
        assertTrue(Pattern.compile(reason.getValue()).matcher(flush.line()).find(), flush.line());
      }
    }
    server.behave((call, number, body) -> Mood.NORMAL);
    assertTrue(publish(PLENTY).complete());
    assertEquals(3, server.onlyRun().points("train/episode_return").size());
  }

  /** The cell puts a new film in place of the old one while the publisher looks. */
  @Test
  void aFileThatVanishesWhileItIsSentIsNoEndOfThePublisher() throws Exception {
    record(0, 2);
    finish();
    Files.createDirectories(folder.media());
    Path film = Files.writeString(folder.media().resolve("evaluation.gif"), "film");
    Path hidden = Files.writeString(folder.media().resolve(".next.gif"), "next film");
    server.behave(
        (call, number, body) -> {
          try {
            if (call.equals("artifact")) {
              Files.deleteIfExists(film);
            }
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return Mood.NORMAL;
        });
    try (MlflowPublisher publisher = publisher(PLENTY)) {
      publisher.watch(folder);
      assertTrue(publisher.flush(PLENTY).complete());
      server.behave((call, number, body) -> Mood.NORMAL);
      Files.move(hidden, film);
      assertTrue(publisher.flush(PLENTY).complete());
    }
    assertEquals("next film", server.onlyRun().artifacts.get("media/evaluation.gif"));
  }

  @Test
  void linksThatLeadNowhereAreLeftOut() throws Exception {
    record(0, 2);
    finish();
    Files.createDirectories(folder.media());
    Files.createSymbolicLink(folder.media().resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(folder.media().resolve("gone"), Path.of("nowhere"));
    Files.writeString(folder.media().resolve("film.gif"), "film");
    assertTrue(publish(PLENTY).complete());
    assertEquals("film", server.onlyRun().artifacts.get("media/film.gif"));
  }

  private Flush publish(Duration limit) throws Exception {
    try (MlflowPublisher publisher = publisher(limit)) {
      publisher.watch(folder);
      return publisher.flush(PLENTY);
    }
  }

  private MlflowPublisher publisher(Duration limit) throws IOException {
    return MlflowPublisher.start(
        ServerAddress.of(server.uri(), Map.of()), "planet-bench", POLL, limit);
  }

  /** Episodes {@code from} to {@code to}, each committed, the last one settled as well. */
  private void record(int from, int to) throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    for (int i = from; i < to; i++) {
      episode(sink, i);
      sink.commit();
    }
    sink.commit();
  }

  private static void episode(CsvRunSink sink, int number) {
    sink.certify(CertificateStage.PLANNER, "collect/" + number + "/0", "0".repeat(32));
    sink.decision(Runs.decision("collect", number, 0, number));
    sink.update(Runs.update(100L * (number + 1)));
    sink.episode(Runs.episode("collect", number, 1000L * (number + 1), number / 3.0));
  }

  private void appendUpdates(int count) throws IOException {
    CsvRunSink sink = CsvRunSink.resume(folder, new Position(1, 1, 1, 0, 3));
    for (int i = 1; i <= count; i++) {
      sink.update(Runs.update(100 + i));
    }
    sink.commit();
  }

  private void finish() throws IOException {
    folder.writeRecord(
        folder
            .readRecord()
            .ended(RunStatus.FINISHED, Runs.START.plusSeconds(99), Optional.empty()));
  }
}
