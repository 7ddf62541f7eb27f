package org.planetbench.ci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an MLflow server has, read through its REST API as anybody could. */
final class MlflowApi {
  private static final String EXPERIMENT = "planet-bench";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI uri;

  MlflowApi(URI uri) {
    this.uri = uri;
  }

  /** One value of a metric's history. */
  record Point(double value, long step, long timestamp) {}

  /** The runs of our experiment that nobody deleted and that have this tag. */
  List<JsonNode> runs(String tag, String value) throws IOException, InterruptedException {
    JsonNode experiment =
        get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + EXPERIMENT);
    String body =
        new ObjectMapper()
            .createObjectNode()
            .put("filter", "tags.`" + tag + "` = '" + value + "'")
            .put("max_results", 100)
            .set(
                "experiment_ids",
                new ObjectMapper()
                    .createArrayNode()
                    .add(experiment.path("experiment").path("experiment_id").asText()))
            .toString();
    HttpRequest.Builder request =
        request("/api/2.0/mlflow/runs/search").header("Content-Type", "application/json");
    List<JsonNode> runs = new ArrayList<>();
    tree(request.POST(HttpRequest.BodyPublishers.ofString(body))).path("runs").forEach(runs::add);
    return runs;
  }

  /** A run's tags or params. */
  static Map<String, String> entries(JsonNode run, String kind) {
    Map<String, String> entries = new LinkedHashMap<>();
    run.path("data")
        .path(kind)
        .forEach(entry -> entries.put(entry.path("key").asText(), entry.path("value").asText()));
    return entries;
  }

  /** All values of a metric in the order of their times. */
  List<Point> history(String runId, String metric) throws IOException, InterruptedException {
    List<Point> points = new ArrayList<>();
    get("/api/2.0/mlflow/metrics/get-history?max_results=20000&run_id="
            + runId
            + "&metric_key="
            + URLEncoder.encode(metric, StandardCharsets.UTF_8))
        .path("metrics")
        .forEach(
            point ->
                points.add(
                    new Point(
                        point.path("value").asDouble(),
                        point.path("step").asLong(),
                        point.path("timestamp").asLong())));
    points.sort(Comparator.comparingLong(Point::timestamp).thenComparingLong(Point::step));
    return points;
  }

  JsonNode model(String id) throws IOException, InterruptedException {
    return get("/api/2.0/mlflow/logged-models/" + id).path("model");
  }

  /** The names of all files of a run. */
  List<String> artifacts(String runId) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    addArtifacts(runId, "", names);
    return names;
  }

  private void addArtifacts(String runId, String folder, List<String> names)
      throws IOException, InterruptedException {
    JsonNode listed =
        get("/api/2.0/mlflow/artifacts/list?run_id=" + runId + "&path=" + encoded(folder));
    for (JsonNode file : listed.path("files")) {
      String path = file.path("path").asText();
      if (file.path("is_dir").asBoolean()) {
        addArtifacts(runId, path, names);
      } else {
        names.add(path);
      }
    }
  }

  byte[] artifact(String runId, String name) throws IOException, InterruptedException {
    return send(request("/get-artifact?run_uuid=" + runId + "&path=" + encoded(name)).GET());
  }

  private static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return tree(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(uri + path)).timeout(Duration.ofSeconds(60));
  }

  private JsonNode tree(HttpRequest.Builder request) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(send(request));
  }

  private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(
          response.uri()
              + ": "
              + response.statusCode()
              + " "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }
}
