package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.planetbench.results.mlflow.TrackingException.Reason;
import org.planetbench.results.run.file.JsonFile;

/** The requests of MLflow's REST API that we make. Used by one thread at a time. */
final class MlflowServer implements AutoCloseable {
  /** Tells MLflow's page which of its faces an experiment has. */
  static final String KIND = "mlflow.experimentKind";

  private static final long SLOWEST_BYTES_PER_MS = 250;

  private final ServerAddress address;
  private final Transport transport;
  private final Map<String, String> experiments = new HashMap<>(); // name -> id

  /**
   * @param limit how long a request may take before it counts as failed
   */
  MlflowServer(ServerAddress address, Duration limit) throws TrackingException {
    this.address = address;
    this.transport = new Transport(address, limit);
  }

  /**
   * A run as the server knows it.
   *
   * @param artifactRoot where its files go, as in {@code mlflow-artifacts:/1/abc/artifacts}
   */
  record KnownRun(String id, long startMs, String artifactRoot) {
    /** Whether the server passes files on. */
    boolean takesFiles() {
      return artifactRoot.startsWith("mlflow-artifacts:");
    }

    String whyNoFiles() {
      return "files are not sent: the server keeps them at %s, not behind itself (mlflow server --serve-artifacts)"
          .formatted(artifactRoot);
    }

    static KnownRun of(JsonNode run) {
      JsonNode info = run.path("info");
      return new KnownRun(
          info.path("run_id").asText(),
          info.path("start_time").asLong(),
          info.path("artifact_uri").asText());
    }
  }

  /** How many requests were answered by now. */
  long answers() {
    return transport.answers();
  }

  /** Another number whenever anything came through. */
  long signsOfLife() {
    return transport.signsOfLife();
  }

  /** The id of the experiment of this name; made if there is none, restored if it was deleted. */
  String experiment(String name) throws TrackingException, InterruptedException {
    String known = experiments.get(name);
    if (known == null) {
      JsonNode found = findOrMake(name);
      known = found.path("experiment_id").asText();
      sayItsKind(known, found);
      experiments.put(name, known);
    }
    return known;
  }

  /**
   * Without a kind MLflow 3 guesses one from traces of language models, or asks its visitors. A
   * kind that a user chose stays; who may not tag experiments may log runs nevertheless.
   */
  private void sayItsKind(String id, JsonNode experiment)
      throws TrackingException, InterruptedException {
    for (JsonNode tag : experiment.path("tags")) {
      if (tag.path("key").asText().equals(KIND)) {
        return;
      }
    }
    try {
      tagExperiment(id, KIND, "custom_model_development");
    } catch (TrackingException e) {
      if (e.reason() == Reason.UNREACHABLE) {
        throw e;
      }
    }
  }

  private JsonNode findOrMake(String name) throws TrackingException, InterruptedException {
    try {
      return find(name);
    } catch (TrackingException e) {
      if (e.reason() != Reason.MISSING) {
        throw e;
      }
    }
    try {
      ObjectNode body = JsonFile.object().put("name", name);
      return post("experiment " + name, "experiments/create", body);
    } catch (TrackingException e) {
      if (e.reason() != Reason.REJECTED) {
        throw e;
      }
      return find(name); // made by another command meanwhile; if not, this says why
    }
  }

  private JsonNode find(String name) throws TrackingException, InterruptedException {
    String what = "experiment " + name;
    JsonNode found =
        get(what, "experiments/get-by-name?experiment_name=" + encode(name)).path("experiment");
    String id = found.path("experiment_id").asText();
    if (id.isEmpty()) {
      throw new TrackingException(
          Reason.REJECTED, what + ": " + Failures.notMlflow(found.toString()));
    }
    if (found.path("lifecycle_stage").asText().equals("deleted")) {
      // a deleted experiment keeps its name taken
      post(what, "experiments/restore", JsonFile.object().put("experiment_id", id));
    }
    return found;
  }

