package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Observation;
import org.planetbench.suites.TimeStep;

final class SimulatorAgentTest {
  private static final ActionSpec BOX = new ActionSpec(FakeSimulator.ACTIONS, -1, 1);
  private static final TimeStep STEP =
      new TimeStep(0, false, new Observation(Map.of(), Optional.empty()));

  private static SimulatorAgent agent(FakeSimulator simulator, long seed) {
    Recipe recipe = Recipes.SMALL.with("horizon", "3");
    return new SimulatorAgent(
        recipe, recipe.planner().create(BOX), simulator, new RandomStreams(seed));
  }

  @Test
  void doesWhatTheSimulatorPaysFor() {
    FakeSimulator simulator = new FakeSimulator();
    try (SimulatorAgent agent = agent(simulator, 1)) {
      agent.begin(Phase.EVALUATE, 0, STEP);
      double[] action = agent.act().action();
      assertEquals(FakeSimulator.ACTIONS, action.length);
      Arrays.stream(action).forEach(a -> assertEquals(FakeSimulator.BEST, a, 0.1));
      assertEquals(Recipes.SMALL.planner().iterations(), simulator.rollOuts);
      assertFalse(simulator.closed);
    }
    assertTrue(simulator.closed);
  }

  @Test
  void asksTheSimulatorForReturnsWithTheRecipesDiscount() {
    FakeSimulator simulator = new FakeSimulator();
    Recipe recipe = Recipes.SMALL.with("discount", "0.9");
    try (Agent agent = Agents.planningInSimulator(recipe, BOX, new RandomStreams(1), simulator)) {
      agent.begin(Phase.EVALUATE, 0, STEP);
      agent.act();
    }
    assertEquals(0.9, simulator.discount);
  }

  @Test
  void aDecisionIsTheSameWhetherTheOnesBeforeWereMadeOrKnown() {
    try (SimulatorAgent decided = agent(new FakeSimulator(), 1);
        SimulatorAgent resumed = agent(new FakeSimulator(), 1)) {
      decided.begin(Phase.EVALUATE, 3, STEP);
      resumed.begin(Phase.EVALUATE, 3, STEP);
      for (int t = 0; t < 4; t++) {
        double[] action = decided.act().action();
        decided.observe(action, STEP);
        resumed.observe(action, STEP);
      }
      assertArrayEquals(decided.act().action(), resumed.act().action());
    }
  }

  /** Its resumed episodes could not leave decisions out. */
  @Test
  void aPlannerThatRemembersDoesNotResumeWithinEpisodes() {
    for (PlannerKind kind : PlannerKind.values()) {
      Planner planner = Recipes.SMALL.with("planner", kind.key()).planner().create(BOX);
      try (SimulatorAgent agent =
          new SimulatorAgent(Recipes.SMALL, planner, new FakeSimulator(), new RandomStreams(1))) {
        assertEquals(kind != PlannerKind.ICEM, agent.resumesWithinEpisodes());
      }
    }
  }

  @Test
  void everyDecisionEpisodeAndSeedDrawsItsOwnNumbers() {
    double[][] actions = new double[4][];
    for (int i = 0; i < actions.length; i++) {
      try (SimulatorAgent agent = agent(new FakeSimulator(), i == 3 ? 2 : 1)) {
        agent.begin(Phase.EVALUATE, i == 2 ? 1 : 0, STEP);
        if (i == 1) {
          agent.observe(new double[FakeSimulator.ACTIONS], STEP);
        }
        actions[i] = agent.act().action();
      }
    }
    assertEquals(4, Arrays.stream(actions).map(Arrays::toString).distinct().count());
  }
}
