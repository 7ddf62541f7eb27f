package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code ci/planted-faults} plants has a place in the sources as they are. */
final class PlantedFaultsIT {
  private static JsonNode faults() throws IOException {
    return new ObjectMapper().readTree(Bench.checkout().resolve("ci/planted-faults.json").toFile());
  }

  private static String text(JsonNode fault, String side) {
    List<String> lines = new ArrayList<>();
    fault.required(side).forEach(line -> lines.add(line.asText()));
    return String.join("\n", lines);
  }

  @Test
  void eachTextToBeReplacedStandsOnceInItsFile() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, JsonNode> named : faults().properties()) {
      JsonNode fault = named.getValue();
      Path file = Bench.checkout().resolve(fault.required("file").asText());
      String right = text(fault, "right");
      assertNotEquals(right, text(fault, "wrong"), named.getKey());
      long times =
          Pattern.compile(right, Pattern.LITERAL).matcher(Bench.text(file)).results().count();
      if (times != 1) {
        wrong.add(named.getKey() + ": expected once in " + file + ", got " + times + ": " + right);
      }
    }
    assertEquals(List.of(), wrong, "mend ci/planted-faults.json");
  }
}
