package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** World-models-spec section 11.1. */
class LambdaReturnTest {
  private static final double[] REWARDS = {1, 2, 3};
  private static final double[] NEXT = {20, 30, 40};

  @ParameterizedTest
  @CsvSource({"0.95,42.94905715,43.5503,42.6", "0,20.8,31.7,42.6", "1,44.73226,44.174,42.6"})
  void returnsAreThoseComputedByHand(double lambda, double first, double second, double third) {
    double[] expected = {first, second, third};
    assertArrayEquals(expected, of(new LambdaReturn(0.99, lambda), REWARDS, NEXT), 1e-9);
  }

  @Test
  void theActorsLossIsThatComputedByHand() {
    assertEquals(-42.6053713833, -weighted(new LambdaReturn(0.99, 0.95), REWARDS, NEXT) / 3, 1e-9);
  }

  /** With the start kept, whose own return is none of the actor's doing. */
  @Test
  void theActorsLossWithTheStartKeptIsThatComputedByHand() {
    LambdaReturn returns = new LambdaReturn(0.99, 0.95);
    double[] weights = ImaginedStart.KEPT.ofActor(returns.weights(3));
    assertArrayEquals(new double[] {0, 1, 0.99}, weights);
    double[] all = of(returns, REWARDS, NEXT);
    assertEquals(2, ImaginedStart.KEPT.credited(3));
    assertEquals(-42.86215, -(weights[1] * all[1] + weights[2] * all[2]) / 2, 1e-9);
    // d/dr_1 = 1, d/dr_2 = 0.99 + 0.99 x 0.95, and r_0 has no part
    assertArrayEquals(new double[] {0, 1, 1.9305}, returns.rewardGradients(weights), 1e-9);
    assertArrayEquals(
        new double[] {0, 0.0495, 0.99 * 1.9305}, returns.valueGradients(weights), 1e-9);
  }

  /** The weighted sum is linear in rewards and values, so differences are exact. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.8, 1})
  void gradientsAreThoseOfTheWeightedSum(double lambda) {
    LambdaReturn returns = new LambdaReturn(0.9, lambda);
    double here = weighted(returns, REWARDS, NEXT);
    for (int i = 0; i < 3; i++) {
      double[] rewards = REWARDS.clone();
      rewards[i]++;
      assertEquals(
          weighted(returns, rewards, NEXT) - here,
          returns.rewardGradients(returns.weights(3))[i],
          1e-9);
      double[] next = NEXT.clone();
      next[i]++;
      assertEquals(
          weighted(returns, REWARDS, next) - here,
          returns.valueGradients(returns.weights(3))[i],
          1e-9);
    }
  }

  private static double[] of(LambdaReturn returns, double[] rewards, double[] next) {
    double[] becomes = rewards.clone();
    returns.apply(becomes, next);
    return becomes;
  }

  private static double weighted(LambdaReturn returns, double[] rewards, double[] next) {
    double[] weights = returns.weights(3);
    double[] all = of(returns, rewards, next);
    Arrays.setAll(all, i -> weights[i] * all[i]);
    return Arrays.stream(all).sum();
  }
}
