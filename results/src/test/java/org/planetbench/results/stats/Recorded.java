package org.planetbench.results.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What SciPy and rliable compute; recorded by {@code ci/record/record_statistics.py}. Nothing of it
 * is empty: a loop over nothing would compare nothing, and pass.
 */
final class Recorded {
  private Recorded() {}

  static JsonNode read(String part) {
    try (InputStream in = Recorded.class.getResourceAsStream("statistics.json")) {
      return some(new ObjectMapper().readTree(Objects.requireNonNull(in)).required(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] numbers(JsonNode array) {
    return IntStream.range(0, some(array).size())
        .mapToDouble(i -> array.get(i).doubleValue())
        .toArray();
  }

  private static JsonNode some(JsonNode recorded) {
    if (recorded.isEmpty()) {
      throw new IllegalStateException("statistics.json: expected something to compare, got none");
    }
    return recorded;
  }

  /** Of rows task by seed; named in their order. */
  static Scores scores(JsonNode rows) {
    return scores(rows, 1);
  }

  static Scores scores(JsonNode rows, double factor) {
    Map<String, Map<Long, Double>> byTask = new HashMap<>();
    for (int task = 0; task < rows.size(); task++) {
      Map<Long, Double> bySeed = new TreeMap<>();
      double[] values = numbers(rows.get(task));
      for (int seed = 0; seed < values.length; seed++) {
        bySeed.put((long) seed, values[seed] * factor);
      }
      byTask.put("task_" + task, bySeed);
    }
    return Scores.of(byTask);
  }
}
