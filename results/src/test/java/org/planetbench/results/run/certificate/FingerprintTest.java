package org.planetbench.results.run.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  /** Their column {@code fingerprint} says the same of runs as a comparison does. */
  @Test
  void theScriptsLeaveOutTheSameFacts() throws IOException {
    Path script = Path.of(System.getProperty("planetbench.home"), "ci/measure/tables.py");
    Matcher declared =
        Pattern.compile("(?m)^INDIFFERENT = \\{(.*)\\}").matcher(Files.readString(script));
    assertTrue(declared.find());
    Set<String> facts =
        Pattern.compile("\"([^\"]+)\"")
            .matcher(declared.group(1))
            .results()
            .map(fact -> fact.group(1))
            .collect(Collectors.toSet());
    assertEquals(Fingerprint.INDIFFERENT, facts);
  }
}
