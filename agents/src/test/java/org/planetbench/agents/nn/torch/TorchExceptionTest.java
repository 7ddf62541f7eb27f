package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.planetbench.agents.Errors.messageOf;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What goes wrong in libtorch is told with the operator and the shapes of its arguments. */
@Tag("native")
class TorchExceptionTest {
  private final TorchScope scope = new TorchScope();

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void namesOperatorAndShapes() {
    TorchTensor a = zeros(2, 3);
    TorchTensor b = zeros(4, 5);
    assertTorch("aten::mm of float[2, 3], float[4, 5]", () -> Products.mm(scope, a, b));
    assertTorch("aten::sub.Tensor of float[2, 3], float[4, 5]", () -> Elementwise.add(scope, a, b));
    assertTorch(
        "aten::addmm.out of float[4, 5], float[2, 3], float[4, 5], float[2, 5]",
        () -> Products.addmm(scope, b, a, b));
    assertTorch("aten::cat of float[2, 3], float[4, 5]", () -> Indexing.cat(scope, 0, a, b));
    assertTorch("aten::narrow of float[2, 3]", () -> Views.narrow(scope, a, 0, 1, 2));
    assertTorch("aten::view of float[2, 3]", () -> Views.view(scope, a, 7));
    assertTorch(
        "aten::index_select of float[2, 3], float[4, 5]",
        () -> Indexing.indexSelect(scope, a, 0, b));
  }

  @Test
  void countsWhatIsTooMuchToName() {
    TorchTensor[] parts = new TorchTensor[100];
    Arrays.fill(parts, zeros(2));
    assertEquals(200, Indexing.cat(scope, 0, parts).elements());
    String each = "float[2], ".repeat(8);
    assertTorch(
        "aten::cat of " + each.substring(0, each.length() - 2) + " and 92 more",
        () -> Indexing.cat(scope, 1, parts));
  }

  @Test
  void namesTypes() {
    TorchTensor a = zeros(2, 3);
    TorchTensor b = Creation.zeros(scope, ElementType.DOUBLE, TorchDevice.CPU, 3, 2);
    assertTorch("aten::mm of float[2, 3], double[3, 2]", () -> Products.mm(scope, a, b));
  }

  @Test
  void anOperatorThatThereIsNotHasAName() {
    TorchTensor a = zeros(1);
    assertTorch(
        "aten::no_such_operator of float[1]",
        () -> scope.call(Operator.of("no_such_operator")).tensor(a).make());
  }

  @Test
  void libtorchGoesOnAfterwards() {
    TorchTensor a = zeros(2, 3);
    assertTorch("aten::mm of float[2, 3], float[2, 3]", () -> Products.mm(scope, a, a));
    assertEquals(4, Products.mm(scope, a, Views.t(scope, a)).elements());
  }

  @Test
  void oneCallEndsBeforeAnotherBegins() {
    TorchTensor freed = zeros(1);
    freed.close();
    assertThrows(IllegalStateException.class, () -> Elementwise.exp(scope, freed));
    assertEquals(1, zeros(1).elements()); // the call that could not be made has ended
    OperatorCall open = scope.call(Operator.of("mm"));
    assertEquals(
        "aten::zero_ begins before aten::mm was called",
        messageOf(IllegalStateException.class, () -> open.tensor(zeros(2, 2))));
  }

  @Test
  void copiesAskForAsManyNumbersOfTheSameType() {
    TorchTensor a = zeros(2, 3);
    assertEquals(
        "a copy of float[2, 3]: expected 6 numbers of type float, got 5 of type float",
        messageOf(IllegalArgumentException.class, () -> HostCopy.write(scope, a, new float[7], 2)));
    assertEquals(
        "a copy of float[2, 3]: expected 6 numbers of type float, got 6 of type double",
        messageOf(IllegalArgumentException.class, () -> HostCopy.read(scope, a, new double[6], 0)));
  }

  private TorchTensor zeros(long... shape) {
    return Creation.zeros(scope, ElementType.FLOAT, TorchDevice.CPU, shape);
  }

  private static void assertTorch(String operatorAndShapes, Executable call) {
    String message = messageOf(TorchException.class, call);
    assertTrue(message.startsWith(operatorAndShapes + " failed: "), message);
    assertEquals(1, message.lines().count(), message);
  }
}
