package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.planetbench.agents.Nd4jBackend;

/**
 * A program: says the bits of what libtorch and ND4J compute from the same numbers, in the order of
 * its arguments.
 */
final class Bits {
  private static final int ROWS = 300;
  private static final int COLUMNS = 257;

  private Bits() {}

  public static void main(String[] libraries) {
    List<String> bits = new ArrayList<>();
    for (String library : libraries) {
      bits.add(library + "=" + (library.equals("nd4j") ? ofNd4j() : ofTorch()));
    }
    bits.sort(null);
    System.out.println(String.join(" ", bits));
  }

  static int ofTorch() {
    float[] result;
    try (TorchScope scope = new TorchScope()) {
      TorchTensor a = Creation.of(scope, TestDevice.chosen(), numbers(1), ROWS, COLUMNS);
      TorchTensor b = Creation.of(scope, TestDevice.chosen(), numbers(2), COLUMNS, ROWS);
      TorchTensor y = Activations.elu(scope, Products.mm(scope, a, b)); // [rows, rows]
      TorchTensor picture = Views.reshape(scope, y, 1, 4, 150, 150);
      TorchTensor weight =
          Views.reshape(
              scope, Views.narrow(scope, Views.view(scope, a, -1), 0, 0, 8 * 4 * 16), 8, 4, 4, 4);
      TorchTensor z = Convolutions.convolution(scope, picture, weight, null, 2, 0, false);
      Convolutions.Gradients gradients =
          Convolutions.convolutionBackward(scope, z, picture, weight, 2, 0, false, true);
      TorchTensor sums =
          Indexing.cat(
              scope,
              0,
              Views.view(scope, Reductions.sum(scope, z, false), 1),
              Views.view(scope, Reductions.sum(scope, gradients.input(), false), 1),
              Views.reshape(scope, gradients.weight(), -1));
      result = new float[(int) sums.elements()];
      HostCopy.read(scope, sums, result, 0);
    }
    return Arrays.hashCode(result);
  }

  private static int ofNd4j() {
    Nd4jBackend.computeOnCallingThread();
    try (INDArray a = Nd4j.create(numbers(1)).reshape(ROWS, COLUMNS);
        INDArray b = Nd4j.create(numbers(2)).reshape(COLUMNS, ROWS);
        INDArray product = a.mmul(b)) {
      return Arrays.hashCode(product.data().asFloat());
    }
  }

  private static float[] numbers(int seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    float[] numbers = new float[ROWS * COLUMNS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
