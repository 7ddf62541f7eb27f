package org.planetbench.harness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.planetbench.suites.Suggestion;

/**
 * A mapping of a YAML file, read key by key. Every message starts with the file and the key. {@link
 * #close} complains of keys that nobody asked for, so that a misspelt one is never a silent
 * default.
 */
final class YamlSection {
  private final String where;
  private final String prefix;
  private final JsonNode node;
  private final Set<String> known = new LinkedHashSet<>();

  YamlSection(String where, String prefix, JsonNode node) {
    this.where = where;
    this.prefix = prefix;
    this.node = node;
    if (!node.isObject()) {
      throw bad(
          prefix.isEmpty() ? "" : prefix,
          "expected a mapping of keys to values, got " + shown(node));
    }
  }

  String text(String key) {
    return text(key, Optional.empty());
  }

  String text(String key, Optional<String> otherwise) {
    return value(key, JsonNode::isValueNode, "text", JsonNode::asText, otherwise);
  }

  int integer(String key, Optional<Integer> otherwise) {
    return value(key, JsonNode::isInt, "a whole number", JsonNode::asInt, otherwise);
  }

  /** A list of one value or more; a single value stands for a list of one. */
  <T> List<T> list(String key, Function<String, T> parse) {
    known.add(key);
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
    known.add(key);
    SequencedMap<String, String> values = new LinkedHashMap<>();
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
    known.add(key);
    if (!node.has(key)) {
      throw bad(key, "missing");
    }
    return new YamlSection(where, prefix + key + ".", node.get(key));
  }

  void close() {
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
    known.add(key);
    JsonNode found = node.path(key);
    if (found.isMissingNode()) {
      return otherwise.orElseThrow(() -> bad(key, "missing, expected " + expected));
    }
    if (!accepts.apply(found)) {
      throw bad(key, "expected " + expected + ", got " + shown(found));
    }
    return convert.apply(found);
  }

  BadInputException bad(String key, String message) {
    return new BadInputException(
        where + ": " + (key.isEmpty() ? "" : prefix + key + ": ") + message);
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }
}
