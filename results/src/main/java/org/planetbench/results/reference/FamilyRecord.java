package org.planetbench.results.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.planetbench.results.run.Migration;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * How a family of this project's own was made: {@code <family>.json} beside its table.
 *
 * @param commit of all its runs
 * @param reason why it was blessed
 * @param provenance what all its runs were made on: machine and libraries
 * @param settings of the runs by {@code task variant}: all that decides their results but the seed
 */
public record FamilyRecord(
    String family,
    String profile,
    String commit,
    String reason,
    SequencedMap<String, String> provenance,
    SortedMap<String, SequencedMap<String, String>> settings) {
  private static final int SCHEMA_VERSION = 1;

  public FamilyRecord {
    provenance = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(provenance));
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** Of the runs of a task and a variant; empty if there are none. */
  public SequencedMap<String, String> settings(String task, String variant) {
    return settings.getOrDefault(group(task, variant), new LinkedHashMap<>());
  }

  static String group(String task, String variant) {
    return task + " " + variant;
  }

  /** Empty for a family from elsewhere. */
  public static Optional<FamilyRecord> read(Path folder, String family) throws IOException {
    Path file = file(folder, family);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ObjectNode object = JsonFile.read(file);
    if (object.path("schema_version").asInt() != SCHEMA_VERSION) {
      throw MalformedFileException.in(
          file,
          String.format(
              Locale.ROOT,
              "expected schema_version %d, got %s",
              SCHEMA_VERSION,
              object.path("schema_version")));
    }
    SortedMap<String, SequencedMap<String, String>> settings = new TreeMap<>();
    for (Map.Entry<String, JsonNode> group : object.path("settings").properties()) {
      settings.put(group.getKey(), Migration.completed(texts(group.getValue())));
    }
    return Optional.of(
        new FamilyRecord(
            family,
            object.path("profile").asText(),
            object.path("commit").asText(),
            object.path("reason").asText(),
            texts(object.path("provenance")),
            settings));
  }

  void write(Path folder) throws IOException {
    ObjectNode object = JsonFile.object();
    object.put("schema_version", SCHEMA_VERSION);
    object.put("family", family);
    object.put("profile", profile);
    object.put("commit", commit);
    object.put("reason", reason);
    provenance.forEach(object.putObject("provenance")::put);
    ObjectNode groups = object.putObject("settings");
    settings.forEach((group, values) -> values.forEach(groups.putObject(group)::put));
    JsonFile.write(file(folder, family), object);
  }

  private static Path file(Path folder, String family) {
    return folder.resolve(family + ".json");
  }

  private static SequencedMap<String, String> texts(JsonNode node) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }
}
