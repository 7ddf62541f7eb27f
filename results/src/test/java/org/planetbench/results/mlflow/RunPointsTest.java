package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.Runs;

class RunPointsTest {
  @Test
  void thinsUpdatesByTheirNumberAlone() {
    assertEquals(5000, shownUpTo(5000));
    assertEquals(5000 + 2500, shownUpTo(10_000));
    assertEquals(5000 + 2500 + 2500, shownUpTo(20_000));
    assertTrue(shownUpTo(1_000_000) < 25_000);
    assertTrue(RunPoints.isShown(5002));
    assertFalse(RunPoints.isShown(5001));
    assertFalse(RunPoints.isShown(10_002));
    assertTrue(RunPoints.isShown(10_004));
  }

  private static long shownUpTo(long last) {
    return LongStream.rangeClosed(1, last).filter(RunPoints::isShown).count();
  }

  @Test
  void updatesLieBetweenTheEpisodesAroundThem() {
    // Runs.episode: a tenth of the environment steps are update steps, 0.25 s each.
    List<EpisodeRow> rows =
        List.of(Runs.episode("seed", 0, 1000, 0), Runs.episode("collect", 0, 2000, 0));
    EpisodeClock clock = new EpisodeClock(rows, 0);
    assertEquals(OptionalLong.of(125_000), clock.updateTimeMs(50));
    assertEquals(OptionalLong.of(250_000), clock.updateTimeMs(100));
    assertEquals(OptionalLong.of(375_000), clock.updateTimeMs(150));
    assertEquals(OptionalLong.of(500_000), clock.updateTimeMs(200));
    assertEquals(OptionalLong.empty(), clock.updateTimeMs(201));
  }

  @Test
  void episodesOfOneMillisecondAreStillTwo() {
    EpisodeRow row = new EpisodeRow("evaluate", 0, 10, 5, 0, 0.0, 1, 0.0001);
    EpisodeClock clock =
        new EpisodeClock(List.of(row, new EpisodeRow("evaluate", 1, 10, 5, 0, 0.0, 1, 0.0002)), 7);
    assertEquals(8, clock.timeMs(0));
    assertEquals(9, clock.timeMs(1));
  }
}