  void tagExperiment(String experimentId, String key, String value)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("experiment_id", experimentId);
    post(
        "tag experiment",
        "experiments/set-experiment-tag",
        body.put("key", key).put("value", value));
  }

  /** Runs with this tag that were not deleted, oldest first. */
  List<KnownRun> runs(String experimentId, String tag, String value)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object();
    body.putArray("experiment_ids").add(experimentId);
    body.put("filter", "tags.`" + tag + "` = '" + value.replace("'", "") + "'");
    body.put("run_view_type", "ACTIVE_ONLY").put("max_results", 100);
    body.putArray("order_by").add("attributes.start_time ASC").add("attributes.run_id ASC");
    List<KnownRun> runs = new ArrayList<>();
    post("search runs", "runs/search", body)
        .path("runs")
        .forEach(run -> runs.add(KnownRun.of(run)));
    return runs;
  }

  KnownRun createRun(String experimentId, String name, long startMs, Map<String, String> tags)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("experiment_id", experimentId);
    body.put("run_name", name).put("start_time", startMs);
    entries(body.putArray("tags"), tags);
    return KnownRun.of(post("create run", "runs/create", body).path("run"));
  }

  /**
   * Whether the run is there and was not deleted by a user.
   *
   * @throws TrackingException for the reason MISSING if the server has never heard of it
   */
  boolean isActive(String runId) throws TrackingException, InterruptedException {
    JsonNode run = get("get run", "runs/get?run_id=" + encode(runId)).path("run");
    return run.path("info").path("lifecycle_stage").asText().equals("active");
  }

  /** Empty if the run has no such tag. */
  Optional<String> tag(String runId, String key) throws TrackingException, InterruptedException {
    JsonNode run = get("get run", "runs/get?run_id=" + encode(runId)).path("run");
    for (JsonNode tag : run.path("data").path("tags")) {
      if (tag.path("key").asText().equals(key)) {
        return Optional.of(tag.path("value").asText());
      }
    }
    return Optional.empty();
  }

  void deleteRun(String runId) throws TrackingException, InterruptedException {
    post("delete run", "runs/delete", JsonFile.object().put("run_id", runId));
  }

  void logMetrics(String runId, List<Point> points) throws TrackingException, InterruptedException {
    logMetrics(runId, points, JsonFile.object());
  }

  /** Of a run, and of the model that it made, on a dataset. */
  void logMetrics(String runId, List<Point> points, String modelId, Dataset dataset)
      throws TrackingException, InterruptedException {
    ObjectNode of = JsonFile.object().put("model_id", modelId);
    of.put("dataset_name", dataset.name()).put("dataset_digest", dataset.digest());
    logMetrics(runId, points, of);
  }

  private void logMetrics(String runId, List<Point> points, ObjectNode of)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("run_id", runId);
    ArrayNode metrics = body.putArray("metrics");
    for (Point point : points) {
      // NaN becomes a text, as the server wants it: the bare word would be stored as zero
      ObjectNode metric = metrics.addObject().put("key", point.key()).put("value", point.value());
      metric.put("timestamp", point.timestampMs()).put("step", point.step()).setAll(of);
    }
    post("log metrics", "runs/log-batch", body);
  }

  void logParams(String runId, Map<String, String> params)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("run_id", runId);
    entries(body.putArray("params"), params);
    post("log params", "runs/log-batch", body);
  }

  void logTags(String runId, Map<String, String> tags)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("run_id", runId);
    entries(body.putArray("tags"), tags);
    post("log tags", "runs/log-batch", body);
  }

  /** Datasets that the run has already stay as they are. */
  void logDatasets(String runId, List<Dataset> datasets)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("run_id", runId);
    ArrayNode inputs = body.putArray("datasets");
    for (Dataset dataset : datasets) {
      ObjectNode input = inputs.addObject();
      entries(input.putArray("tags"), Map.of("mlflow.data.context", dataset.context()));
      ObjectNode described = input.putObject("dataset").put("name", dataset.name());
      described.put("digest", dataset.digest()).put("source_type", Dataset.SOURCE_TYPE);
      described.put("source", dataset.source()).put("profile", dataset.profile());
    }
    post("log datasets", "runs/log-inputs", body);
  }

  /** The model that this run made; one that is there is taken, else it is made, and ready. */
  String requireModel(String experimentId, String runId, ModelEntry model)
      throws TrackingException, InterruptedException {
    ObjectNode search = JsonFile.object().put("filter", "source_run_id = '" + runId + "'");
    search.putArray("experiment_ids").add(experimentId);
    JsonNode found = post("search models", "logged-models/search", search).path("models").path(0);
    JsonNode info = found.isMissingNode() ? createModel(experimentId, runId, model) : found;
    String id = info.path("info").path("model_id").asText();
    ObjectNode ready = JsonFile.object().put("model_id", id).put("status", "LOGGED_MODEL_READY");
    send(Transport.Method.PATCH, "finish model", "logged-models/" + encode(id), ready);
    return id;
  }

  private JsonNode createModel(String experimentId, String runId, ModelEntry model)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("experiment_id", experimentId);
    body.put("name", model.name()).put("model_type", model.type()).put("source_run_id", runId);
    entries(body.putArray("params"), model.params());
    entries(body.putArray("tags"), model.tags());
    return post("create model", "logged-models", body).path("model");
  }

  /** Says that the model is what the run came to, unless the server knows: twice is an error. */
  void requireOutput(String runId, String modelId, long step)
      throws TrackingException, InterruptedException {
    JsonNode run = get("get run", "runs/get?run_id=" + encode(runId)).path("run");
    for (JsonNode output : run.path("outputs").path("model_outputs")) {
      if (output.path("model_id").asText().equals(modelId)) {
        return;
      }
    }
    ObjectNode body = JsonFile.object().put("run_id", runId);
    body.putArray("models").addObject().put("model_id", modelId).put("step", step);
    post("log model", "runs/outputs", body);
  }

  /**
   * @param endMs empty while the run goes on
   */
  void setStatus(String runId, String status, Optional<Long> endMs)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("run_id", runId).put("status", status);
    endMs.ifPresent(end -> body.put("end_time", end));
    post("set status", "runs/update", body);
  }

  /**
   * Sends a file to a run that takes them.
   *
   * @throws java.io.FileNotFoundException if it is gone
   */
  void putArtifact(KnownRun run, String name, Path file) throws IOException, InterruptedException {
    String path =
        Arrays.stream(
                (URI.create(run.artifactRoot()).getPath() + "/" + name).substring(1).split("/", -1))
            .map(MlflowServer::encode)
            .collect(Collectors.joining("/"));
    Duration longest = Duration.ofSeconds(30).plusMillis(Files.size(file) / SLOWEST_BYTES_PER_MS);
    transport.put("artifact " + name, "/api/2.0/mlflow-artifacts/artifacts/" + path, file, longest);
  }

  /** Fails if there is no MLflow at the address. */
  void requireReachable() throws TrackingException, InterruptedException {
    String what = "MLflow at " + address.shown() + ": GET /version";
    String version = transport.text(what, "/version");
    if (version.strip().startsWith("<")) { // a page of a proxy, or of another service
      throw new TrackingException(Reason.REJECTED, what + ": " + Failures.notMlflow(version));
    }
  }

  private JsonNode get(String what, String path) throws TrackingException, InterruptedException {
    try {
      return transport.get(what, path);
    } catch (TrackingException e) {
      experiments.clear(); // it may be another server by now, or one made anew
      throw e;
    }
  }

  private JsonNode post(String what, String path, JsonNode body)
      throws TrackingException, InterruptedException {
    return send(Transport.Method.POST, what, path, body);
  }

  private JsonNode send(Transport.Method method, String what, String path, JsonNode body)
      throws TrackingException, InterruptedException {
    try {
      return transport.send(method, what, path, body);
    } catch (TrackingException e) {
      experiments.clear();
      throw e;
    }
  }

  private static void entries(ArrayNode array, Map<String, String> entries) {
    entries.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    transport.close();
  }
}
