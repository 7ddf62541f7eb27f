package org.planetbench.suites.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.Oracle;
import org.planetbench.suites.mujoco.MachineFingerprint;

/** NumPy's own numbers, from the same seeds. */
@Tag("native") // normals need the C library
final class NumpyRandomStateTest {
  static Stream<JsonNode> records() {
    return Oracle.read("/oracle/numpy_random.json.gz").valueStream();
  }

  private static NumpyRandomState stream(JsonNode record) {
    return new NumpyRandomState((int) record.required("seed").longValue());
  }

  @ParameterizedTest
  @MethodSource("records")
  void drawsNumpysSamples(JsonNode record) {
    NumpyRandomState random = stream(record);
    assertDraws(record.required("samples"), random::sample, 0);
  }

  @ParameterizedTest
  @MethodSource("records")
  void drawsNumpysUniforms(JsonNode record) {
    NumpyRandomState random = stream(record);
    assertDraws(record.required("uniforms"), () -> random.uniform(-Math.PI, Math.PI), 0);
  }

  @ParameterizedTest
  @MethodSource("records")
  void drawsNumpysNormals(JsonNode record) {
    NumpyRandomState random = stream(record);
    assertDraws(record.required("normals"), random::normal, logarithmTolerance());
  }

  @ParameterizedTest
  @MethodSource("records")
  void choosesAndMixesAsNumpyDoes(JsonNode record) {
    NumpyRandomState random = stream(record);
    assertDraws(record.required("choices"), () -> random.choice(0.1, 0.1, 0.8), 0);
    JsonNode mixed = record.required("mixed");
    for (int i = 0; i < mixed.size(); i += 3) {
      assertEquals(mixed.required(i).doubleValue(), random.normal(), logarithmTolerance());
      assertEquals(mixed.required(i + 1).doubleValue(), random.sample());
      assertEquals(mixed.required(i + 2).doubleValue(), random.uniform(0.2, 0.5));
    }
  }

  /** None where the C library is the one of the record. */
  private static double logarithmTolerance() {
    return MachineFingerprint.here().equals(new MachineFingerprint(true, "glibc 2.36")) ? 0 : 1e-14;
  }

  private static void assertDraws(JsonNode expected, DoubleSupplier draw, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      double got = draw.getAsDouble();
      double difference = Math.abs(expected.required(i).doubleValue() - got);
      assertEquals(true, difference <= tolerance, "draw " + i + ": " + got);
    }
  }
}
