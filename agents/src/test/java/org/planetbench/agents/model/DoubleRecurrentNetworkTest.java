package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.TestTapes;

class DoubleRecurrentNetworkTest {
  /**
   * Planet-spec section 3.4 for 6 actions: GRU 1024 + 6 + 30 to 200, hidden 200 + 30 + 200 to 200,
   * mean and std 200 to 30, GRU 30 to 200.
   */
  @Test
  void hasAsManyParametersAsTheSpecificationsSizesGive() {
    int encoder = (1060 + 200) * 400 + 400 + (1060 + 200) * 200 + 200;
    int head = 430 * 200 + 200 + 2 * (200 * 30 + 30);
    int decoder = (30 + 200) * 400 + 400 + (30 + 200) * 200 + 200;
    ParameterSet set = TestTapes.parameters(1, TestBatches.random(0));
    LatentDynamics drnn = new DoubleRecurrentNetwork(set, ModelSpec.head(6), 1024);
    assertEquals(993_460, encoder + head + decoder);
    assertEquals(993_460, set.size());
    assertArrayEquals(new int[] {200}, drnn.featureWidths());
  }

  @Test
  void thePriorIsThePosteriorOfAZeroEmbedding() {
    try (PlanetModel model = model()) {
      float[] action = {0.3f, -0.7f};
      Belief start = model.prior(model.initialBelief(), action, TestBatches.random(2));
      float[] zeros = new float[128];
      Belief prior = model.prior(start, action, TestBatches.random(3));
      Belief unseen = model.posterior(start, action, zeros, TestBatches.random(3));
      assertArrayEquals(unseen.distribution().getFirst(), prior.distribution().getFirst(), 1e-6f);
      assertArrayEquals(unseen.sample(), prior.sample(), 1e-6f);
      assertArrayEquals(unseen.deterministic(), prior.deterministic(), 1e-6f);
      Arrays.fill(zeros, 1f);
      assertFalse(
          Arrays.equals(
              prior.distribution().getFirst(),
              model
                  .posterior(start, action, zeros, TestBatches.random(3))
                  .distribution()
                  .getFirst()));
    }
  }

  /** The embedding of a published encoder takes most of the weights and none of the planning. */
  @Test
  void planningMultipliesNoEmbedding() {
    ParameterSet set = TestTapes.parameters(1, TestBatches.random(0));
    try (PackedPrior prior = new DoubleRecurrentNetwork(set, ModelSpec.head(6), 1024).packed()) {
      int encoder = (6 + 30 + 200) * 600;
      int head = 430 * 200 + 200 * 60;
      int decoder = (30 + 200) * 600;
      assertEquals(encoder + head + decoder, prior.multiplyAdds());
    }
  }

  private static PlanetModel model() {
    return new PlanetModel(TestBatches.smallSpec(DynamicsKind.DRNN), 1, TestBatches.random(0));
  }
}
