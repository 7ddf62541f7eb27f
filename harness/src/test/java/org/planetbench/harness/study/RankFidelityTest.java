package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.planetbench.agents.ModelDivergedException;

final class RankFidelityTest {
  private static final double[] PAID = {1, 2, 4, 8};

  @Test
  void onlyTheOrderCounts() {
    assertEquals(1, RankFidelity.correlation(new double[] {0, 0.1, 50, 51}, PAID), 1e-12);
    assertEquals(-1, RankFidelity.correlation(new double[] {3, 2, 1, 0}, PAID), 1e-12);
  }

  /** A model that tells no plan from another knows nothing of their order. */
  @Test
  void constantPredictionsHaveNone() {
    assertEquals(0, RankFidelity.correlation(new double[] {5, 5, 5, 5}, PAID));
  }

  /** It is of no use, whatever it says of other plans. */
  @Test
  void predictionsThatAreNoNumbersAreOfAModelThatDiverged() {
    assertEquals(
        "rank fidelity: expected a finite prediction of each plan's return, got NaN",
        assertThrows(
                ModelDivergedException.class,
                () -> RankFidelity.correlation(new double[] {1, 2, Double.NaN, 3}, PAID))
            .getMessage());
  }

  /** A start from which all plans earn the same is left out: there is nothing to know. */
  @Test
  void seesWhereAllPlansEarnTheSame() {
    assertTrue(RankFidelity.isConstant(new double[] {0, 0, 0}));
    assertFalse(RankFidelity.isConstant(new double[] {0, 0, 1e-9}));
  }
}
