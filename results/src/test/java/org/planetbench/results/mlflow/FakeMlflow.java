package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * As much of an MLflow server as we use, in memory: strict about what the real one is strict about,
 * and able to misbehave on request. Equal points are one point, as in the real one, but it counts
 * what was sent, too.
 */
final class FakeMlflow implements AutoCloseable {
  /** What to do with a request. */
  enum Mood {
    NORMAL,
    /** Answers 500 and does nothing. */
    BROKEN,
    /** Never answers, does nothing. */
    SILENT,
    /** Does what it is asked, then never answers. */
    DIES_AFTER,
    /** Answers 400. */
    REFUSING,
    /** As with no room for its database. */
    FULL,
    /** As with more requests than connections to its database. */
    CROWDED,
    /** Does what it is asked, after a while. */
    SLOW,
    /** Begins an answer that never ends. */
    ENDLESS,
    /** Closes the connection instead of answering. */
    HANGING_UP,
    /** Sends the caller to another address. */
    REDIRECTING,
    /** As a server that has no such request. */
    UNKNOWN,
    /** A page for people, as of a proxy that asks for a login. */
    PAGE
  }

  interface Script {
    /**
     * @param call as in {@code runs/create}
     * @param number of requests before this one
     */
    Mood mood(String call, int number, String body);
  }

  static final class Run {
    final String id;
    final JsonNode created;
    final Map<String, Integer> points = new TreeMap<>(); // the point -> how often it was sent
    final Map<String, String> params = new TreeMap<>();
    final Map<String, String> tags = new TreeMap<>();
    final Map<String, String> artifacts = new TreeMap<>();
    final List<String> statuses = new ArrayList<>();
    final Set<String> datasets = new TreeSet<>();
    final Set<String> outputs = new TreeSet<>(); // ids of models
    final Map<String, String> ofModel = new TreeMap<>(); // metric -> model and dataset
    boolean deleted;

    Run(String id, JsonNode created) {
      this.id = id;
      this.created = created;
    }

    long sent() {
      return points.values().stream().mapToLong(Integer::intValue).sum();
    }

    List<String> points(String key) {
      return points.keySet().stream().filter(point -> point.startsWith(key + " ")).toList();
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> CALLS =
      Set.of(
          "/version",
          "artifact",
          "experiments/create",
          "experiments/get-by-name",
          "experiments/restore",
          "experiments/set-experiment-tag",
          "logged-models",
          "logged-models/m-0",
          "logged-models/search",
          "runs/create",
          "runs/delete",
          "runs/get",
          "runs/log-batch",
          "runs/log-inputs",
          "runs/outputs",
          "runs/search",
          "runs/update");
  private static final Pattern FILTER = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");

  final List<String> calls = new ArrayList<>();
  final Map<String, Run> runs = new TreeMap<>();
  final List<JsonNode> models = new ArrayList<>();
  final List<String> modelStatuses = new ArrayList<>();
  final Map<String, String> experimentTags = new TreeMap<>();
  final Set<String> authorizations = new TreeSet<>();
  final Set<String> hosts = new TreeSet<>();
  volatile String prefix = ""; // what a proxy expects before every path
  volatile String redirection = "https://user:word@elsewhere.test/login";
  volatile int redirectStatus = 302;
  String experimentName = "";
  String experimentStage = "none"; // none, active or deleted
  private Script script = (call, number, body) -> Mood.NORMAL;
  private int largestBatch;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);

  FakeMlflow() throws IOException {
    this(0);
  }

  /** At the port of an earlier one: a server that was started again. */
  FakeMlflow(int port) throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
  }

