package org.planetbench.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What YAML 1.1 and 1.2 read differently is in their specifications: 1.1's type repository. */
final class YamlTreeTest {
  @Test
  void readsMappingsListsAndValues() {
    assertEquals(
        """
        {"a":[1,-2.5,"x y"],"b":{"c":true,"d":null,"e":"no"},"f":1.0E-4,"g":12345678901}""",
        YamlTree.parse(
                "p.yaml",
                """
                # a comment
                a: [1, -2.5, x y]
                b: {c: true, d: , e: 'no'}
                f: 1e-4
                g: 12345678901
                """)
            .toString());
  }

  @Test
  void readsFilesWithAByteOrderOfOneDocument() {
    assertEquals("{\"a\":1}", YamlTree.parse("p.yaml", "---\na: 1\n...\n").toString());
    assertEquals("", YamlTree.parse("p.yaml", "# nothing\n").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b: 1^a: 2^b: 3|3: b: is there already, in line 1; keep one",
        "a: {b: 1, b: 2}|1: b: is there already, in line 1; keep one",
        "a: 1^---^b: 2|2: a second document begins; expected one; put it into a file of its own",
        "a: &x [1]^b: *x|1: &name and *name are not supported; write the value out in each place",
        "a: 1^b: *x|2: &name and *name are not supported; write the value out in each place",
        "a:^  <<: {b: 1}|2: << is not supported; write the keys out in each place",
        "a: !!str 1|1: tags such as !!str are not supported; put a text in quotes instead",
        "a: !x {b: 1}|1: tags such as !!str are not supported; put a text in quotes instead",
        "? [a, b]^: 1|1: expected a word as key, got a list or a mapping",
        "a: [1^b: 2|2: not YAML: expected ',' or ']', but got :",
        "'a: ^b: @x'|2: not YAML: found character '@' that cannot start any token. (Do not use @ for indentation)",
      })
  void refusesWhatSaysAThingTwiceOrElsewhere(String yaml, String message) {
    assertEquals("p.yaml: line " + message, complaint(yaml.replace('^', '\n')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "010",
        "-007",
        "+01",
        "00.5",
        "0x1F",
        "0b10",
        "0o17",
        "1_000",
        "1:30",
        "190:20:30.15",
        ".inf",
        "-.INF",
        ".NaN"
      })
  void refusesNumbersThatReadersTakeForDifferentOnes(String text) {
    assertEquals(
        "p.yaml: line 2: "
            + text
            + " is not the same number to all readers of YAML; expected plain decimal digits without a leading zero, or '"
            + text
            + "' in quotes for a text",
        complaint("a: 1\nb: [" + text + "]\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "NO", "yes", "On", "off", "y", "N", "True", "FALSE", "Null"})
  void refusesWordsThatSomeReadersTakeForTruthValues(String text) {
    assertEquals(
        "p.yaml: line 1: "
            + text
            + " is a truth value to some readers of YAML and a word to others; expected true, false or null, or '"
            + text
            + "' in quotes",
        complaint("tasks: [" + text + "]"));
  }

  /** Long before the end of the file. */
  @Test
  void refusesLongListsAndMappingsAtTheFirstThatIsTooMuch() {
    String end = "\n: not YAML";
    assertEquals(
        "p.yaml: line 10001: a list of more than 10000; expected at most that",
        complaint("- 1\n".repeat(10_001) + end));
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 1_001; i++) {
      keys.append("key-").append(i).append(": 1\n");
    }
    assertEquals(
        "p.yaml: line 1001: a mapping of more than 1000; expected at most that",
        complaint(keys + end));
  }

  @Test
  void refusesDeepNestingAtOnce() {
    assertEquals(
        "p.yaml: line 1: nested more than 20 deep; expected a few levels",
        complaint("[".repeat(20_000)));
  }

  /** Of which each part may be one of a number. */
  @ParameterizedTest
  @CsvSource({"_, x", ":1, 1", "9, 9"})
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void readsALongWordAtOnce(String part, String end) {
    String word = "1" + part.repeat(900_000 / part.length()) + end;
    assertEquals(word, YamlTree.parse("p.yaml", "a: " + word).path("a").textValue());
  }

  @Test
  void refusesControlCharactersWithTheirLine() {
    assertEquals(
        "p.yaml: line 3: not YAML: the character U+0000 is not allowed",
        complaint("a: 1\nb: 2\nc: \0\n"));
  }

  private static String complaint(String yaml) {
    return String.valueOf(
        assertThrows(BadInputException.class, () -> YamlTree.parse("p.yaml", yaml)).getMessage());
  }
}
