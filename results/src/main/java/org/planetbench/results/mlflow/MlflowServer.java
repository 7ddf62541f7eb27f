package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;
import org.planetbench.results.JsonFile;
import org.planetbench.results.mlflow.TrackingException.Reason;

/** The requests that we make, each with a deadline. Used by one thread at a time. */
final class MlflowServer implements AutoCloseable {
  private final ServerAddress address;
  private final Duration limit;
  private final MlflowClient client;
  private final HttpClient http;
  private final Map<String, String> experiments = new HashMap<>(); // name -> id

  /**
   * @param limit how long a request may take before it counts as failed
   */
  MlflowServer(ServerAddress address, Duration limit) {
    this.address = address;
    this.limit = limit;
    this.client = new MlflowClient(address.credentials());
    this.http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(limit).build();
  }

  /**
   * A run as the server knows it.
   *
   * @param artifactRoot where its files go, as in {@code mlflow-artifacts:/1/abc/artifacts}
   */
  record KnownRun(String id, long startMs, String artifactRoot) {
    static KnownRun of(Service.RunInfo info) {
      return new KnownRun(info.getRunId(), info.getStartTime(), info.getArtifactUri());
    }
  }

  /** The id of the experiment of this name; made if there is none, restored if it was deleted. */
  String experiment(String name) throws TrackingException, InterruptedException {
    String known = experiments.get(name);
    if (known == null) {
      known = findOrMake(name);
      experiments.put(name, known);
    }
    return known;
  }

  private String findOrMake(String name) throws TrackingException, InterruptedException {
    return call(
        "experiment " + name,
        () -> {
          Optional<Service.Experiment> found = client.getExperimentByName(name);
          if (found.isEmpty()) {
            return client.createExperiment(name);
          }
          String id = found.get().getExperimentId();
          if (found.get().getLifecycleStage().equals("deleted")) {
            client.restoreExperiment(id); // a deleted experiment keeps its name taken
          }
          return id;
        });
  }

  void tagExperiment(String experimentId, String key, String value)
      throws TrackingException, InterruptedException {
    run("tag experiment", () -> client.setExperimentTag(experimentId, key, value));
  }

  /** Runs with this tag that were not deleted, oldest first. */
  List<KnownRun> runs(String experimentId, String tag, String value)
      throws TrackingException, InterruptedException {
    String filter = "tags.`" + tag + "` = '" + value.replace("'", "") + "'";
    return call(
        "search runs",
        () ->
            client
                .searchRuns(
                    List.of(experimentId),
                    filter,
                    Service.ViewType.ACTIVE_ONLY,
                    100,
                    List.of("attributes.start_time ASC", "attributes.run_id ASC"))
                .getItems()
                .stream()
                .map(run -> KnownRun.of(run.getInfo()))
                .toList());
  }

  KnownRun createRun(String experimentId, String name, long startMs, Map<String, String> tags)
      throws TrackingException, InterruptedException {
    Service.CreateRun request =
        Service.CreateRun.newBuilder()
            .setExperimentId(experimentId)
            .setRunName(name)
            .setStartTime(startMs)
            .addAllTags(tags(tags))
            .build();
    return call("create run", () -> KnownRun.of(client.createRun(request)));
  }

  /**
   * Whether the run is there and was not deleted by a user.
   *
   * @throws TrackingException for the reason MISSING if the server has never heard of it
   */
  boolean isActive(String runId) throws TrackingException, InterruptedException {
    return call(
        "get run", () -> client.getRun(runId).getInfo().getLifecycleStage().equals("active"));
  }

  void deleteRun(String runId) throws TrackingException, InterruptedException {
    run("delete run", () -> client.deleteRun(runId));
  }

  void logMetrics(String runId, List<Point> points) throws TrackingException, InterruptedException {
    List<Service.Metric> metrics =
        points.stream()
            .map(
                point ->
                    Service.Metric.newBuilder()
                        .setKey(point.key())
                        .setValue(point.value())
                        .setTimestamp(point.timestampMs())
                        .setStep(point.step())
                        .build())
            .toList();
    run("log metrics", () -> client.logBatch(runId, metrics, List.of(), List.of()));
  }

  void logParams(String runId, Map<String, String> params)
      throws TrackingException, InterruptedException {
    List<Service.Param> all =
        params.entrySet().stream()
            .map(p -> Service.Param.newBuilder().setKey(p.getKey()).setValue(p.getValue()).build())
            .toList();
    run("log params", () -> client.logBatch(runId, List.of(), all, List.of()));
  }

  void logTags(String runId, Map<String, String> tags)
      throws TrackingException, InterruptedException {
    run("log tags", () -> client.logBatch(runId, List.of(), List.of(), tags(tags)));
  }

  /**
   * @param endMs empty while the run goes on
   */
  void setStatus(String runId, String status, Optional<Long> endMs)
      throws TrackingException, InterruptedException {
    ObjectNode body = JsonFile.object().put("run_id", runId).put("status", status);
    endMs.ifPresent(end -> body.put("end_time", end));
    run("set status", () -> client.sendPost("runs/update", body.toString()));
  }

  /**
   * Sends a file; much faster than the client, which starts a Python for each.
   *
   * @param artifactRoot of scheme {@code mlflow-artifacts}: the server passes files on
   */
  void putArtifact(String artifactRoot, String name, Path file, Duration longest)
      throws TrackingException, InterruptedException {
    String what = "artifact " + name;
    String path =
        Arrays.stream((URI.create(artifactRoot).getPath() + "/" + name).substring(1).split("/", -1))
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/api/2.0/mlflow-artifacts/artifacts/" + path))
            .timeout(longest);
    address.authorization().ifPresent(value -> request.header("Authorization", value));
    try {
      HttpResponse<String> response =
          http.send(
              request.PUT(HttpRequest.BodyPublishers.ofFile(file)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw Failures.status(what, response.statusCode(), response.body(), new IOException());
      }
    } catch (FileNotFoundException e) {
      throw new TrackingException(Reason.REJECTED, what + ": the file is gone", e);
    } catch (IOException e) {
      throw Failures.translate(what, e);
    }
  }

  /** Fails if there is no MLflow at the address. */
  void requireReachable() throws TrackingException, InterruptedException {
    String what = "MLflow at " + address.shown();
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address.resolve("/version")).timeout(limit);
      address.authorization().ifPresent(value -> request.header("Authorization", value));
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw Failures.status(what, response.statusCode(), response.body(), new IOException());
      }
    } catch (IOException e) {
      throw Failures.translate(what, e);
    }
  }

  private interface Request {
    void send();
  }

  private void run(String what, Request request) throws TrackingException, InterruptedException {
    call(
        what,
        () -> {
          request.send();
          return what;
        });
  }

  private <T> T call(String what, Callable<T> request)
      throws TrackingException, InterruptedException {
    try {
      return Deadline.call(what, limit, request);
    } catch (TrackingException e) {
      experiments.clear(); // it may be another server by now, or one made anew
      throw e;
    }
  }

  private static List<Service.RunTag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(
            tag ->
                Service.RunTag.newBuilder().setKey(tag.getKey()).setValue(tag.getValue()).build())
        .toList();
  }

  @Override
  public void close() {
    client.close();
    http.shutdownNow();
  }
}
