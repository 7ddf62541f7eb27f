package org.planetbench.harness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * YAML as far as it says the same to every reader: mappings, lists and values of one document. What
 * one reader takes for something else than another, and what makes a file say a thing twice, is
 * refused with its line and what to write instead.
 */
final class YamlTree {
  private static final int DEEPEST = 20;

  /** More than in any file that makes sense: the rest of it need not be read to refuse it. */
  private static final int MOST_ITEMS = 10_000;

  private static final int MOST_KEYS = 1_000;

  /** Characters of a number; on longer ones the patterns below would take minutes. */
  private static final int LONGEST_NUMBER = 100;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  /** {@code 010} is 8 or 10, {@code 0x10} and {@code 1_000} a number or text, {@code 1:30} 90. */
  private static final Pattern DOUBTFUL_NUMBER =
      Pattern.compile(
          "[-+]?(0[0-9_]+(\\.[0-9_]*)?([eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+|[0-9][0-9_]*_[0-9_.]*"
              + "|[0-9]+(:[0-5]?[0-9])+(\\.[0-9]*)?|\\.(inf|Inf|INF))|\\.(nan|NaN|NAN)");

  private static final Pattern DOUBTFUL_WORD =
      Pattern.compile("(?i:y|n|yes|no|on|off)|(?!true|false|null)(?i:true|false|null)");

  private final String where;
  private final Iterator<Event> events;

  private YamlTree(String where, Iterator<Event> events) {
    this.where = where;
    this.events = events;
  }

  /**
   * The file's one document; nothing for an empty file.
   *
   * @throws BadInputException naming file and line
   */
  static JsonNode parse(String where, String yaml) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(Integer.MAX_VALUE); // the file's size was looked at
      return new YamlTree(where, new Yaml(options).parse(new StringReader(yaml)).iterator())
          .document();
    } catch (MarkedYAMLException e) {
      throw new BadInputException(
          "%s: line %d: not YAML: %s"
              .formatted(
                  where,
                  Math.min(line(e.getProblemMark()), yaml.lines().count()), // the end is after it
                  e.getProblem()),
          e);
    } catch (ReaderException e) {
      long line = 1 + yaml.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      String character = String.format(Locale.ROOT, "U+%04X", e.getCodePoint());
      throw new BadInputException(
          "%s: line %d: not YAML: the character %s is not allowed"
              .formatted(where, line, character),
          e);
    }
  }

  private JsonNode document() {
    JsonNode root = NODES.missingNode();
    boolean begun = false;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent && begun) {
        throw bad(event, "a second document begins; expected one; put it into a file of its own");
      } else if (event instanceof DocumentStartEvent) {
        begun = true;
        root = node(events.next(), 1);
      }
    }
    return root;
  }

  private JsonNode node(Event event, int depth) {
    if (depth > DEEPEST) {
      throw bad(event, "nested more than " + DEEPEST + " deep; expected a few levels");
    }
    requireNoReference(event);
    return switch (event) {
      case MappingStartEvent _ -> mapping(depth);
      case SequenceStartEvent _ -> sequence(depth);
      case ScalarEvent scalar -> value(scalar);
      default -> throw new IllegalStateException("unexpected " + event);
    };
  }

  private void requireNoReference(Event event) {
    if (event instanceof AliasEvent || (event instanceof NodeEvent n && n.getAnchor() != null)) {
      throw bad(event, "&name and *name are not supported; write the value out in each place");
    }
    @Nullable String tag =
        switch (event) {
          case ScalarEvent e -> e.getTag();
          case CollectionStartEvent e -> e.getTag();
          default -> null;
        };
    if (tag != null) {
      throw bad(event, "tags such as !!str are not supported; put a text in quotes instead");
    }
  }

  private ArrayNode sequence(int depth) {
    ArrayNode items = NODES.arrayNode();
    for (Event e = events.next(); !(e instanceof SequenceEndEvent); e = events.next()) {
      items.add(node(e, depth + 1));
      requireFew("list", items.size(), MOST_ITEMS, e);
    }
    return items;
  }

  private ObjectNode mapping(int depth) {
    ObjectNode mapping = NODES.objectNode();
    Map<String, Integer> lines = new HashMap<>();
    for (Event e = events.next(); !(e instanceof MappingEndEvent); e = events.next()) {
      String key = key(e);
      Integer before = lines.put(key, line(e));
      if (before != null) {
        throw bad(e, "%s: is there already, in line %d; keep one".formatted(key, before));
      }
      mapping.set(key, node(events.next(), depth + 1));
      requireFew("mapping", mapping.size(), MOST_KEYS, e);
    }
    return mapping;
  }

  private void requireFew(String what, int size, int most, Event last) {
    if (size > most) {
      throw bad(last, "a %s of more than %d; expected at most that".formatted(what, most));
    }
  }

  private String key(Event event) {
    requireNoReference(event);
    if (!(event instanceof ScalarEvent scalar)) {
      throw bad(event, "expected a word as key, got a list or a mapping");
    }
    if (scalar.isPlain() && scalar.getValue().equals("<<")) {
      throw bad(event, "<< is not supported; write the keys out in each place");
    }
    if (scalar.getValue().length() <= LONGEST_NUMBER) {
      requireClear(scalar);
    }
    return scalar.getValue();
  }

  private JsonNode value(ScalarEvent scalar) {
    String text = scalar.getValue();
    if (!scalar.isPlain() || text.length() > LONGEST_NUMBER) {
      return NODES.textNode(text);
    }
    requireClear(scalar);
    if (WHOLE.matcher(text).matches()) {
      BigInteger whole = new BigInteger(text);
      return whole.bitLength() < Integer.SIZE
          ? NODES.numberNode(whole.intValue())
          : NODES.numberNode(whole);
    }
    if (NUMBER.matcher(text).matches()) {
      return NODES.numberNode(Double.parseDouble(text));
    }
    return switch (text) {
      case "true" -> NODES.booleanNode(true);
      case "false" -> NODES.booleanNode(false);
      case "", "~", "null" -> NODES.nullNode();
      default -> NODES.textNode(text);
    };
  }

  private void requireClear(ScalarEvent scalar) {
    String text = scalar.getValue();
    if (scalar.isPlain() && DOUBTFUL_WORD.matcher(text).matches()) {
      throw bad(
          scalar,
          "%s is a truth value to some readers of YAML and a word to others; expected true, false or null, or '%s' in quotes"
              .formatted(text, text));
    }
    if (scalar.isPlain() && DOUBTFUL_NUMBER.matcher(text).matches()) {
      throw bad(
          scalar,
          "%s is not the same number to all readers of YAML; expected plain decimal digits without a leading zero, or '%s' in quotes for a text"
              .formatted(text, text));
    }
  }

  private BadInputException bad(Event event, String problem) {
    return new BadInputException("%s: line %d: %s".formatted(where, line(event), problem));
  }

  private static int line(Event event) {
    return line(event.getStartMark());
  }

  /** Counted from 1. */
  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }
}
