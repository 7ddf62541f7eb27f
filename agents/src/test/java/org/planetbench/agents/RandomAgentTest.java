package org.planetbench.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Observation;
import org.planetbench.suites.TimeStep;

class RandomAgentTest {
  private static final TimeStep FIRST =
      new TimeStep(0, false, new Observation(Map.of(), Optional.empty()));

  @Test
  void actsUniformlyInTheBoxInEveryPhase() {
    try (RandomAgent agent = new RandomAgent(new ActionSpec(2, -1, 3), new RandomStreams(1))) {
      for (Phase phase : Phase.values()) {
        agent.begin(phase, 0, FIRST);
        double[] bins = new double[4];
        for (int i = 0; i < 20_000; i++) {
          for (double a : agent.act().action()) {
            bins[(int) (a + 1)]++;
          }
        }
        for (double bin : bins) {
          assertEquals(10_000, bin, 400);
        }
      }
      assertTrue(agent.learn(1).isEmpty());
      assertTrue(agent.warnings().isEmpty());
    }
  }

  @Test
  void anEpisodeIsAFunctionOfSeedPhaseAndNumber() {
    ActionSpec box = new ActionSpec(6, -1, 1);
    try (RandomAgent one = new RandomAgent(box, new RandomStreams(7));
        RandomAgent two = new RandomAgent(box, new RandomStreams(7));
        RandomAgent ofAnotherSeed = new RandomAgent(box, new RandomStreams(8))) {
      List<Double> action = firstAction(one, Phase.EVALUATE, 4);
      assertNotEquals(action, firstAction(two, Phase.EVALUATE, 3));
      assertNotEquals(action, firstAction(two, Phase.COLLECT, 4));
      assertEquals(action, firstAction(two, Phase.EVALUATE, 4));
      assertNotEquals(action, firstAction(ofAnotherSeed, Phase.EVALUATE, 4));
    }
  }

  private static List<Double> firstAction(RandomAgent agent, Phase phase, int episode) {
    agent.begin(phase, episode, FIRST);
    return Arrays.stream(agent.act().action()).boxed().toList();
  }
}
