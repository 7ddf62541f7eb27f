package org.planetbench.results;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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
    byte[] bytes = bytes(file);
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
          "not valid JSON, the file is truncated or was edited: " + e.getOriginalMessage());
    }
  }

  public static void write(Path file, ObjectNode object) throws IOException {
    String text = WRITER.writeValueAsString(object) + "\n";
    AtomicFile.write(file, text);
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw MalformedFileException.in(file, "expected this file, but it is missing");
    }
  }
}
