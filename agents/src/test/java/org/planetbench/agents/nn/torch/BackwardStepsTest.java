package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Tape;

/** What a tape on a device keeps while it goes back. */
@Tag("native")
class BackwardStepsTest {
  private static final int LAYERS = 40;
  private static final int ROWS = 64;
  private static final int WIDTH = 32;
  private static final long BYTES = (long) ROWS * WIDTH * Float.BYTES; // of one activation

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(2);

  /** Of each layer what it made is kept, and neither what it needed for that nor its gradient. */
  @Test
  void freeGradientsThatNobodyAddsToAnyMore() {
    try (TorchBackend backend = new TorchBackend(TorchDevice.CPU, false)) {
      ParameterSet set = new ParameterSet(backend, 1, random);
      List<Dense> layers = new ArrayList<>();
      for (int i = 0; i < LAYERS; i++) {
        layers.add(new Dense(set, "layer" + i, Dense.Activation.ELU, WIDTH, WIDTH));
      }
      float[][] first = gradient(backend, layers); // weights are there from now on
      MemoryMeter meter = backend.scope().measure();
      float[][] second = gradient(backend, layers);
      assertEquals(first[0][0], second[0][0]);
      long activations = meter.peak() / BYTES;
      assertTrue(activations < LAYERS + 10, () -> activations + " activations");
      set.close();
    }
  }

  private float[][] gradient(TorchBackend backend, List<Dense> layers) {
    float[][] value = new float[ROWS][WIDTH];
    for (float[] row : value) {
      row[0] = 1;
    }
    try (Scope _ = backend.open()) {
      Tape tape = Tape.recording(backend.shard(0));
      Rows x = backend.variable(value);
      Rows y = x;
      for (Dense layer : layers) {
        y = layer.apply(tape, y);
      }
      y.addToGradient(1);
      tape.backward();
      return x.readGradient();
    }
  }
}
