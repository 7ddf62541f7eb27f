package org.planetbench.agents.model;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;

/** How 3 free nats enter the loss of two divergences, of 1 and 7 or 3 (world-models-spec 11.7). */
@OnEveryBackend
record FreeNatsTest(TestBackend backend) {
  /** m with |m|^2 / 2 nats, which is KL(N(m, 1) || N(0, 1)); its gradient is m. */
  private static final Map<Integer, float[]> MEANS =
      Map.of(1, new float[] {1, 1, 0}, 3, new float[] {2, 1, 1}, 7, new float[] {3, 2, 1});

  @ParameterizedTest
  @CsvSource({
    // of each row
    "floor,7,5,0,0.5",
    "floor,3,3,0,0",
    "excess,7,2,0,0.5",
    "excess,3,0,0,0",
    // of both
    "batch_floor,7,4,0.5,0.5",
    "batch_floor,3,3,0,0"
  })
  void trainWhatIsAboveThem(String form, int other, double loss, float ofOne, float ofOther) {
    ModelSpec spec = ModelSpec.head(1).with("free_nats=3", "free_nats_form=" + form);
    try (TensorBackend tensors = backend.create();
        Shard shard = tensors.shard(0)) {
      tensors.prepareThread();
      float[][] means = {requireNonNull(MEANS.get(1)), requireNonNull(MEANS.get(other))};
      Rows mean = tensors.variable(means);
      Gaussian standard = new Gaussian(mean, mean).uninformed();
      Gaussian posterior = new Gaussian(mean, tensors.variable(standard.std().read()));
      Tape tape = Tape.recording(shard);
      DivergenceLoss divergence = new DivergenceLoss(spec, shard, tape, posterior, standard, 2);
      double term = divergence.term();
      assertEquals((1 + other) / 2.0, divergence.nats(), 1e-6);
      assertEquals(loss, LossTerm.DIVERGENCE.value(spec, term), 1e-6);
      divergence.backward(term);
      tape.backward();
      float[][] gradient = mean.readGradient();
      for (int j = 0; j < 3; j++) {
        assertEquals(ofOne * means[0][j], gradient[0][j], 1e-6f);
        assertEquals(ofOther * means[1][j], gradient[1][j], 1e-6f);
      }
    }
  }
}
