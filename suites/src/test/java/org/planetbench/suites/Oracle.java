package org.planetbench.suites;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Reads the records in the test resources; see the README there. */
public final class Oracle {
  private Oracle() {}

  public static JsonNode read(String resource) {
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(Oracle.class.getResourceAsStream(resource), resource))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.required(i).doubleValue();
    }
    return numbers;
  }
}
