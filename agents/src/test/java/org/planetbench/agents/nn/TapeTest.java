package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every operation over rows: its gradient against finite differences, its value by hand. */
class TapeTest {
  private final FiniteDifferences differences = new FiniteDifferences();

  @Test
  void denseLayerOfSeveralInputs() {
    Dense dense = new Dense(differences.set, "d", Dense.Activation.LINEAR, 5, 3, 6);
    Rows x = differences.input(7, 3);
    Rows y = differences.input(7, 6);
    differences.check(tape -> dense.apply(tape, x, y), List.of(x, y));
  }

  @Test
  void denseLayerWithReluBegunEarly() {
    Dense dense = new Dense(differences.set, "d", Dense.Activation.RELU, 5, 3, 6);
    Rows x = differences.input(4, 3);
    Rows y = differences.input(4, 6);
    differences.check(tape -> dense.finish(tape, dense.begin(tape, 1, y), 0, x), List.of(x, y));
    Tape forget = TestTapes.forgetting();
    float[][] whole = dense.apply(forget, x, y).read();
    float[][] begun = dense.finish(forget, dense.begin(forget, 1, y), 0, x).read();
    for (int i = 0; i < whole.length; i++) {
      assertArrayEquals(whole[i], begun[i], 1e-5f);
      for (float value : whole[i]) {
        assertTrue(value >= 0);
      }
    }
  }

  @Test
  void gruCell() {
    GruCell cell = new GruCell(differences.set, "g", 4, 5);
    Rows x = differences.input(3, 4);
    Rows h = differences.input(3, 5);
    differences.check(tape -> cell.apply(tape, x, h), List.of(x, h));
  }

  @Test
  void resetAfterCell() {
    ResetAfterCell cell = new ResetAfterCell(differences.set, "g", 4, 5);
    Rows x = differences.input(3, 4);
    Rows h = differences.input(3, 5);
    differences.check(tape -> cell.apply(tape, x, h), List.of(x, h));
  }

  @Test
  void layerNormCell() {
    LayerNormCell cell = new LayerNormCell(differences.set, "g", 4, 5);
    List<Parameter> p = differences.set.parameters();
    for (Parameter ofNorm : p.subList(2, 4)) {
      System.arraycopy(differences.matrix(1, 15)[0], 0, ofNorm.value, 0, 15);
    }
    differences.set.load();
    Rows x = differences.input(3, 4);
    Rows h = differences.input(3, 5);
    differences.check(tape -> cell.apply(tape, x, h), List.of(x, h));
  }

  /** world-models-spec 11.3: the weights of {@link #theCellsAreTwoFunctions}. */
  @Test
  void theNormalisingCellIsAThirdFunction() {
    LayerNormCell cell = new LayerNormCell(differences.set, "n", 1, 1);
    List<Parameter> p = differences.set.parameters();
    fill(p.get(0), 0.4f, 0.7f, -0.2f, 0.3f, -0.5f, 0.6f); // of x and of h: reset, candidate, update
    differences.set.load();
    Rows x = Rows.constant(new float[] {0.5f});
    Rows h = Rows.constant(new float[] {-0.3f});
    assertEquals(-0.2172518, cell.apply(TestTapes.forgetting(), x, h).read()[0][0], 1e-6);
  }

  /**
   * world-models-spec 11.3: of x = 0.5 and h = -0.3 both cells, with the same weights of update,
   * reset and candidate.
   */
  @Test
  void theCellsAreTwoFunctions() {
    Rows x = Rows.constant(new float[] {0.5f});
    Rows h = Rows.constant(new float[] {-0.3f});
    GruCell before = new GruCell(differences.set, "b", 1, 1);
    ResetAfterCell after = new ResetAfterCell(differences.set, "a", 1, 1);
    List<Parameter> p = differences.set.parameters();
    fill(p.get(0), 0.4f, -0.2f, 0.3f, 0.6f); // of x and of h: reset, update
    fill(p.get(1), 0, 0);
    fill(p.get(2), 0.7f, -0.5f);
    fill(p.get(4), -0.2f, 0.4f, 0.7f); // update, reset, candidate
    fill(p.get(6), 0.6f, 0.3f, -0.5f);
    fill(p.get(7), 0, 0, 0.2f);
    differences.set.load();
    Tape tape = TestTapes.forgetting();
    assertEquals(0.1012945, before.apply(tape, x, h).read()[0][0], 1e-6);
    assertEquals(0.1493157, after.apply(tape, x, h).read()[0][0], 1e-6);
    fill(p.get(1), 1, 1);
    differences.set.load();
    assertEquals(-0.0602242, before.apply(tape, x, h).read()[0][0], 1e-6);
  }

  private static void fill(Parameter parameter, float... values) {
    assertEquals(values.length, parameter.size());
    System.arraycopy(values, 0, parameter.value, 0, values.length);
  }

