package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.harness.experiment.BadInputException;

final class FrozenCellTest {
  @Test
  void refusesRewardsOfTheStateBefore() {
    FrozenCell.requireRewardAfter(Recipes.TINY);
    BadInputException refused =
        assertThrows(
            BadInputException.class, () -> FrozenCell.requireRewardAfter(Recipes.CAMERA_READY));
    assertEquals(
        "reward_pairing: expected state_after, as the rewards of this study's test episodes are paired, got state_before of recipe camera_ready; measure runs of another recipe",
        refused.getMessage());
  }
}
