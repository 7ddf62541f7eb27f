package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.planetbench.results.mlflow.MlflowServer.KnownRun;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.file.JsonFile;

/**
 * How far a run is published to one server: its part of {@code mlflow.json}. It may lag behind the
 * server, never run ahead of it; what lies between is sent again and changes nothing there.
 */
final class Cursor {
  static final String FILE = "mlflow.json";
  private static final int SCHEMA_VERSION = 1;

  private final Path file;
  private final ServerAddress address;
  private final String runKey;
  private final String experimentId;
  private long saves;

  Optional<KnownRun> run = Optional.empty();
  String status = "";
  String tagsDigest = "";
  boolean paramsSent;
  String datasetsDigest = "";
  boolean modelSent;
  long episodes;
  long updates;
  long decisions;
  long model;
  long system;
  final Map<String, String> artifacts = new TreeMap<>(); // name -> SHA-256

  private Cursor(Path file, ServerAddress address, String runKey, String experimentId) {
    this.file = file;
    this.address = address;
    this.runKey = runKey;
    this.experimentId = experimentId;
  }

  /** The stored one if it speaks of this run, server and experiment; else a new one. */
  static Cursor read(RunFolder folder, ServerAddress address, String runKey, String experimentId) {
    Cursor cursor = new Cursor(folder.file(FILE), address, runKey, experimentId);
    JsonNode stored = stored(cursor.file).path("servers").path(address.identity());
    if (stored.path("run_key").asText().equals(runKey)
        && stored.path("experiment_id").asText().equals(experimentId)) {
      cursor.take(stored);
    }
    return cursor;
  }

  /** The run's id at this server, if it was published. */
  static Optional<String> runId(RunFolder folder, ServerAddress address) {
    JsonNode servers = stored(folder.file(FILE)).path("servers");
    String id = servers.path(address.identity()).path("run_id").asText();
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  /** What is stored of each server that has the run. */
  static List<JsonNode> servers(RunFolder folder) {
    return stored(folder.file(FILE)).path("servers").properties().stream()
        .map(Map.Entry::getValue)
        .filter(server -> !server.path("run_id").asText().isEmpty())
        .toList();
  }

  private void take(JsonNode stored) {
    run =
        Optional.of(
            new KnownRun(
                stored.path("run_id").asText(),
                stored.path("start_ms").asLong(),
                stored.path("artifact_root").asText()));
    status = stored.path("status").asText();
    tagsDigest = stored.path("tags_digest").asText();
    paramsSent = stored.path("params_sent").asBoolean();
    datasetsDigest = stored.path("datasets_digest").asText();
    modelSent = stored.path("model_sent").asBoolean();
    episodes = stored.path("episodes").asLong();
    updates = stored.path("updates").asLong();
    decisions = stored.path("decisions").asLong();
    model = stored.path("model").asLong();
    system = stored.path("system").asLong();
    stored
        .path("artifacts")
        .properties()
        .forEach(artifact -> artifacts.put(artifact.getKey(), artifact.getValue().asText()));
  }

  /** Forgets everything: the server has lost the run. */
  void reset() {
    run = Optional.empty();
    status = "";
    tagsDigest = "";
    paramsSent = false;
    datasetsDigest = "";
    modelSent = false;
    episodes = 0;
    updates = 0;
    decisions = 0;
    model = 0;
    system = 0;
    artifacts.clear();
  }

  /** Writes this part if it is another than is stored; other servers' parts stay. */
  void save() throws IOException {
    ObjectNode all = stored(file);
    all.put("schema_version", SCHEMA_VERSION);
    ObjectNode servers = all.withObjectProperty("servers");
    String before = servers.path(address.identity()).toString();
    ObjectNode mine = servers.putObject(address.identity());
    mine.put("tracking_uri", address.shown());
    mine.put("run_key", runKey);
    mine.put("experiment_id", experimentId);
    run.ifPresent(
        known -> {
          mine.put("run_id", known.id());
          mine.put("start_ms", known.startMs());
          mine.put("artifact_root", known.artifactRoot());
        });
    mine.put("status", status);
    mine.put("tags_digest", tagsDigest);
    mine.put("params_sent", paramsSent);
    mine.put("datasets_digest", datasetsDigest);
    mine.put("model_sent", modelSent);
    mine.put("episodes", episodes);
    mine.put("updates", updates);
    mine.put("decisions", decisions);
    mine.put("model", model);
    mine.put("system", system);
    ObjectNode files = mine.putObject("artifacts");
    artifacts.forEach(files::put);
    if (!mine.toString().equals(before)) {
      JsonFile.write(file, all);
      saves++;
    }
  }

  /** How often it was written by now: by how many steps the run came further. */
  long saves() {
    return saves;
  }

  /** A damaged or newer file counts as none: all it costs is sending again. */
  private static ObjectNode stored(Path file) {
    try {
      if (Files.exists(file)) {
        ObjectNode stored = JsonFile.read(file);
        if (stored.path("schema_version").asInt() == SCHEMA_VERSION) {
          return stored;
        }
      }
    } catch (IOException e) {
      // Fall through to a new one.
    }
    return JsonFile.object();
  }
}
