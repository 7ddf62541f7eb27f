package org.planetbench.results.run.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small JSON files: read strictly, written atomically and always in the same way. */
public final class JsonFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final ObjectWriter WRITER =
      MAPPER.writer(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  /** In bytes; what this project writes has thousands. */
  private static final int LIMIT = 64_000_000;

  private JsonFile() {}

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * @throws MalformedFileException naming the line, if it is truncated or was edited into something
   *     that is not one JSON object
   */
  public static ObjectNode read(Path file) throws IOException {
    byte[] bytes = InputFile.bytes(file, LIMIT);
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw MalformedFileException.in(
          file, "expected a JSON object, got " + (bytes.length == 0 ? "an empty file" : "other"));
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw MalformedFileException.at(
          file,
          at == null ? 1 : at.getLineNr(),
          "not valid JSON, the file is truncated or was edited: " + words(e));
    }
  }

  /** What Jackson says, without the names of its classes. */
  private static String words(JsonProcessingException e) {
    return e instanceof StreamConstraintsException
        ? "a value is nested deeper, or is longer, than any that planet-bench writes"
        : e.getOriginalMessage()
            .replaceAll("\\[Source: [^;\\]]*; (line: \\d+), column: \\d+]", "$1");
  }

  /**
   * The line on which a key stands, counted from 1; 0 if it is not to be found.
   *
   * @param keys from the outermost object's inwards
   */
  public static long line(Path file, String... keys) {
    try {
      List<String> lines = Files.readAllLines(file);
      int found = 0;
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).strip().startsWith("\"" + keys[found] + "\":") && ++found == keys.length) {
          return i + 1L;
        }
      }
    } catch (IOException e) {
      // It is for a message only, which does without.
    }
    return 0;
  }

  /** Puts a number, or null for one that is not finite, which JSON does not have. */
  public static void put(ObjectNode object, String key, double number) {
    if (Double.isFinite(number)) {
      object.put(key, number);
    } else {
      object.putNull(key);
    }
  }

  public static void write(Path file, ObjectNode object) throws IOException {
    AtomicFile.write(file, text(object));
  }

  /** Makes the file unless it is there: of several who do so at once, one does. */
  public static void create(Path file, ObjectNode object) throws IOException {
    AtomicFile.create(file, text(object));
  }

  /** As it stands in files. */
  public static String text(ObjectNode object) throws IOException {
    return WRITER.writeValueAsString(object) + "\n";
  }
}
