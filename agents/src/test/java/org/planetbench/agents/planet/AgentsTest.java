package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.model.OnEveryBackend;
import org.planetbench.agents.model.TestBackend;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Observation;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.TimeStep;

@OnEveryBackend
class AgentsTest {
  private static final ActionSpec BOX = new ActionSpec(6, -1, 1);

  private final TestBackend backend;
  @TempDir Path directory;

  AgentsTest(TestBackend backend) {
    this.backend = backend;
  }

  @Test
  void createsTheRandomAgent() {
    try (Agent agent =
        Agents.create(
            Variant.RANDOM,
            Recipes.TINY,
            BOX,
            new RandomStreams(1),
            directory,
            FakeSimulator::new)) {
      agent.begin(
          Phase.EVALUATE, 0, new TimeStep(0, false, new Observation(Map.of(), Optional.empty())));
      assertEquals(6, agent.act().action().length);
    }
  }

  /** The real model behind the real agent: an episode of each phase, updates, and a checkpoint. */
  @Test
  void everyVariantPlaysLearnsAndResumes() throws IOException {
    for (Variant variant : Variant.all()) {
      Path home = Files.createDirectory(directory.resolve(variant.id()));
      Path checkpoint = Files.createDirectory(home.resolve("checkpoint"));
      double[] expected;
      try (Agent agent = create(variant, backend, home)) {
        play(agent, Phase.SEED);
        assertEquals(variant.kind().learns(), agent.learn(1).isPresent());
        assertEquals(
            variant.equals(Variant.GRU_RELEASE) ? 1 : 0, agent.warnings().size(), variant.id());
        agent.save(checkpoint);
        expected = play(agent, Phase.COLLECT);
      }
      try (Agent resumed = create(variant, backend, home)) {
        resumed.load(checkpoint);
        assertArrayEquals(expected, play(resumed, Phase.COLLECT), variant.id());
        assertEquals(
            variant.kind().learns(),
            resumed.openLoop(List.of(picture(0)), List.of(), 1).isPresent());
      }
    }
  }

  @Test
  void aCheckpointIsLoadedOnEveryBackend() throws IOException {
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    for (TestBackend other : TestBackend.tested()) {
      try (Agent saved = create(Variant.ACTOR, backend, directory);
          Agent loaded = create(Variant.ACTOR, other, directory)) {
        play(saved, Phase.SEED);
        double first = loss(saved, 1);
        saved.save(checkpoint);
        loaded.load(checkpoint);
        assertEquals(saved.parameters().keySet(), loaded.parameters().keySet());
        saved
            .parameters()
            .forEach((name, values) -> assertArrayEquals(values, loaded.parameters().get(name)));
        double second = loss(saved, 2);
        assertEquals(second, loss(loaded, 2), 1e-5 * second);
        assertTrue(second < first - 1e-3 * first, "it learned nothing: " + first + ", " + second);
      }
    }
  }

  private static double loss(Agent agent, long updateStep) {
    return agent.learn(updateStep).orElseThrow().get(UpdateMetric.LOSS);
  }

  private static Agent create(Variant variant, TestBackend backend, Path home) {
    LinkedHashMap<String, String> changes = new LinkedHashMap<>();
    changes.put("backend", backend.key());
    changes.put("batch", "2");
    changes.put("chunk_length", "3");
    changes.put("candidates", "20");
    changes.put("elites", "4");
    changes.put("iterations", "2");
    Recipe recipe = variant.adapt(Recipes.TINY, changes);
    return Agents.create(
        variant, recipe, BOX, new RandomStreams(1), home.resolve("episodes"), FakeSimulator::new);
  }

  /** The last action of an episode of four decisions. */
  private static double[] play(Agent agent, Phase phase) {
    agent.begin(phase, 0, step(0, false));
    double[] action = {};
    for (int t = 1; t <= 4; t++) {
      action = agent.act().action();
      agent.observe(action, step(t, t == 4));
    }
    return action;
  }

  private static TimeStep step(int t, boolean last) {
    return new TimeStep(t, last, new Observation(Map.of(), Optional.of(picture(t))));
  }

  private static Pixels picture(int t) {
    byte[] rgb = new byte[64 * 64 * 3];
    Arrays.fill(rgb, (byte) (40 * t));
    return new Pixels(64, 64, rgb);
  }
}
