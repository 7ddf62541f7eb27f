package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.Section;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.csv.RunTable;

/** A finished run's folder beside what the MLflow server has of it: the same, once. */
final class Published {
  private final MlflowApi api;
  private final RunFolder folder;
  private final JsonNode run;
  private final String id;

  private Published(MlflowApi api, RunFolder folder, JsonNode run) {
    this.api = api;
    this.folder = folder;
    this.run = run;
    this.id = run.path("info").path("run_id").asText();
  }

  /** The server's only run of this folder's. */
  static Published find(MlflowApi api, RunFolder folder) throws IOException, InterruptedException {
    RunRecord record = folder.readRecord();
    List<JsonNode> runs = api.runs("planetbench.run_key", record.runKey());
    assertEquals(1, runs.size(), () -> "runs of " + folder + " at the server: " + runs);
    return new Published(api, folder, runs.getFirst());
  }

  void requireDescription() throws IOException {
    RunRecord record = folder.readRecord();
    assertEquals("FINISHED", run.path("info").path("status").asText());
    assertEquals(folder.cell(), run.path("info").path("run_name").asText());
    assertEquals(
        record.endedAt().orElseThrow().toEpochMilli(), run.path("info").path("end_time").asLong());
    assertEquals(record.mlflowRunId().orElseThrow(), id);
    assertEquals(record.settings(), MlflowApi.entries(run, "params"));
    Map<String, String> tags = MlflowApi.entries(run, "tags");
    assertEquals(record.task(), tags.get("task"));
    assertEquals(record.variant(), tags.get("variant"));
    assertEquals(Long.toString(record.seed()), tags.get("seed"));
    assertEquals(record.recipe(), tags.get("recipe"));
    assertEquals(record.profile(), tags.get("profile"));
    assertEquals(record.suiteId(), tags.get("suite_id"));
    assertEquals(record.provenance().get("commit"), tags.get("commit"));
  }

  /** A run that starts anew after a kill keeps the server's first start. */
  void requireStart() throws IOException {
    assertEquals(
        folder.readRecord().startedAt().toEpochMilli(),
        run.path("info").path("start_time").asLong());
  }

  /** Every episode and every update once, with the table's own numbers. */
  void requireHistories() throws IOException, InterruptedException {
    requireHistoriesButTimes();
    requireUpdates(Metric.UPDATE_MS, UpdateRow::updateMs);
  }

  /**
   * The same but for wall clock: a run that went back past a damaged checkpoint measured it again,
   * and the server keeps what it was told first.
   */
  void requireHistoriesButTimes() throws IOException, InterruptedException {
    requireReturns();
    List<EpisodeRow> episodes = RunTable.EPISODES.read(folder);
    for (Metric metric : Metric.OF_UPDATES) {
      requireUpdates(metric, row -> row.get(metric));
    }
    long collected = episodes.stream().filter(row -> row.phase().equals("collect")).count();
    assertEquals(collected, api.history(id, "latency/collect_planning_latency_ms_p95").size());
    requirePredictions("on_policy");
    requirePredictions("held_out");
  }

  /** Every episode's return, once. */
  void requireReturns() throws IOException, InterruptedException {
    List<EpisodeRow> episodes = RunTable.EPISODES.read(folder);
    requireReturns(Section.TRAIN, episodes, false);
    requireReturns(Section.EVAL, episodes, true);
  }

  private void requireReturns(Section section, List<EpisodeRow> all, boolean evaluation)
      throws IOException, InterruptedException {
    List<EpisodeRow> rows =
        all.stream()
            .filter(row -> !row.phase().equals("held_out"))
            .filter(row -> row.phase().equals("evaluate") == evaluation)
            .toList();
    String key = Metric.EPISODE_RETURN.key(section);
    List<MlflowApi.Point> points = api.history(id, key);
    assertEquals(
        rows.stream().map(row -> row.environmentSteps() + " " + row.episodeReturn()).toList(),
        points.stream().map(point -> point.step() + " " + point.value()).toList(),
        key);
  }

