package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Observation;
import org.planetbench.suites.TimeStep;

class AgentsTest {
  @TempDir Path directory;

  @Test
  void createsTheRandomAgent() {
    ActionSpec box = new ActionSpec(6, -1, 1);
    try (Agent agent =
        Agents.create(Variant.RANDOM, Recipes.TINY, box, new RandomStreams(1), directory)) {
      agent.begin(
          Phase.EVALUATE, 0, new TimeStep(0, false, new Observation(Map.of(), Optional.empty())));
      assertEquals(6, agent.act().action().length);
    }
  }
}
