package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.inverse.InvertMatrix;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.suites.Pixels;

/**
 * The test of Karl et al. 2016, section 5.1: a model that saw pictures of a pendulum alone has its
 * velocity in the latent, from where ordinary least squares reads it (published: R^2 0.916, and
 * 0.035 for a filter whose posterior ignores the past).
 */
class SystemIdentificationTest {
  private static final int LENGTH = 15;

  /** Time steps of a sequence that are left out, as nothing can tell the velocity at the first. */
  private static final int SETTLING = 4;

  private static final ModelSpec SPEC =
      ModelSpec.head(1)
          .with(
              "dynamics=dvbf",
              "image_size=32",
              "conv_depth=4",
              "stochastic_size=6",
              "hidden_size=64",
              "reward_layers=0",
              "reward_loss_scale=0",
              "image_loss_scale=1",
              "free_nats=0",
              "learning_rate=0.003");

  /**
   * The control is the same model's belief at each moment without what came before. The paper's is
   * a model of its own, trained with a posterior that ignores the past.
   */
  @Test
  void theVelocityIsInOneLatentOfTheFilterAndNotInOnePicture() {
    PendulumPictures learned = PendulumPictures.random(LENGTH, 500, TestBatches.random(1));
    PendulumPictures fitted = PendulumPictures.random(LENGTH, 200, TestBatches.random(2));
    PendulumPictures unseen = PendulumPictures.random(LENGTH, 200, TestBatches.random(3));
    try (PlanetModel model = new PlanetModel(SPEC, 1, TestBatches.random(0))) {
      RandomGenerator random = TestBatches.random(4);
      for (int i = 0; i < 1500; i++) {
        var _ = model.update(learned.batch(12, random), random, TestBatches.random(5));
      }
      double filtered = explained(filter(model, fitted, true), filter(model, unseen, true));
      double single = explained(filter(model, fitted, false), filter(model, unseen, false));
      assertTrue(filtered > 0.8, "R^2 of the velocity from the filter's latent: " + filtered);
      assertTrue(single < 0.3, "R^2 of the velocity from a first latent: " + single);
    }
  }

  /** Latents with a 1 beside them [rows, latent + 1], and the velocities of the same moments. */
  private record Moments(INDArray latents, INDArray velocities) {}

  /**
   * Of all moments after the settling.
   *
   * @param past whether the filter saw the pictures before, or begins with the moment's
   */
  private static Moments filter(PlanetModel model, PendulumPictures data, boolean past) {
    List<double[]> latents = new ArrayList<>();
    List<Double> velocities = new ArrayList<>();
    RandomGenerator random = TestBatches.random(5);
    for (int sequence = 0; sequence < data.sequences(); sequence++) {
      Belief belief = model.initialBelief();
      for (int t = 0; t < LENGTH; t++) {
        int row = t * data.sequences() + sequence;
        belief =
            model.posterior(
                past ? belief : model.initialBelief(),
                new float[] {data.torques()[row]},
                model.encode(picture(data, row), random),
                random);
        if (t >= SETTLING) {
          latents.add(latent(model, belief));
          velocities.add(data.velocities()[row]);
        }
      }
    }
    double[] column = velocities.stream().mapToDouble(v -> v).toArray();
    return new Moments(
        Nd4j.create(latents.toArray(double[][]::new)).castTo(DataType.DOUBLE),
        Nd4j.create(column, new long[] {column.length, 1}, DataType.DOUBLE));
  }

  private static Pixels picture(PendulumPictures data, int row) {
    int size = PendulumPictures.SIZE;
    int values = size * size * 3;
    return new Pixels(
        size, size, Arrays.copyOfRange(data.images(), row * values, (row + 1) * values));
  }

  private static double[] latent(PlanetModel model, Belief belief) {
    LatentDynamics dynamics = model.dynamics();
    float[] z = dynamics.features(LatentState.of(belief, dynamics))[0].read()[0];
    double[] row = new double[z.length + 1];
    Arrays.setAll(row, i -> i < z.length ? z[i] : 1);
    return row;
  }

  /** R^2 at some moments of what least squares found at others. */
  private static double explained(Moments fitted, Moments unseen) {
    INDArray x = fitted.latents;
    INDArray inverse = InvertMatrix.invert(x.transpose().mmul(x), false);
    INDArray weights = inverse.mmul(x.transpose()).mmul(fitted.velocities);
    INDArray error = unseen.velocities.sub(unseen.latents.mmul(weights));
    INDArray spread = unseen.velocities.sub(unseen.velocities.meanNumber());
    return 1
        - error.mul(error).sumNumber().doubleValue() / spread.mul(spread).sumNumber().doubleValue();
  }
}
