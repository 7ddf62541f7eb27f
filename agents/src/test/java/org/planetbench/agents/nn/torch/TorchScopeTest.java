package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.planetbench.agents.Errors.messageOf;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("native")
class TorchScopeTest {
  private static final int MEBIBYTE = 1 << 20;

  @Test
  void freesWhatWasMadeSinceAMark() {
    try (TorchScope scope = new TorchScope()) {
      TorchTensor before = zeros(scope, 2);
      int mark = scope.mark();
      TorchTensor gone = zeros(scope, 3);
      TorchTensor stays = scope.keep(zeros(scope, 4));
      scope.release(mark);
      assertEquals(2, scope.tensors());
      assertEquals(2, before.elements());
      assertEquals(4, stays.elements());
      assertThrows(IllegalStateException.class, gone::elements);
      stays.close();
      stays.close();
      before.close();
      assertEquals(0, scope.tensors());
    }
  }

  @Test
  void freesAllSinceAMarkButSome() {
    try (TorchScope scope = new TorchScope()) {
      int mark = scope.mark();
      TorchTensor gone = zeros(scope, 2);
      TorchTensor stays = zeros(scope, 3);
      scope.release(mark, stays);
      assertThrows(IllegalStateException.class, gone::elements);
      assertEquals(3, stays.elements());
      scope.release(mark);
      assertEquals(0, scope.tensors());
    }
  }

  @Test
  void freesTemporariesAndNotWhatIsRetained() {
    try (TorchScope scope = new TorchScope()) {
      int outer = scope.mark();
      TorchTensor before = zeros(scope, 1);
      int mark = scope.mark();
      TorchTensor gone = zeros(scope, 2);
      TorchTensor retained = zeros(scope, 3).retained();
      TorchTensor kept = scope.keep(zeros(scope, 4));
      scope.releaseTemporaries(mark);
      assertThrows(IllegalStateException.class, gone::elements);
      assertEquals(8, before.elements() + retained.elements() + kept.elements());
      retained.close();
      scope.release(outer);
      assertEquals(1, scope.tensors());
    }
  }

  /** A view takes no memory, and keeps that of what it is a view of. */
  @Test
  void measuresMemory() {
    try (TorchScope scope = new TorchScope()) {
      TorchTensor before = zeros(scope, 1000);
      MemoryMeter meter = scope.measure();
      TorchTensor first = zeros(scope, 100);
      TorchTensor view = Views.narrow(scope, first, 0, 50, 50);
      first.close();
      before.close();
      assertEquals(400, meter.peak());
      TorchTensor second = zeros(scope, 10);
      assertEquals(440, meter.peak());
      view.close();
      second.close();
      zeros(scope, 109);
      assertEquals(440, meter.peak());
    }
  }

  @Test
  void givesNumbersOfTheHostOnlyToOperatorsThatTakeThemOnAGpu() {
    try (TorchScope scope = new TorchScope()) {
      TorchTensor x = zeros(scope, 2);
      assertEquals(
          "aten::where.self takes no number of the host on a GPU",
          messageOf(
              IllegalStateException.class,
              () -> scope.call(Operator.of("where.self")).scalar(0, x)));
      TorchTensor zero = scope.constant(0.5, x);
      assertSame(zero, scope.constant(0.5, x));
    }
  }

  @Test
  void closesKeptOnesInAnyOrder() {
    try (TorchScope scope = new TorchScope()) {
      TorchTensor a = scope.keep(zeros(scope, 1));
      TorchTensor b = scope.keep(zeros(scope, 2));
      TorchTensor c = scope.keep(zeros(scope, 3));
      a.close();
      assertEquals(2, b.elements());
      c.close();
      assertEquals(1, scope.tensors());
      b.close();
      assertEquals(0, scope.tensors());
    }
  }

  @Test
  void viewsKeepTheElements() {
    try (TorchScope scope = new TorchScope()) {
      TorchTensor whole = Creation.of(scope, TorchDevice.CPU, new float[] {1, 2, 3, 4}, 4);
      TorchTensor part = Views.narrow(scope, whole, 0, 2, 2);
      whole.close();
      float[] values = new float[2];
      HostCopy.read(scope, part, values, 0);
      assertEquals(4, values[1]);
    }
  }

  @Test
  void refusesWhatIsNotItsOwn() {
    TorchTensor closed;
    try (TorchScope scope = new TorchScope();
        TorchScope other = new TorchScope()) {
      closed = zeros(scope, 1);
      assertEquals(
          "a tensor is kept by the scope that made it, not another",
          messageOf(IllegalArgumentException.class, () -> other.keep(closed)));
      assertEquals(
          "mark: expected 0 to 1, got 2; was it released before?",
          messageOf(IllegalArgumentException.class, () -> scope.release(2)));
    }
    assertThrows(IllegalStateException.class, closed::elements);
  }

  @Test
  void servesOneThreadAfterAnother() {
    try (TorchScope scope = new TorchScope()) {
      TorchTensor zeros = zeros(scope, 3);
      TorchTensor ones =
          CompletableFuture.supplyAsync(() -> Elementwise.add(scope, zeros, 1)).join();
      float[] values = new float[3];
      HostCopy.read(scope, ones, values, 0);
      assertArrayEquals(new float[] {1, 1, 1}, values);
    }
  }

  /** Without their release, pictures would take 800 MB, and lists or handles alone 2.5 MB. */
  @Test
  void takesNoMoreMemoryRoundAfterRound() {
    try (TorchScope scope = new TorchScope()) {
      computeRounds(scope, 200);
      int tensors = scope.tensors();
      NativeMemory.assertKeepsLess(2 * MEBIBYTE, () -> computeRounds(scope, 800));
      assertEquals(tensors, scope.tensors());
    }
  }

  /** What an operator that fails was given is freed, too; it prints much to standard error. */
  @Test
  void takesNoMoreMemoryFailureAfterFailure() {
    try (TorchScope scope = new TorchScope()) {
      failOften(scope, 2);
      NativeMemory.assertKeepsLess(16 * MEBIBYTE, () -> failOften(scope, 10));
    }
  }

  private static void failOften(TorchScope scope, int rounds) {
    for (int round = 0; round < rounds; round++) {
      int mark = scope.mark();
      TorchTensor pictures = zeros(scope, 16 * MEBIBYTE);
      assertThrows(TorchException.class, () -> Products.mm(scope, pictures, pictures));
      scope.release(mark);
    }
  }

  private static void computeRounds(TorchScope scope, int rounds) {
    for (int round = 0; round < rounds; round++) {
      computeARound(scope);
    }
  }

  private static void computeARound(TorchScope scope) {
    int mark = scope.mark();
    TorchTensor pictures = zeros(scope, 4, 4, 128, 128);
    TorchTensor sums = Reductions.sum(scope, pictures, false, 2, 3);
    TorchTensor weight = zeros(scope, 4, 4);
    for (int i = 0; i < 100; i++) {
      int inner = scope.mark();
      TorchTensor y = Products.addmm(scope, sums, sums, weight);
      TorchTensor both = Indexing.cat(scope, 1, y, Activations.elu(scope, y));
      Elementwise.addInPlace(scope, sums, Views.narrow(scope, both, 1, 2, 4), 0.5);
      Elementwise.minimum(scope, Reductions.mean(scope, both, true, 0), 1);
      Elementwise.addInPlace(scope, weight, y, 0.5);
      scope.release(inner);
    }
    scope.release(mark);
  }

  private static TorchTensor zeros(TorchScope scope, long... shape) {
    return Creation.zeros(scope, ElementType.FLOAT, TorchDevice.CPU, shape);
  }
}