  private void requireUpdates(Metric metric, ToDoubleFunction<UpdateRow> value)
      throws IOException, InterruptedException {
    List<UpdateRow> rows = RunTable.UPDATES.read(folder);
    String key = metric.key(Section.TRAIN);
    assertEquals(
        rows.stream()
            .filter(row -> !Double.isNaN(value.applyAsDouble(row))) // measured by such runs only
            .map(row -> row.updateStep() + " " + value.applyAsDouble(row))
            .toList(),
        api.history(id, key).stream().map(point -> point.step() + " " + point.value()).toList(),
        key);
  }

  private void requirePredictions(String data) throws IOException, InterruptedException {
    String key = "model/" + data + "_image_error_d05";
    assertEquals(
        RunTable.MODEL.read(folder).stream()
            .filter(row -> row.data().equals(data) && row.distance() == 5)
            .map(row -> row.updateStep() + " " + row.imageError())
            .toList(),
        api.history(id, key).stream().map(point -> point.step() + " " + point.value()).toList(),
        key);
  }

  /** The task as two datasets, what was learned as a model with its return, and the load. */
  void requireEntities() throws IOException, InterruptedException {
    Set<String> datasets = new TreeSet<>();
    run.path("inputs")
        .path("dataset_inputs")
        .forEach(
            input ->
                datasets.add(
                    input.path("dataset").path("name").asText()
                        + " "
                        + input.path("tags").path(0).path("value").asText()));
    String task = folder.readRecord().task();
    assertEquals(Set.of(task + " evaluation", task + " training"), datasets);
    JsonNode outputs = run.path("outputs").path("model_outputs");
    assertEquals(1, outputs.size(), run::toString);
    JsonNode model = api.model(outputs.path(0).path("model_id").asText());
    assertEquals("LOGGED_MODEL_READY", model.path("info").path("status").asText());
    assertEquals(folder.cell(), model.path("info").path("name").asText());
    JsonNode metric = model.path("data").path("metrics").path(0);
    assertEquals("eval/episode_return_mean", metric.path("key").asText());
    assertEquals(task, metric.path("dataset_name").asText());
    assertFalse(api.history(id, "system/cell_memory_usage_megabytes").isEmpty());
  }

  /** In the report of its folder, and in the one that the server has. */
  void requireLinkInReport() throws IOException, InterruptedException {
    String link = "/runs/" + id + "?workflowType=machine_learning\">" + id + "</a>";
    Path report = folder.path().resolveSibling("report/index.html");
    assertTrue(Files.readString(report).contains(link), link);
    List<JsonNode> reports = api.runs("planetbench.report_of", folder.readRecord().suiteId());
    String sent = reports.getFirst().path("info").path("run_id").asText();
    assertArrayEquals(Files.readAllBytes(report), api.artifact(sent, "report/index.html"));
  }

  /** Tables, media and record, the tables byte by byte; the report once, for all runs. */
  void requireArtifacts() throws IOException, InterruptedException {
    List<String> names = api.artifacts(id);
    for (String name : List.of("media/evaluation.mp4", "media/learning_curve.png")) {
      assertTrue(names.contains(name), () -> name + " is not among " + names);
    }
    for (String name :
        List.of(
            "episodes.csv",
            "updates.csv",
            "latency.csv",
            "model.csv",
            "certificate.csv",
            "run.json")) {
      assertArrayEquals(Files.readAllBytes(folder.file(name)), api.artifact(id, name), name);
    }
    assertFalse(names.contains("report/index.html"), () -> "a report in each run: " + names);
    List<JsonNode> reports = api.runs("planetbench.report_of", folder.readRecord().suiteId());
    assertEquals(1, reports.size(), () -> "reports at the server: " + reports);
    List<String> files = api.artifacts(reports.getFirst().path("info").path("run_id").asText());
    assertTrue(files.contains("report/index.html"), files::toString);
  }
}