  @Test
  void gruCellOfSeveralInputsBegunEarly() {
    GruCell cell = new GruCell(differences.set, "g", new int[] {3, 2, 4}, 5);
    Rows x1 = differences.input(6, 3);
    Rows x2 = differences.input(3, 2);
    Rows x3 = differences.input(3, 4);
    Rows h = differences.input(3, 5);
    differences.check(
        tape -> {
          GruCell.Begun begun = cell.begin(tape, x1); // [time 2 * batch 3]
          Rows next = cell.finish(tape, begun.slice(0, 3), h, x2, x3);
          return cell.finish(tape, begun.slice(3, 6), next, x2, x3);
        },
        List.of(x1, x2, x3, h));
  }

  @Test
  void severalInputsOfAGruCellAreOneInputCutUp() {
    GruCell cut = new GruCell(differences.set, "g", new int[] {3, 4}, 5);
    GruCell whole = new GruCell(differences.set, "w", 7, 5);
    List<Parameter> p = differences.set.parameters();
    for (int i = 0; i < 4; i++) {
      System.arraycopy(p.get(i).value, 0, p.get(4 + i).value, 0, p.get(i).size());
    }
    differences.set.load();
    Rows x = differences.input(2, 7);
    Rows h = differences.input(2, 5);
    Rows first = Rows.constant(columns(x, 0, 3));
    Rows second = Rows.constant(columns(x, 3, 7));
    Tape tape = TestTapes.forgetting();
    float[][] expected = whole.apply(tape, x, h).read();
    float[][] actual = cut.finish(tape, cut.begin(tape, first), h, second).read();
    assertArrayEquals(expected[0], actual[0], 1e-6f);
    assertArrayEquals(expected[1], actual[1], 1e-6f);
    for (float[] row : first.read()) {
      Arrays.fill(row, 0f);
    }
    assertArrayEquals(
        cut.finish(tape, cut.begin(tape, first), h, second).read()[1],
        cut.finish(tape, cut.beginWithout(tape, 2), h, second).read()[1],
        1e-6f);
  }

  private static float[][] columns(Rows x, int from, int to) {
    return Arrays.stream(x.read())
        .map(row -> Arrays.copyOfRange(row, from, to))
        .toArray(float[][]::new);
  }

  @Test
  void pickedAndStackedRowsShareTheirGradients() {
    Dense dense = new Dense(differences.set, "d", Dense.Activation.LINEAR, 5, 3);
    Rows x = differences.input(4, 3);
    Rows constant = Rows.constant(differences.matrix(2, 3));
    differences.check(
        tape -> dense.apply(tape, Rows.stack(tape, List.of(constant, x.pick(tape, 3, 0, 3)))),
        List.of(x));
  }

  @Test
  void aStoppedPosteriorGetsNoGradientAndThePriorItsOwn() {
    Gaussian q = gaussian(1, 1);
    Gaussian p = gaussian(0, 1);
    Tape tape = TestTapes.recording(0);
    var _ = q.stopGradient().divergence(tape, p, 0, 1);
    tape.backward();
    assertArrayEquals(new float[2], q.mean().readGradient()[0]);
    assertArrayEquals(new float[2], q.std().readGradient()[0]);
    assertArrayEquals(new float[] {-1, -1}, p.mean().readGradient()[0]);
  }

  @Test
  void gruCellUnrolledOverTimeThroughStacksAndSlices() {
    GruCell cell = new GruCell(differences.set, "g", 4, 5);
    Rows xs = differences.input(6, 4); // [time 3 * batch 2]
    Rows h0 = differences.input(2, 5);
    differences.check(
        tape -> {
          Rows h1 = cell.apply(tape, xs.slice(0, 2), h0);
          Rows h2 = cell.apply(tape, xs.slice(2, 4), h1);
          return Rows.stack(tape, List.of(h1, h2, cell.apply(tape, xs.slice(4, 6), h2)));
        },
        List.of(xs, h0));
  }

  @Test
  void gaussianOfSoftplusAndItsSample() {
    Rows mean = differences.input(4, 3);
    Rows raw = differences.input(4, 3);
    float[][] epsilon = differences.matrix(4, 3);
    differences.check(
        tape -> Gaussian.softplus(tape, mean, raw, 0.1f).sample(tape, Rows.constant(epsilon)),
        List.of(mean, raw));
    Gaussian g = Gaussian.softplus(TestTapes.forgetting(), mean, raw, 0.1f);
    assertEquals(0.1 + Math.log1p(Math.exp(raw.read()[1][2])), g.std().read()[1][2], 1e-6);
  }

