package org.planetbench.results.run.csv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunSink.Position;
import org.planetbench.results.run.SchemaVersion;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * {@code commit.json}: which rows a reader may rely on while the run goes on.
 *
 * <p>A process that dies between {@link CsvRunSink#commit} and the checkpoint that remembers it has
 * the rows of this last commit cut off at the next start, and they come again with other times. The
 * rows before it, {@code settled}, stay as they are for ever.
 */
public record CommitMark(Position settled, Position committed) {
  public static final String FILE = "commit.json";

  /** The start if nothing was committed yet. */
  public static CommitMark read(RunFolder folder) throws IOException {
    Path file = folder.file(FILE);
    if (!Files.exists(file)) {
      return new CommitMark(Position.START, Position.START);
    }
    ObjectNode object = SchemaVersion.read(file);
    return new CommitMark(position(file, object, "settled"), position(file, object, "committed"));
  }

  /** Whether what is settled was committed, as it has to be. */
  public boolean isOrdered() {
    return settled.episodes() <= committed.episodes()
        && settled.updates() <= committed.updates()
        && settled.decisions() <= committed.decisions()
        && settled.model() <= committed.model()
        && settled.certificate() <= committed.certificate();
  }

  void write(RunFolder folder) throws IOException {
    ObjectNode object = JsonFile.object();
    object.put("schema_version", RunRecord.SCHEMA_VERSION);
    put(object.putObject("settled"), settled);
    put(object.putObject("committed"), committed);
    JsonFile.write(folder.file(FILE), object);
  }

  private static void put(ObjectNode object, Position position) {
    object.put("episodes", position.episodes());
    object.put("updates", position.updates());
    object.put("decisions", position.decisions());
    object.put("model", position.model());
    object.put("certificate", position.certificate());
  }

  private static Position position(Path file, ObjectNode object, String key) throws IOException {
    JsonNode node = object.path(key);
    return new Position(
        count(file, key, node, "episodes"),
        count(file, key, node, "updates"),
        count(file, key, node, "decisions"),
        node.has("model") ? count(file, key, node, "model") : 0, // earlier runs had none
        node.has("certificate") ? count(file, key, node, "certificate") : 0);
  }

  private static long count(Path file, String key, JsonNode node, String name) throws IOException {
    JsonNode count = node.path(name);
    if (!count.isIntegralNumber() || count.longValue() < 0) {
      throw MalformedFileException.in(
          file, key + "." + name + ": expected a count, got '" + count.asText() + "'");
    }
    return count.longValue();
  }
}
