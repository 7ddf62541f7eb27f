package org.planetbench.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** {@link RunRecord} as JSON, key by key: the file's format is here, not in the record's fields. */
final class RunRecordJson {
  private final Path file;
  private final ObjectNode object;
  private final List<String> unread = new ArrayList<>();

  private RunRecordJson(Path file, ObjectNode object) {
    this.file = file;
    this.object = object;
    object.fieldNames().forEachRemaining(unread::add);
  }

  static RunRecord read(Path file) throws IOException {
    return new RunRecordJson(file, JsonFile.read(file)).record();
  }

  static void write(Path file, RunRecord run) throws IOException {
    ObjectNode object = JsonFile.object();
    object.put("schema_version", run.schemaVersion());
    object.put("run_key", run.runKey());
    object.put("cell", run.cell());
    object.put("task", run.task());
    object.put("variant", run.variant());
    object.put("seed", run.seed());
    object.put("recipe", run.recipe());
    object.put("profile", run.profile());
    object.put("suite_id", run.suiteId());
    object.put("status", run.status().id());
    object.put("started_at", run.startedAt().toString());
    object.put("ended_at", run.endedAt().map(Instant::toString).orElse(null));
    object.put("resumes", run.resumes());
    object.put("error", run.error().orElse(null));
    object.put("mlflow_run_id", run.mlflowRunId().orElse(null));
    ArrayNode warnings = object.putArray("warnings");
    run.warnings().forEach(warnings::add);
    if (!run.latency().isEmpty()) {
      run.latency().forEach(object.putObject("latency")::put);
    }
    put(object.putObject("settings"), run.settings());
    put(object.putObject("provenance"), run.provenance());
    JsonFile.write(file, object);
  }

  private static void put(ObjectNode object, Map<String, String> texts) {
    texts.forEach(object::put);
  }

  private RunRecord record() throws IOException {
    requireKnownSchema();
    try {
      RunRecord run =
          new RunRecord(
              Math.toIntExact(integer("schema_version")),
              text("run_key"),
              text("cell"),
              text("task"),
              text("variant"),
              integer("seed"),
              text("recipe"),
              text("profile"),
              text("suite_id"),
              status(),
              texts("settings"),
              texts("provenance"),
              list("warnings"),
              instant("started_at", text("started_at")),
              endedAt(),
              Math.toIntExact(integer("resumes")),
              optional("error"),
              optional("mlflow_run_id"),
              latency());
      if (!unread.isEmpty()) {
        throw MalformedFileException.in(
            file, "unknown keys " + unread + "; remove them, or use the version that wrote them");
      }
      return run;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw MalformedFileException.in(file, String.valueOf(e.getMessage()));
    }
  }

  /** First of all, so that a newer file is called newer and not malformed. */
  private void requireKnownSchema() throws IOException {
    JsonNode version = object.path("schema_version");
    if (version.canConvertToInt() && version.intValue() > RunRecord.SCHEMA_VERSION) {
      throw MalformedFileException.in(
          file,
          "expected schema_version up to "
              + RunRecord.SCHEMA_VERSION
              + ", got "
              + version
              + ": a newer planet-bench wrote it; update this one");
    }
  }

  private RunStatus status() throws IOException {
    String id = text("status");
    return Arrays.stream(RunStatus.values())
        .filter(status -> status.id().equals(id))
        .findFirst()
        .orElseThrow(() -> wrong("status", "one of " + statuses(), "'" + id + "'"));
  }

  private static String statuses() {
    return Arrays.stream(RunStatus.values()).map(RunStatus::id).collect(Collectors.joining(", "));
  }

  private Optional<Instant> endedAt() throws IOException {
    Optional<String> text = optional("ended_at");
    return text.isEmpty() ? Optional.empty() : Optional.of(instant("ended_at", text.get()));
  }

  private Instant instant(String key, String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw wrong(key, "a time as in 2026-01-31T12:00:00Z", "'" + text + "'");
    }
  }

  private JsonNode take(String key) throws IOException {
    JsonNode node = object.get(key);
    if (node == null) {
      throw MalformedFileException.in(file, "expected the key '" + key + "', but it is missing");
    }
    unread.remove(key);
    return node;
  }

  private String text(String key) throws IOException {
    JsonNode node = take(key);
    if (!node.isTextual()) {
      throw wrong(key, "a text", node.toString());
    }
    return node.textValue();
  }

  private Optional<String> optional(String key) throws IOException {
    return take(key).isNull() ? Optional.empty() : Optional.of(text(key));
  }

  private long integer(String key) throws IOException {
    JsonNode node = take(key);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong(key, "a whole number", node.toString());
    }
    return node.longValue();
  }

  private SequencedMap<String, String> texts(String key) throws IOException {
    if (!(take(key) instanceof ObjectNode node)) {
      throw wrong(key, "an object of texts", object.path(key).toString());
    }
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        throw wrong(key + "." + entry.getKey(), "a text", entry.getValue().toString());
      }
      texts.put(entry.getKey(), entry.getValue().textValue());
    }
    return texts;
  }

  /** Empty if the key is missing: the run has not ended, or was recorded before there was one. */
  private SequencedMap<String, Double> latency() throws IOException {
    SequencedMap<String, Double> latency = new LinkedHashMap<>();
    if (!object.has("latency")) {
      return latency;
    }
    for (Map.Entry<String, JsonNode> entry : take("latency").properties()) {
      if (!entry.getValue().isNumber()) {
        throw wrong("latency." + entry.getKey(), "a number", entry.getValue().toString());
      }
      latency.put(entry.getKey(), entry.getValue().doubleValue());
    }
    return latency;
  }

  private List<String> list(String key) throws IOException {
    if (!(take(key) instanceof ArrayNode node)) {
      throw wrong(key, "a list of texts", object.path(key).toString());
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isTextual()) {
        throw wrong(key, "a list of texts", node.toString());
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  private MalformedFileException wrong(String key, String expected, String got) {
    return MalformedFileException.in(file, key + ": expected " + expected + ", got " + got);
  }
}
