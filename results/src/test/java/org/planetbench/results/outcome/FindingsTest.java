package org.planetbench.results.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class FindingsTest {
  private final Findings findings = new Findings();

  @Test
  void withoutAnyThereIsNothingToRead() {
    assertEquals("", findings.text());
  }

  @Test
  void aLongWarningFitsIntoATerminal() {
    for (int seed = 1; seed <= 5; seed++) {
      findings.add("cell-s" + seed, "a word ".repeat(40).strip());
    }
    String text = findings.text();
    assertTrue(
        text.startsWith("\nWarnings\ncell-s1, cell-s2, cell-s3 and 2 more: a word a word"), text);
    assertTrue(text.lines().count() > 3, text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
  }
}
