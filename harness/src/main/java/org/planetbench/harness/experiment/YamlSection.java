package org.planetbench.harness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.planetbench.results.run.file.InputFile;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.suites.Suggestion;

/**
 * A mapping of a YAML file, read key by key. Every message starts with the file and the key. {@link
 * #close} complains of keys that nobody asked for, so that a misspelt one is never a silent
 * default.
 *
 * <p>A mapping may inherit from another: what it lacks is read there, and the mappings inside both
 * are joined key by key.
 */
final class YamlSection {
  private static final int LIMIT = 1_000_000; // bytes

  private final String where;
  private final String prefix;
  private final JsonNode node;
  private final Optional<YamlSection> inherited;
  private final Set<String> known = new LinkedHashSet<>();

  YamlSection(String where, String prefix, JsonNode node) {
    this(where, prefix, node, Optional.empty());
  }

  private YamlSection(String where, String prefix, JsonNode node, Optional<YamlSection> inherited) {
    this.inherited = inherited;
    this.where = where;
    this.prefix = prefix;
    this.node = node;
    if (!node.isObject()) {
      throw bad("", "expected a mapping of keys to values, got " + shown(node));
    }
  }

  String text(String key) {
    return text(key, Optional.empty());
  }

  String text(String key, Optional<String> otherwise) {
    return value(key, JsonNode::isValueNode, "text", JsonNode::asText, otherwise);
  }

  /** The whole of a file. */
  static YamlSection root(String where, String yaml) {
    return new YamlSection(where, "", YamlTree.parse(where, yaml));
  }

  /**
   * The whole of a file that a person wrote.
   *
   * @throws BadInputException if it can't be read, or is none that a person would write
   */
  static String read(Path file) {
    try {
      return InputFile.text(file, LIMIT);
    } catch (MalformedFileException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  double number(String key) {
    return value(key, JsonNode::isNumber, "a number", JsonNode::asDouble, Optional.empty());
  }

  /** Empty where the key is missing. */
  Optional<Double> optionalNumber(String key) {
    return value(
        key,
        JsonNode::isNumber,
        "a number",
        found -> Optional.of(found.asDouble()),
        Optional.of(Optional.empty()));
  }

  int integer(String key) {
    return integer(key, Optional.empty());
  }

  int integer(String key, Optional<Integer> otherwise) {
    return value(key, JsonNode::isInt, "a whole number", JsonNode::asInt, otherwise);
  }

  /** A list of one value or more; a single value stands for a list of one. */
  <T> List<T> list(String key, Function<String, T> parse) {
    if (isInherited(key)) {
      return inherited.orElseThrow().list(key, parse);
    }
    JsonNode found = node.path(key);
    List<T> values = new ArrayList<>();
    for (JsonNode item : found.isArray() ? found : List.of(found)) {
      if (!item.isValueNode() || item.isNull()) {
        throw bad(key, "expected a list of values, got " + shown(found));
      }
      try {
        values.add(parse.apply(item.asText()));
      } catch (IllegalArgumentException e) {
        throw bad(key, String.valueOf(e.getMessage()));
      }
    }
    if (values.isEmpty()) {
      throw bad(key, "expected at least one, got none");
    }
    return values;
  }

  /** A mapping of names to plain values. */
  SequencedMap<String, String> map(String key) {
    SequencedMap<String, String> values =
        inherited.map(section -> section.map(key)).orElseGet(LinkedHashMap::new);
    known.add(key);
    JsonNode found = node.path(key);
    if (!found.isMissingNode() && !found.isObject()) {
      throw bad(key, "expected a mapping of keys to values, got " + shown(found));
    }
    found
        .properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isValueNode()) {
                throw bad(
                    key + "." + entry.getKey(), "expected a value, got " + shown(entry.getValue()));
              }
              values.put(entry.getKey(), entry.getValue().asText());
            });
    return values;
  }

  YamlSection section(String key) {
    if (isInherited(key)) {
      return inherited.orElseThrow().section(key);
    }
    if (!node.has(key)) {
      throw bad(key, "missing");
    }
    Optional<YamlSection> base =
        inherited.filter(section -> section.node.has(key)).map(section -> section.section(key));
    return new YamlSection(where, prefix + key + ".", node.get(key), base);
  }

  /** A list of mappings that inherit from this one; empty if the key is missing. */
  List<YamlSection> sections(String key) {
    return sections(key, Optional.of(this));
  }

  /** A list of mappings that stand for themselves; empty if the key is missing. */
  List<YamlSection> ownSections(String key) {
    return sections(key, Optional.empty());
  }

  private List<YamlSection> sections(String key, Optional<YamlSection> base) {
    known.add(key);
    JsonNode found = node.path(key);
    if (!found.isMissingNode() && (!found.isArray() || found.isEmpty())) {
      throw bad(key, "expected a list of mappings, got " + shown(found));
    }
    List<YamlSection> sections = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      String child = "%s%s[%d].".formatted(prefix, key, i);
      sections.add(new YamlSection(where, child, found.get(i), base));
    }
    return sections;
  }

  /** Whether a value is to be read from the mapping that this one inherits from. */
  private boolean isInherited(String key) {
    known.add(key);
    inherited.ifPresent(section -> section.known.add(key));
    return inherited.isPresent() && !node.has(key);
  }

  void close() {
    inherited.ifPresent(YamlSection::close);
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw bad(name, "unknown key" + Suggestion.of(name, known));
              }
            });
  }

  private <T> T value(
      String key,
      Function<JsonNode, Boolean> accepts,
      String expected,
      Function<JsonNode, T> convert,
      Optional<T> otherwise) {
    if (isInherited(key)) {
      return inherited.orElseThrow().value(key, accepts, expected, convert, otherwise);
    }
    JsonNode found = node.path(key);
    if (found.isMissingNode()) {
      return otherwise.orElseThrow(() -> bad(key, "missing, expected " + expected));
    }
    if (!accepts.apply(found)) {
      throw bad(key, "expected " + expected + ", got " + shown(found));
    }
    return convert.apply(found);
  }

  /** Names a key of this mapping, or the mapping itself if the key is empty. */
  BadInputException bad(String key, String message) {
    String place = (prefix + key).replaceFirst("\\.$", "");
    return new BadInputException(where + ": " + (place.isEmpty() ? "" : place + ": ") + message);
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }
}
