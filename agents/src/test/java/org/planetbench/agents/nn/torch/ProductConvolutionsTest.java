package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products give what the operators give, values and gradients. */
@Tag("native")
class ProductConvolutionsTest {
  private static final int INPUTS = 2;
  private static final int OUTPUTS = 5;

  private final TorchScope scope = new TorchScope();
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);

  @AfterEach
  void free() {
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({
    "3,4,2,0,false",
    "3,2,1,0,false",
    "3,3,1,2,false",
    "3,5,2,0,true",
    "3,6,2,0,true",
    "600,4,2,0,false", // more than are computed at once
    "600,5,2,0,true"
  })
  void areTheOperators(int batch, int kernel, int stride, int padding, boolean transposed) {
    TorchTensor x = normals(batch, INPUTS, 7, 9);
    TorchTensor w =
        transposed
            ? normals(INPUTS, OUTPUTS, kernel, kernel)
            : normals(OUTPUTS, INPUTS, kernel, kernel);
    TorchTensor b = normals(OUTPUTS);
    TorchTensor expected = Convolutions.convolution(scope, x, w, b, stride, padding, transposed);
    TorchTensor actual =
        ProductConvolutions.convolution(scope, x, w, b, stride, padding, transposed);
    assertClose(expected, actual);
    TorchTensor dy = normals(expected.shape());
    Convolutions.Gradients operators =
        Convolutions.convolutionBackward(scope, dy, x, w, stride, padding, transposed, true);
    Convolutions.Gradients products =
        ProductConvolutions.convolutionBackward(scope, dy, x, w, stride, padding, transposed, true);
    assertClose(operators.input(), products.input());
    assertClose(operators.weight(), products.weight());
    assertClose(operators.bias(), products.bias());
  }

  private TorchTensor normals(long... shape) {
    int size = 1;
    for (long extent : shape) {
      size *= (int) extent;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Creation.of(scope, TestDevice.chosen(), values, shape);
  }

  private void assertClose(TorchTensor expected, TorchTensor actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    float[] numbers = read(expected);
    float largest = 1;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    assertArrayEquals(numbers, read(actual), 3e-5f * largest);
  }

  private float[] read(TorchTensor tensor) {
    float[] values = new float[(int) tensor.elements()];
    HostCopy.read(scope, tensor, values, 0);
    return values;
  }
}