  /** With a certificate of its own. */
  static FakeMlflow secure(SSLContext context) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new FakeMlflow(server);
  }

  private FakeMlflow(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The same data at the same port, after the process died. */
  static FakeMlflow restarted(FakeMlflow dead) throws IOException {
    FakeMlflow again = new FakeMlflow(dead.server.getAddress().getPort());
    again.runs.putAll(dead.runs);
    again.experimentStage = dead.experimentStage;
    return again;
  }

  String uri() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return scheme + "://127.0.0.1:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  synchronized void behave(Script newScript) {
    script = newScript;
  }

  synchronized Run onlyRun() {
    List<Run> active = runs.values().stream().filter(run -> !run.deleted).toList();
    if (active.size() != 1) {
      throw new AssertionError("expected one run, got " + active.size() + ": " + calls);
    }
    return active.getFirst();
  }

  synchronized int largestBatch() {
    return largestBatch;
  }

  synchronized long count(String call) {
    if (!CALLS.contains(call)) {
      throw new AssertionError("expected one of " + CALLS + ", got " + call);
    }
    return calls.stream().filter(call::equals).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = path(exchange);
    String call =
        path.startsWith("/api/2.0/mlflow-artifacts/artifacts/")
            ? "artifact"
            : path.replaceFirst("^/api/2.0/mlflow/", "");
    Mood mood = enter(exchange, call, new String(body, StandardCharsets.UTF_8));
    switch (mood) {
      case FULL ->
          send(exchange, 500, error("INTERNAL_ERROR", "database or disk is full: INSERT INTO m"));
      case CROWDED ->
          send(
              exchange, 400, error("BAD_REQUEST", "QueuePool limit of size 5 overflow 10 reached"));
      case SLOW -> {
        pause();
        answer(exchange, call, body);
      }
      case ENDLESS -> {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        hang(exchange);
      }
      case HANGING_UP -> exchange.close();
      case REDIRECTING -> {
        exchange.getResponseHeaders().set("Location", redirection);
        send(exchange, redirectStatus, "");
      }
      case UNKNOWN -> send(exchange, 404, "<!doctype html><title>404 Not Found</title>");
      case PAGE -> send(exchange, 200, "<!doctype html><html>please log in</html>");
      case NORMAL -> answer(exchange, call, body);
      case BROKEN -> send(exchange, 500, error("INTERNAL_ERROR", "out of order"));
      case REFUSING -> send(exchange, 400, error("INVALID_PARAMETER_VALUE", "no such luck"));
      case SILENT -> hang(exchange);
      case DIES_AFTER -> {
        reply(exchange, call, body);
        hang(exchange);
      }
    }
  }

  private String path(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (!path.startsWith(prefix + "/")) {
      throw new AssertionError("expected a path below " + prefix + ", got " + path);
    }
    return path.substring(prefix.length());
  }

  private static void pause() {
    try {
      Thread.sleep(150);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Mood enter(HttpExchange exchange, String call, String body) {
    String login = exchange.getRequestHeaders().getFirst("Authorization");
    authorizations.add(String.valueOf(login));
    hosts.add(exchange.getRequestHeaders().getFirst("Host"));
    Mood mood = script.mood(call, calls.size(), body);
    calls.add(call);
    return mood;
  }

  private void hang(HttpExchange exchange) {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private void answer(HttpExchange exchange, String call, byte[] body) throws IOException {
    Reply reply = reply(exchange, call, body);
    send(exchange, reply.status(), reply.body());
  }

  private record Reply(int status, String body) {
    static Reply ok(JsonNode body) {
      return new Reply(200, body.toString());
    }
  }

  private synchronized Reply reply(HttpExchange exchange, String call, byte[] body)
      throws IOException {
    JsonNode request =
        body.length == 0 || call.equals("artifact") ? JSON.createObjectNode() : JSON.readTree(body);
    return switch (call) {
      case "/version" -> new Reply(200, "3.17.2");
      case "experiments/get-by-name" -> getExperiment();
      case "experiments/create" -> {
        experimentName = request.path("name").asText();
        experimentStage = "active";
        yield Reply.ok(JSON.createObjectNode().put("experiment_id", "7"));
      }
      case "experiments/restore" -> {
        experimentStage = "active";
        yield Reply.ok(JSON.createObjectNode());
      }
      case "experiments/set-experiment-tag" -> {
        experimentTags.put(request.path("key").asText(), request.path("value").asText());
        yield Reply.ok(JSON.createObjectNode());
      }
      case "runs/search" -> search(request);
      case "runs/create" -> create(request);
      case "runs/get" -> get(exchange.getRequestURI().getQuery());
      case "runs/delete" -> {
        run(request).deleted = true;
        yield Reply.ok(JSON.createObjectNode());
      }
      case "runs/update" -> {
        run(request).statuses.add(request.path("status").asText());
        yield Reply.ok(JSON.createObjectNode());
      }
      case "runs/log-batch" -> logBatch(request);
      case "runs/log-inputs" -> {
        Run run = run(request);
        request.path("datasets").forEach(input -> run.datasets.add(dataset(input)));
        yield Reply.ok(JSON.createObjectNode());
      }
      case "runs/outputs" -> logOutput(request);
      case "logged-models" -> createModel(request);
      case "logged-models/search" -> searchModels(request);
      case "logged-models/m-0" -> {
        if (!exchange.getRequestMethod().equals("PATCH")) {
          throw new AssertionError(exchange.getRequestMethod() + " " + call);
        }
        modelStatuses.add(request.path("status").asText());
        yield Reply.ok(JSON.createObjectNode());
      }
      case "artifact" -> putArtifact(exchange, body);
      default -> new Reply(404, error("ENDPOINT_NOT_FOUND", call));
    };
  }

  private static String dataset(JsonNode input) {
    JsonNode dataset = input.path("dataset");
    String digest = dataset.path("digest").asText();
    if (digest.isEmpty() || digest.length() > 36) {
      throw new AssertionError("digest of 1 to 36 characters expected: " + input);
    }
    return dataset.path("name").asText()
        + " for "
        + input.path("tags").path(0).path("value").asText()
        + " from "
        + dataset.path("source").asText();
  }

  private Reply createModel(JsonNode request) {
    models.add(request);
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("model").putObject("info").put("model_id", "m-" + (models.size() - 1));
    return Reply.ok(answer);
  }

  private Reply searchModels(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode found = answer.putArray("models");
    for (int i = 0; i < models.size(); i++) {
      String source = models.get(i).path("source_run_id").asText();
      if (request.path("filter").asText().equals("source_run_id = '" + source + "'")) {
        found.addObject().putObject("info").put("model_id", "m-" + i);
      }
    }
    return Reply.ok(answer);
  }

  /** The real one refuses one that is there. */
  private Reply logOutput(JsonNode request) {
    String model = request.path("models").path(0).path("model_id").asText();
    return run(request).outputs.add(model)
        ? Reply.ok(JSON.createObjectNode())
        : new Reply(400, error("BAD_REQUEST", "UNIQUE constraint failed"));
  }

  private Reply getExperiment() {
    if (experimentStage.equals("none")) {
      return new Reply(404, error("RESOURCE_DOES_NOT_EXIST", "no such experiment"));
    }
    ObjectNode answer = JSON.createObjectNode();
    answer
        .putObject("experiment")
        .put("experiment_id", "7")
        .put("lifecycle_stage", experimentStage);
    ArrayNode tags = answer.withObject("experiment").putArray("tags");
    experimentTags.forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
    return Reply.ok(answer);
  }

  private Reply search(JsonNode request) {
    Matcher filter = FILTER.matcher(request.path("filter").asText());
    if (!filter.matches()) {
      return new Reply(400, error("INVALID_PARAMETER_VALUE", "filter"));
    }
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode found = answer.putArray("runs");
    for (Run run : runs.values()) {
      if (!run.deleted && filter.group(2).equals(run.tags.get(filter.group(1)))) {
        found.add(info(run));
      }
    }
    return Reply.ok(answer);
  }

  private Reply create(JsonNode request) {
    Run run = new Run("run" + runs.size(), request);
    request
        .path("tags")
        .forEach(t -> run.tags.put(t.path("key").asText(), t.path("value").asText()));
    runs.put(run.id, run);
    ObjectNode answer = JSON.createObjectNode();
    answer.set("run", info(run));
    return Reply.ok(answer);
  }

  private Reply get(String query) {
    Run run = runs.get(query.replaceFirst(".*run_id=([^&]*).*", "$1"));
    if (run == null) {
      return new Reply(404, error("RESOURCE_DOES_NOT_EXIST", "no such run"));
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.set("run", info(run));
    return Reply.ok(answer);
  }

  private ObjectNode info(Run run) {
    ObjectNode node = JSON.createObjectNode();
    node.putObject("info")
        .put("run_id", run.id)
        .put("start_time", run.created.path("start_time").asLong())
        .put("lifecycle_stage", run.deleted ? "deleted" : "active")
        .put("artifact_uri", "mlflow-artifacts:/7/" + run.id + "/artifacts");
    ArrayNode tags = node.putObject("data").putArray("tags");
    run.tags.forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
    ArrayNode outputs = node.putObject("outputs").putArray("model_outputs");
    run.outputs.forEach(model -> outputs.addObject().put("model_id", model));
    return node;
  }

  private Run run(JsonNode request) {
    Run run = runs.get(request.path("run_id").asText());
    if (run == null) {
      throw new AssertionError("unknown run in " + request);
    }
    return run;
  }

  private Reply logBatch(JsonNode request) {
    Run run = runs.get(request.path("run_id").asText());
    if (run == null) {
      return new Reply(404, error("RESOURCE_DOES_NOT_EXIST", "no such run"));
    }
    int metrics = request.path("metrics").size();
    largestBatch = Math.max(largestBatch, metrics);
    if (metrics > 1000
        || request.path("params").size() > 100
        || request.path("tags").size() > 100) {
      return new Reply(400, error("INVALID_PARAMETER_VALUE", "batch too large"));
    }
    for (JsonNode param : request.path("params")) {
      String before = run.params.get(param.path("key").asText());
      if (before != null && !before.equals(param.path("value").asText())) {
        return new Reply(400, error("INVALID_PARAMETER_VALUE", "changing param values"));
      }
    }
    request
        .path("params")
        .forEach(p -> run.params.put(p.path("key").asText(), p.path("value").asText()));
    request
        .path("tags")
        .forEach(t -> run.tags.put(t.path("key").asText(), t.path("value").asText()));
    for (JsonNode metric : request.path("metrics")) {
      String point =
          "%s step=%d value=%s time=%d"
              .formatted(
                  metric.path("key").asText(),
                  metric.path("step").asLong(),
                  metric.path("value").asText(),
                  metric.path("timestamp").asLong());
      run.points.merge(point, 1, Integer::sum);
      if (metric.has("model_id")) {
        run.ofModel.put(
            point, metric.path("model_id").asText() + " " + metric.path("dataset_name").asText());
      }
    }
    return Reply.ok(JSON.createObjectNode());
  }

  private Reply putArtifact(HttpExchange exchange, byte[] body) {
    String[] parts = path(exchange).split("/", 9); // .../artifacts/7/run/artifacts/name
    String rest = parts[5] + "/" + parts[6] + "/" + parts[7] + "/" + parts[8];
    Run run = runs.get(parts[6]);
    if (run == null
        || !exchange.getRequestMethod().equals("PUT")
        || !parts[7].equals("artifacts")) {
      throw new AssertionError(exchange.getRequestMethod() + " " + rest);
    }
    run.artifacts.put(parts[8], new String(body, StandardCharsets.UTF_8));
    return Reply.ok(JSON.createObjectNode());
  }

  private static String error(String code, String message) {
    return JSON.createObjectNode().put("error_code", code).put("message", message).toString();
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Dies at once: requests in flight are cut off. */
  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
