package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.Runs;

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
  void predictionsAreChartsAtSomeDistances() {
    List<EpisodeRow> rows = List.of(Runs.episode("collect", 0, 2000, 0));
    RunPoints points = new RunPoints(rows, new EpisodeClock(rows, 0));
    assertEquals(
        List.of(
            new Point("model/held_out_image_error_d05", 6 / 201.0, 500_000, 200),
            new Point("model/held_out_reward_error_d05", 12 / 201.0, 500_000, 200),
            new Point("model/held_out_divergence_d05", 18 / 201.0, 500_000, 200)),
        points.model(Runs.prediction(200, "held_out", 5)));
    assertEquals(List.of(), points.model(Runs.prediction(200, "held_out", 6)));
  }

  @Test
  void aDivergenceThatDoesNotExistIsNoPoint() {
    RunPoints points = new RunPoints(List.of(), new EpisodeClock(List.of(), 7));
    assertEquals(
        List.of(
            new Point("model/on_policy_image_error_d50", 0.5, 7, 3),
            new Point("model/on_policy_reward_error_d50", 0.25, 7, 3)),
        points.model(new ModelRow(3, "on_policy", 50, 0.5, 0.25, OptionalDouble.empty())));
  }

  @Test
  void heldOutEpisodesAreNeitherTrainingNorEvaluation() {
    List<EpisodeRow> rows = List.of(Runs.episode("held_out", 0, 0, 12));
    assertEquals(List.of(), new RunPoints(rows, new EpisodeClock(rows, 0)).episode(0));
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

  @Test
  void aSetsTasksAreChartsOfTheirOwn() {
    List<EpisodeRow> rows =
        List.of(
            ofTask("seed", 0, 10, 1, "cheetah_run"),
            ofTask("seed", 1, 20, 2, "walker_walk"),
            ofTask("evaluate", 0, 20, 3, "cheetah_run"),
            ofTask("evaluate", 1, 20, 5, "walker_walk"),
            ofTask("evaluate", 2, 20, 5, "cheetah_run"),
            ofTask("evaluate", 3, 20, 7, "walker_walk"));
    RunPoints points = new RunPoints(rows, new EpisodeClock(rows, 0));
    assertEquals(
        List.of("train/episode_return 2.0", "train/walker_walk/episode_return 2.0"),
        texts(points.episode(1)));
    assertEquals(
        List.of(
            "eval/episode_return_mean 5.0",
            "eval/cheetah_run/episode_return_mean 4.0",
            "eval/walker_walk/episode_return_mean 6.0"),
        texts(points.lastEvaluation()));
    RunPoints single = new RunPoints(rows.subList(0, 1), new EpisodeClock(rows.subList(0, 1), 0));
    assertEquals(List.of("train/episode_return 1.0"), texts(single.episode(0)));
  }

  private static EpisodeRow ofTask(
      String phase, int episode, long steps, double episodeReturn, String task) {
    return new EpisodeRow(phase, episode, steps, steps / 2, 0, episodeReturn, 3, steps, task);
  }

  private static List<String> texts(List<Point> points) {
    return points.stream().map(point -> point.key() + " " + point.value()).toList();
  }
}
