package org.planetbench.agents.model;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was saved on one backend goes on on every other. */
@OnEveryBackend
record CheckpointTest(TestBackend backend) {
  /**
   * Of parameters after five further updates, in units of the largest of their array. A unit that
   * is all but 0, and a ReLU's, may be active on one backend alone.
   */
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @EnumSource
  void movesBetweenBackends(DynamicsKind kind) {
    moves(TestBatches.smallSpec(kind));
  }

  @Test
  void movesWithActorAndValue() {
    moves(TestBatches.smallSpec(), ActorCriticTest.spec().companions());
  }

  /** The slow value is copied after updates 1, 4 and 7, of which the last two come afterwards. */
  @Test
  void movesWithASlowValue() {
    ActorSpec spec =
        ActorCriticTest.spec(
            "actor_form=truncated_normal", "imagined_start=kept", "slow_value_updates=3");
    moves(TestBatches.smallSpec(), spec.companions());
  }

  private void moves(ModelSpec spec, Companion.Maker... makers) {
    for (TestBackend other : TestBackend.tested()) {
      try (PlanetModel saved = backend.model(spec, TestBatches.random(0), makers);
          PlanetModel restored = other.model(spec, TestBatches.random(99), makers)) {
        for (int i = 1; i <= 2; i++) {
          update(saved, i);
        }
        restored.restore(saved.state());
        assertClose(values(saved), values(restored), 0);
        for (int i = 3; i <= 7; i++) {
          update(saved, i);
          update(restored, i);
        }
        assertClose(
            saved.parameterValues(), restored.parameterValues(), other == backend ? 0 : TOLERANCE);
      }
    }
  }

  /** Parameters and moments. */
  private static SequencedMap<String, float[]> values(PlanetModel model) {
    SequencedMap<String, float[]> values = new LinkedHashMap<>();
    model.state().forEach((name, array) -> values.put(name, array.values()));
    return values;
  }

  private static void update(PlanetModel model, int index) {
    var _ =
        model.update(
            TestBatches.batch(6, 4, 64, 2, 1000 + index),
            TestBatches.random(1100 + index),
            TestBatches.random(200 + index));
  }

  private static void assertClose(
      SequencedMap<String, float[]> expected,
      SequencedMap<String, float[]> actual,
      double tolerance) {
    assertEquals(expected.sequencedKeySet(), actual.sequencedKeySet());
    expected.forEach(
        (name, values) -> {
          double largest = 0;
          for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
          }
          float[] other = requireNonNull(actual.get(name));
          assertArrayEquals(values, other, (float) (tolerance * largest), name);
        });
  }
}
