package org.planetbench.agents.planning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.replay.NpyArray;
import org.planetbench.agents.replay.Npz;
import org.planetbench.suites.ActionSpec;

/** Against NumPy: {@code ci/record/record_planners.py}. */
class PlannerOracleTest {
  private static final ActionSpec TWO = new ActionSpec(2, -1, 1);
  private static final int STEPS = 4;

  /** As in the script; two of five elites are kept. */
  private static PlannerSpec spec(PlannerKind kind) {
    return TestPlanners.spec(
        kind, STEPS, 3, 12, 5, "temperature=0.7", "noise_beta=2.5", "elite_memory=0.4");
  }

  private static double[] recorded(String name) throws IOException, URISyntaxException {
    Path file =
        Path.of(
            Objects.requireNonNull(PlannerOracleTest.class.getResource("planners.npz")).toURI());
    return switch (Npz.read(file, name).get(name)) {
      case NpyArray.Doubles(_, double[] values) -> values;
      case null, default -> throw new IOException(file + ": expected doubles named " + name);
    };
  }

  /** Gives the recorded Gaussians, and objects to any other draw. */
  private static final class Recording implements RandomGenerator {
    private final double[] gaussians;
    private int next;

    Recording(double[] gaussians) {
      this.gaussians = gaussians;
    }

    @Override
    public double nextGaussian() {
      return gaussians[next++];
    }

    @Override
    public long nextLong() {
      throw new AssertionError("planners draw Gaussians only");
    }

    void assertUsedUp() {
      assertEquals(gaussians.length, next);
    }
  }

  private static Quadratic quadratic(int decision) throws IOException, URISyntaxException {
    int size = STEPS * TWO.size();
    double[] goals = recorded("goals");
    return Quadratic.of(
        Arrays.copyOfRange(goals, decision * size, (decision + 1) * size), recorded("matrix"));
  }

  private static void assertSame(double[] expected, float[] plan) {
    assertEquals(expected.length, plan.length);
    for (int i = 0; i < plan.length; i++) {
      assertEquals(expected[i], plan[i], 1e-5, "number " + i);
    }
  }

  @Test
  void pathIntegralPlansAsNumpyDoes() throws IOException, URISyntaxException {
    Recording random = new Recording(recorded("mppi_gaussians"));
    float[] plan = spec(PlannerKind.MPPI).create(TWO).plan(quadratic(0), random);
    assertSame(recorded("mppi_plan"), plan);
    random.assertUsedUp();
  }

  @Test
  void improvedCrossEntropyPlansTwoDecisionsAsNumpyDoes() throws IOException, URISyntaxException {
    Recording random = new Recording(recorded("icem_gaussians"));
    double[] plans = recorded("icem_plans");
    Planner planner = spec(PlannerKind.ICEM).create(TWO);
    int size = STEPS * TWO.size();
    for (int decision = 0; decision < 2; decision++) {
      assertSame(
          Arrays.copyOfRange(plans, decision * size, (decision + 1) * size),
          planner.plan(quadratic(decision), random));
    }
    random.assertUsedUp();
  }

  @Test
  void colouredNoiseHasTheCovarianceOfItsSpectrum() throws IOException, URISyntaxException {
    for (int steps : new int[] {1, 2, 5, 12}) {
      for (String beta : new String[] {"0", "1", "2.5"}) {
        double[] expected = recorded("covariance_" + steps + "_" + beta);
        ColoredNoise noise = new ColoredNoise(steps, Double.parseDouble(beta));
        for (int t = 0; t < steps; t++) {
          for (int s = 0; s < steps; s++) {
            assertEquals(
                expected[Math.abs(t - s)],
                noise.covariance(t, s),
                1e-12,
                () -> steps + " steps, beta " + beta);
          }
        }
      }
    }
  }

  /** Power at each frequency of many sequences, by the plain sum that a Fourier transform is. */
  @Test
  void drawnNoiseHasThePowerSpectrumAskedFor() {
    int steps = 12;
    double beta = 2;
    int draws = 20_000;
    ColoredNoise noise = new ColoredNoise(steps, beta);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    double[] power = new double[steps / 2 + 1];
    for (int i = 0; i < draws; i++) {
      float[] eps = noise.next(random);
      for (int k = 0; k < power.length; k++) {
        double real = 0;
        double imaginary = 0;
        for (int t = 0; t < steps; t++) {
          real += eps[t] * Math.cos(2 * Math.PI * k * t / steps);
          imaginary += eps[t] * Math.sin(2 * Math.PI * k * t / steps);
        }
        power[k] += (real * real + imaginary * imaginary) / draws;
      }
    }
    double[] got = new double[power.length];
    double[] expected = new double[power.length];
    for (int k = 0; k < power.length; k++) {
      got[k] = power[k] / power[1];
      expected[k] = Math.pow(Math.max(k, 1), -beta); // f^-beta; frequency 0 counts as the first
    }
    assertArrayEquals(expected, got, 0.04);
  }
}
