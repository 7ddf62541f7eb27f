package org.planetbench.results.run;

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
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/** {@link RunRecord} as JSON, key by key: the file's format is here, not in the record's fields. */
final class RunRecordJson {
  private final Path file;
  private final ObjectNode object;
  private final List<String> unread = new ArrayList<>();
  private final List<MalformedFileException> problems = new ArrayList<>();

  private RunRecordJson(Path file, ObjectNode object) {
    this.file = file;
    this.object = object;
    object.fieldNames().forEachRemaining(unread::add);
  }

  /**
   * @throws MalformedFileException the first problem
   */
  static RunRecord read(Path file) throws IOException {
    RunRecordJson json = new RunRecordJson(file, JsonFile.read(file));
    Optional<RunRecord> run = json.record();
    return run.orElseThrow(json.problems::getFirst);
  }

  /** Everything that keeps the file from being read; empty if nothing does. */
  static List<MalformedFileException> problems(Path file) throws IOException {
    try {
      RunRecordJson json = new RunRecordJson(file, JsonFile.read(file));
      json.record();
      return json.problems;
    } catch (MalformedFileException e) {
      return List.of(e);
    }
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
    run.certificate().ifPresent(head -> put(object.putObject("certificate"), head));
    if (run.isAbridged()) {
      object.put("abridged", true);
    }
    put(object.putObject("settings"), run.settings());
    put(object.putObject("provenance"), run.provenance());
    JsonFile.write(file, object);
  }

  private static void put(ObjectNode object, Map<String, String> texts) {
    texts.forEach(object::put);
  }

  private static void put(ObjectNode object, CertificateHead head) {
    object.put("rows", head.rows());
    object.put("digest", head.digest());
  }

  /** Empty if there are {@link #problems}: every value is read before any is refused. */
  private Optional<RunRecord> record() throws IOException {
    SchemaVersion.requireKnown(file, object.path("schema_version"));
    try {
      int version = field(0, () -> Math.toIntExact(integer("schema_version")));
      String runKey = field("", () -> text("run_key"));
      String cell = field("", () -> text("cell"));
      String task = field("", () -> text("task"));
      String variant = field("", () -> text("variant"));
      long seed = field(0L, () -> integer("seed"));
      String recipe = field("", () -> text("recipe"));
      String profile = field("", () -> text("profile"));
      String suiteId = field("", () -> text("suite_id"));
      RunStatus status = field(RunStatus.FAILED, this::status);
      SequencedMap<String, String> settings =
          field(new LinkedHashMap<>(), () -> Migration.completed(texts("settings")));
      SequencedMap<String, String> provenance =
          field(new LinkedHashMap<>(), () -> texts("provenance"));
      List<String> warnings = field(List.of(), () -> list("warnings"));
      Instant startedAt = field(Instant.EPOCH, () -> instant("started_at", text("started_at")));
      Optional<Instant> endedAt = field(Optional.empty(), this::endedAt);
      int resumes = field(0, () -> Math.toIntExact(integer("resumes")));
      Optional<String> error = field(Optional.empty(), () -> optional("error"));
      Optional<String> mlflowRunId = field(Optional.empty(), () -> optional("mlflow_run_id"));
      SequencedMap<String, Double> latency = field(new LinkedHashMap<>(), this::latency);
      Optional<CertificateHead> certificate = field(Optional.empty(), this::certificate);
      boolean abridged = field(false, this::abridged);
      RunRecord run =
          new RunRecord(
              version,
              new RunRecord.Identity(runKey, cell, task, variant, seed, recipe, profile, suiteId),
              settings,
              provenance,
              new RunRecord.Course(status, startedAt, endedAt, resumes, error, warnings),
              mlflowRunId,
              new RunRecord.Outcome(latency, certificate, abridged));
      for (String key : unread) {
        problems.add(at(key, "unknown key; remove it, or use the version that wrote it"));
      }
      return problems.isEmpty() ? Optional.of(run) : Optional.empty();
    } catch (IllegalArgumentException | ArithmeticException e) {
      if (problems.isEmpty()) { // else it is what was put in place of a wrong value
        problems.add(MalformedFileException.in(file, String.valueOf(e.getMessage())));
      }
      return Optional.empty();
    }
  }

  /** Reads a value. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** What was read; or something in its place, so that the rest is looked at, too. */
  private <T> T field(T otherwise, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (MalformedFileException e) {
      problems.add(e);
      return otherwise;
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

  /** Empty until the run has finished, and in runs from before there were certificates. */
  private Optional<CertificateHead> certificate() throws IOException {
    if (!object.has("certificate")) {
      return Optional.empty();
    }
    JsonNode node = take("certificate");
    if (!node.path("rows").canConvertToLong() || !node.path("digest").isTextual()) {
      throw wrong("certificate", "rows and digest", node.toString());
    }
    return Optional.of(
        new CertificateHead(node.path("rows").longValue(), node.path("digest").textValue()));
  }

  /** Only an abridged copy has the key. */
  private boolean abridged() throws IOException {
    if (!object.has("abridged")) {
      return false;
    }
    JsonNode node = take("abridged");
    if (!node.isBoolean() || !node.booleanValue()) {
      throw wrong("abridged", "true, or no such key", node.toString());
    }
    return true;
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
    return at(key, "expected " + expected + ", got " + got);
  }

  /** At the line where the key stands; JSON's tree no longer knows it. */
  private MalformedFileException at(String key, String problem) {
    long line = JsonFile.line(file, key.split("\\.", 2));
    String what = key + ": " + problem;
    return line > 0
        ? MalformedFileException.at(file, line, what)
        : MalformedFileException.in(file, what);
  }
}
