package org.planetbench.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.RandomStreams.Purpose;

class RandomStreamsTest {
  @Test
  void everyPurposeIndexAndSeedHasAStreamOfItsOwn() {
    Set<Long> seen = new HashSet<>();
    int streams = 0;
    for (long seed = 0; seed < 3; seed++) {
      for (Purpose purpose : Purpose.values()) {
        for (long index : new long[] {0, 1, 2, 1L << 32, -1}) {
          seen.add(new RandomStreams(seed).generator(purpose, index).nextLong());
          streams++;
        }
      }
    }
    assertEquals(streams, seen.size());
  }

  @Test
  void episodesOfDifferentPhasesNeverShareAStream() {
    Set<Long> seen = new HashSet<>();
    for (Phase phase : Phase.values()) {
      for (int episode : new int[] {0, 1, Integer.MAX_VALUE}) {
        long index = RandomStreams.episode(phase, episode);
        assertEquals(1, Math.min(1, index >>> 32), "apart from update steps");
        seen.add(index);
      }
    }
    assertEquals(3 * Phase.values().length, seen.size());
  }

  /** The very numbers: a JDK that draws others changes every result of the project. */
  @Test
  void neverChanges() {
    RandomGenerator generator = new RandomStreams(1).generator(Purpose.PLANNER, 2);
    assertEquals(1779411494929909578L, generator.nextLong());
    assertEquals(691, generator.nextInt(1000));
    assertEquals(0.08094931f, generator.nextFloat());
    assertEquals(-1.984336897498625, generator.nextGaussian());
    assertEquals(2043118729, new RandomStreams(1).environmentSeed(0));
    assertEquals(1123956086, RandomStreams.heldOutSeed(0));
    assertEquals(-817081721, new RandomStreams(1).evaluationSeed("cheetah_run", 0, 0));
  }

  /** A million draws: each moment within some five of its own standard errors. */
  @Test
  void gaussiansHaveTheMomentsOfAStandardNormal() {
    RandomGenerator generator = new RandomStreams(1).generator(Purpose.MODEL_NOISE, 1);
    int n = 1_000_000;
    double[] moments = new double[5];
    for (int i = 0; i < n; i++) {
      double x = generator.nextGaussian();
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(x, k) / n;
      }
    }
    assertEquals(0, moments[1], 0.005);
    assertEquals(1, moments[2], 0.007);
    assertEquals(0, moments[3], 0.02);
    assertEquals(3, moments[4], 0.05);
  }

  @Test
  void anEvaluationStartsByItsSeedTaskNumberAndEpisode() {
    RandomStreams streams = new RandomStreams(1);
    int seed = streams.evaluationSeed("cheetah_run", 2, 3);
    assertEquals(seed, new RandomStreams(1).evaluationSeed("cheetah_run", 2, 3));
    assertNotEquals(seed, new RandomStreams(2).evaluationSeed("cheetah_run", 2, 3));
    assertNotEquals(seed, streams.evaluationSeed("walker_run", 2, 3));
    assertNotEquals(seed, streams.evaluationSeed("cheetah_run", 3, 3));
    assertNotEquals(seed, streams.evaluationSeed("cheetah_run", 2, 4));
    assertNotEquals(
        new RandomStreams(1).environmentSeed(0), new RandomStreams(2).environmentSeed(0));
  }

  @Test
  void theFirstBitTellsEvaluationsFromAllOtherEpisodes() {
    for (int i = 0; i < 1000; i++) {
      RandomStreams streams = new RandomStreams(i % 7);
      assertTrue(streams.evaluationSeed("cheetah_run", i, i / 3) < 0);
      assertTrue(streams.environmentSeed(i) >= 0);
      assertTrue(RandomStreams.heldOutSeed(i) >= 0);
    }
  }
}
