package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.planetbench.agents.replay.NpyArray;
import org.planetbench.agents.replay.Npz;

/** Every operator computes what PyTorch's own functions compute. */
@Tag("native")
class OperatorOracleTest {
  private static final String FIXTURE = "operators.npz";

  @TestFactory
  Stream<DynamicTest> computesWhatPyTorchDoes() throws Exception {
    Map<String, NpyArray> recorded = recorded();
    return OracleCases.all().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> compare(entry.getKey(), entry.getValue(), recorded)));
  }

  @Test
  void everyRecordedCaseIsCompared() throws Exception {
    var names = new TreeSet<String>();
    recorded().keySet().forEach(name -> names.add(name.substring(0, name.indexOf('/'))));
    assertEquals(names, new TreeSet<>(OracleCases.all().keySet()));
  }

  private static void compare(String name, Case computed, Map<String, NpyArray> recorded) {
    try (TorchScope scope = new TorchScope()) {
      List<TorchTensor> inputs = new ArrayList<>();
      for (int i = 0; recorded.containsKey(name + "/in/" + i); i++) {
        inputs.add(tensor(scope, array(recorded, name + "/in/" + i)));
      }
      List<TorchTensor> outputs = computed.compute(scope, inputs);
      assertTrue(recorded.containsKey(name + "/out/" + (outputs.size() - 1)));
      for (int i = 0; i < outputs.size(); i++) {
        assertClose(scope, array(recorded, name + "/out/" + i), outputs.get(i));
      }
    }
  }

  private static TorchTensor tensor(TorchScope scope, NpyArray array) {
    long[] shape = Arrays.stream(array.shape()).asLongStream().toArray();
    return switch (array) {
      case NpyArray.Floats floats -> Creation.of(scope, TestDevice.chosen(), floats.data(), shape);
      case NpyArray.Doubles doubles ->
          Creation.of(scope, TestDevice.chosen(), doubles.data(), shape);
      case NpyArray.Longs longs -> Creation.of(scope, TestDevice.chosen(), longs.data(), shape);
      case NpyArray.Bytes bytes -> throw new IllegalArgumentException("no tensor of " + bytes);
    };
  }

  private static void assertClose(TorchScope scope, NpyArray expected, TorchTensor got) {
    assertArrayEquals(
        Arrays.stream(expected.shape()).asLongStream().toArray(), got.shape(), "shape");
    switch (expected) {
      case NpyArray.Floats floats -> {
        float[] values = new float[floats.data().length];
        HostCopy.read(scope, got, values, 0);
        for (int i = 0; i < values.length; i++) {
          float tolerance = 2e-6f * Math.max(1, Math.abs(floats.data()[i]));
          assertEquals(floats.data()[i], values[i], tolerance);
        }
      }
      case NpyArray.Doubles doubles -> {
        double[] values = new double[doubles.data().length];
        HostCopy.read(scope, got, values, 0);
        for (int i = 0; i < values.length; i++) {
          double tolerance = 4e-15 * Math.max(1, Math.abs(doubles.data()[i]));
          assertEquals(doubles.data()[i], values[i], tolerance);
        }
      }
      case NpyArray.Longs longs -> {
        long[] values = new long[longs.data().length];
        HostCopy.read(scope, got, values, 0);
        assertArrayEquals(longs.data(), values);
      }
      case NpyArray.Bytes bytes -> throw new IllegalArgumentException("no tensor of " + bytes);
    }
  }

  private static NpyArray array(Map<String, NpyArray> recorded, String name) {
    return Objects.requireNonNull(recorded.get(name), name);
  }

  private static Map<String, NpyArray> recorded() throws IOException, URISyntaxException {
    var file = Objects.requireNonNull(OperatorOracleTest.class.getResource(FIXTURE), FIXTURE);
    return Npz.read(Path.of(file.toURI()));
  }
}