  @Test
  void divergenceOnBothSides() {
    double freeNats = 0.3;
    Rows qm = differences.input(6, 2);
    Rows qs = differences.input(6, 2);
    Rows pm = differences.input(6, 2);
    Rows ps = differences.input(6, 2);
    Tape tape = TestTapes.recording(0);
    LatentDistribution.Divergence d = divergence(tape, qm, qs, pm, ps, freeNats);
    tape.backward();
    assertTrue(d.nats() > d.clippedNats() && d.clippedNats() > 0);
    differences.compare(
        () -> 1.5 * divergence(TestTapes.forgetting(), qm, qs, pm, ps, freeNats).clippedNats(),
        List.of(qm, qs, pm, ps));
  }

  private static LatentDistribution.Divergence divergence(
      Tape tape, Rows qm, Rows qs, Rows pm, Rows ps, double freeNats) {
    Gaussian q = Gaussian.softplus(tape, qm, qs, 0.8f);
    Gaussian p = Gaussian.softplus(tape, pm, ps, 0.8f);
    return q.divergence(tape, p, freeNats, 1.5);
  }

  /** KL(N(0,1) || N(0,2)) = ln 2 + 1/8 - 1/2, and the other way round - ln 2 + 2 - 1/2. */
  @Test
  void divergenceIsOfThePosteriorFromThePrior() {
    Gaussian narrow = gaussian(0, 1);
    Gaussian wide = gaussian(0, 2);
    assertEquals(
        2 * (Math.log(2) - 0.375),
        nats(narrow.divergence(TestTapes.forgetting(), wide, 0, 1)),
        1e-9);
    assertEquals(
        2 * (1.5 - Math.log(2)), nats(wide.divergence(TestTapes.forgetting(), narrow, 0, 1)), 1e-9);
  }

  /** Two dimensions of 0.25 nats each: 0.4 free nats are taken off the 0.5 of the sum, once. */
  @Test
  void freeNatsComeOffTheSumOverDimensions() {
    double apart = Math.sqrt(0.5);
    Gaussian q = gaussian(apart, 1);
    Gaussian p = gaussian(0, 1);
    LatentDistribution.Divergence d = q.divergence(TestTapes.forgetting(), p, 0.4, 1);
    assertEquals(0.5, d.nats(), 1e-6);
    assertEquals(0.1, d.clippedNats(), 1e-6);
    assertEquals(0, q.divergence(TestTapes.forgetting(), p, 0.6, 1).clippedNats());
  }

  @Test
  void belowTheFreeNatsNoGradientFlows() {
    Gaussian q = gaussian(0.3, 1);
    Gaussian p = gaussian(0, 1);
    Tape tape = TestTapes.recording(0);
    var _ = q.divergence(tape, p, 3, 1);
    tape.backward();
    assertArrayEquals(new float[2], q.mean().readGradient()[0]);
    assertArrayEquals(new float[2], p.std().readGradient()[0]);
  }

  @Test
  void squaredError() {
    Rows y = differences.input(5, 1);
    float[] target = {1, 2, 3, 4, 5};
    Tape tape = TestTapes.recording(0);
    var _ = SquaredError.apply(tape, y, target, 0.7);
    tape.backward();
    differences.compare(
        () -> 0.7 * SquaredError.apply(TestTapes.forgetting(), y, target, 0.7).getAsDouble(),
        List.of(y));
  }

  @Test
  void aForgettingTapeMakesNoGradients() {
    Dense dense = new Dense(differences.set, "d", Dense.Activation.RELU, 5, 3);
    assertFalse(dense.apply(TestTapes.forgetting(), differences.input(2, 3)).hasGradient());
  }

  /**
   * The oracle: SciPy 1.17, the integrals (scipy.integrate.quad) of p log(p / q), without the
   * closed form: N(0.3, 0.5) against N(-0.2, 0.8) plus N(-1.1, 0.2) against N(0.4, 0.3).
   */
  @Test
  void divergenceOfGaussiansIsScipys() {
    Gaussian posterior =
        new Gaussian(
            Rows.constant(new float[] {0.3f, -1.1f}), Rows.constant(new float[] {0.5f, 0.2f}));
    Gaussian prior =
        new Gaussian(
            Rows.constant(new float[] {-0.2f, 0.4f}), Rows.constant(new float[] {0.8f, 0.3f}));
    assertEquals(
        12.988315491569304, posterior.divergence(TestTapes.forgetting(), prior, 0, 1).nats(), 1e-6);
  }

  private static double nats(LatentDistribution.Divergence divergence) {
    return divergence.nats();
  }

  private static Gaussian gaussian(double mean, double std) {
    float m = (float) mean;
    float s = (float) std;
    return new Gaussian(
        new HostRows(new float[][] {{m, m}}, new float[1][2]),
        new HostRows(new float[][] {{s, s}}, new float[1][2]));
  }
}
