package org.planetbench.agents.nn.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.Nd4jBackend;
import org.planetbench.agents.nn.Dense.Activation;
import org.planetbench.agents.nn.FiniteDifferences;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureLayer;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.TestTapes;

/**
 * Every picture layer: gradients against finite differences; values are PlanetModelOracleTest's.
 */
class PictureLayersTest {
  /** Small enough for differences, odd enough to catch swapped axes. */
  enum Layer {
    FIRST(6, 5, 12),
    MIDDLE(9, 7, 2),
    LAST(4, 3, 2),
    DECONVOLUTION(3, 2, 4),
    EXPANSION(1, 1, 4);

    final int height;
    final int width;
    final int channels;

    Layer(int height, int width, int channels) {
      this.height = height;
      this.width = width;
      this.channels = channels;
    }

    HostLayer make(ParameterSet set, Activation activation) {
      return HostLayer.of(
          set,
          switch (this) {
            case FIRST -> PictureLayer.first(set, "layer", activation, 3);
            case MIDDLE -> PictureLayer.middle(set, "layer", activation, channels, 3);
            case LAST -> PictureLayer.lastTransposed(set, "layer", channels);
            case DECONVOLUTION ->
                PictureLayer.deconvolution(set, "layer", activation, 5, channels, 3);
            case EXPANSION -> PictureLayer.expansion(set, "layer", activation, 5, channels, 3);
          });
    }
  }

  private static final int COUNT = 2;
  private final FiniteDifferences differences = new FiniteDifferences();
  private final HostShard shard = new HostShard(TestTapes.host(), 1);

  PictureLayersTest() {
    Nd4jBackend.computeOnCallingThread();
  }

  @AfterEach
  void free() {
    shard.close();
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreFiniteDifferences(Layer kind) {
    requireGradients(kind, Activation.RELU);
  }

  @ParameterizedTest
  @EnumSource
  void gradientsWithElusAreFiniteDifferences(Layer kind) {
    requireGradients(kind, Activation.ELU);
  }

  private void requireGradients(Layer kind, Activation activation) {
    try (HostLayer layer = kind.make(differences.set, activation)) {
      int size = kind.height * kind.width * kind.channels;
      Rows x = differences.input(COUNT, size);
      float[][] weights = differences.matrix(1, forward(layer, kind, x).size());
      NativeTensor input = tensor(kind, x);
      NativeTensor y = layer.forward(shard, input);
      NativeTensor dy = shard.pool().take(y.array().shape());
      dy.floats().put(0, weights[0]);
      NativeTensor dx = layer.backward(shard, input, y, dy);
      differences.set.collect();
      boolean hasInputGradient = kind != Layer.FIRST;
      if (hasInputGradient) {
        for (int i = 0; i < COUNT; i++) {
          dx.floats().get(i * size, x.readGradient()[i]);
        }
      }
      differences.compare(
          () -> {
            NativeTensor out = forward(layer, kind, x);
            double sum = 0;
            for (int i = 0; i < out.size(); i++) {
              sum += (double) out.floats().get(i) * weights[0][i];
            }
            return sum;
          },
          hasInputGradient ? List.of(x) : List.of());
    }
  }

  @Test
  void gradientsOfSeveralMicroBatchesAddUp() {
    try (HostLayer layer = Layer.MIDDLE.make(differences.set, Activation.RELU)) {
      Rows x = differences.input(COUNT, 9 * 7 * 2);
      NativeTensor input = tensor(Layer.MIDDLE, x);
      float[] once = gradient(layer, input, 1);
      float[] twice = gradient(layer, input, 2);
      for (int i = 0; i < once.length; i++) {
        assertEquals(2 * once[i], twice[i], 1e-4);
      }
    }
  }

  private float[] gradient(HostLayer layer, NativeTensor input, int times) {
    for (int i = 0; i < times; i++) {
      NativeTensor y = layer.forward(shard, input);
      NativeTensor dy = shard.pool().take(y.array().shape());
      for (int j = 0; j < dy.size(); j++) {
        dy.floats().put(j, 1 + j % 3);
      }
      var _ = layer.backward(shard, input, y, dy);
    }
    differences.set.collect();
    return differences.set.parameters().getFirst().gradient().clone();
  }

  @Test
  void aPoolHandsTheSameMemoryOutAgain() {
    NativePool pool = shard.pool();
    int mark = pool.mark();
    NativeTensor first = pool.take(3, 4);
    long bytes = pool.bytes();
    pool.release(mark);
    assertSame(first, pool.take(3, 4));
    assertEquals(bytes, pool.bytes());
    assertEquals(48, bytes);
  }

  private NativeTensor forward(HostLayer layer, Layer kind, Rows x) {
    return layer.forward(shard, tensor(kind, x));
  }

  private NativeTensor tensor(Layer kind, Rows x) {
    NativeTensor tensor = shard.pool().take(COUNT, kind.height, kind.width, kind.channels);
    for (int i = 0; i < COUNT; i++) {
      tensor.floats().put(i * x.columns(), x.read()[i]);
    }
    return tensor;
  }
}
