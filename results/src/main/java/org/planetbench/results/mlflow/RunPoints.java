package org.planetbench.results.mlflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.LatencyRow;
import org.planetbench.results.LatencyStage;
import org.planetbench.results.Metric;
import org.planetbench.results.ModelRow;
import org.planetbench.results.Section;
import org.planetbench.results.Statistic;
import org.planetbench.results.UpdateRow;

/**
 * What the charts show of a run's rows.
 *
 * <pre>
 *   train/episode_return              each seed and collected episode    over environment steps
 *   eval/episode_return               each evaluation episode            over environment steps
 *   eval/episode_return_mean          the episodes of one evaluation     over environment steps
 *   eval/cheetah_run/episode_return ...  the same of each task of a set  over environment steps
 *   train/loss, train/divergence ...  updates, thinned out               over update steps
 *   plan/planning_latency_ms_p95 ...  each collected episode             over environment steps
 *   eval/planning_latency_ms_p95 ...  each evaluation episode            over environment steps
 *   model/held_out_image_error_d05 ...  predictions, some distances   over update steps
 * </pre>
 */
final class RunPoints {
  /** Distances of the predictions that are charts; the table has them all. */
  static final List<Integer> DISTANCES = List.of(1, 5, 10, 20, 50);

  /** Of each metric of the updates, so many points are sent before thinning starts. */
  static final long ALL_UPDATES_UP_TO = 5000;

  private final List<EpisodeRow> episodes;
  private final EpisodeClock clock;

  RunPoints(List<EpisodeRow> episodes, EpisodeClock clock) {
    this.episodes = episodes;
    this.clock = clock;
  }

  /** Of one episode, and of the evaluation that ended before it. */
  List<Point> episode(int index) {
    EpisodeRow row = episodes.get(index);
    List<Point> points = new ArrayList<>();
    if (index > 0 && !sameEvaluation(episodes.get(index - 1), row)) {
      points.addAll(evaluationEndingAt(index - 1));
    }
    if (row.phase().equals("held_out")) {
      return points; // played at random before the run, and never learned from
    }
    Section section = isEvaluation(row) ? Section.EVAL : Section.TRAIN;
    points.add(returned(Metric.EPISODE_RETURN.key(section), row.episodeReturn(), index));
    if (isOfSet()) {
      String key = Metric.EPISODE_RETURN.key(section, row.task());
      points.add(returned(key, row.episodeReturn(), index));
    }
    return points;
  }

  /** Whether tasks take turns: known from the first commit on, which has an episode of each. */
  private boolean isOfSet() {
    return episodes.stream().map(EpisodeRow::task).distinct().limit(2).count() > 1;
  }

  private Point returned(String key, double value, int index) {
    return new Point(key, value, clock.timeMs(index), episodes.get(index).environmentSteps());
  }

  /** Of a finished run's last evaluation, if it ended with one. */
  List<Point> lastEvaluation() {
    return episodes.isEmpty() ? List.of() : evaluationEndingAt(episodes.size() - 1);
  }

  private List<Point> evaluationEndingAt(int last) {
    EpisodeRow end = episodes.get(last);
    if (!isEvaluation(end)) {
      return List.of();
    }
    int first = last;
    while (first > 0 && sameEvaluation(episodes.get(first - 1), end)) {
      first--;
    }
    List<EpisodeRow> rows = episodes.subList(first, last + 1);
    List<Point> points = new ArrayList<>();
    String mean = "_" + Statistic.MEAN.id();
    points.add(returned(Metric.EPISODE_RETURN.key(Section.EVAL) + mean, meanReturn(rows), last));
    if (isOfSet()) {
      for (String task : rows.stream().map(EpisodeRow::task).distinct().toList()) {
        List<EpisodeRow> ofTask = rows.stream().filter(row -> row.task().equals(task)).toList();
        String key = Metric.EPISODE_RETURN.key(Section.EVAL, task) + mean;
        points.add(returned(key, meanReturn(ofTask), last));
      }
    }
    return points;
  }

  private static double meanReturn(List<EpisodeRow> rows) {
    return Statistic.MEAN.of(rows.stream().mapToDouble(EpisodeRow::episodeReturn).toArray());
  }

  private static boolean isEvaluation(EpisodeRow row) {
    return row.phase().equals("evaluate");
  }

  private static boolean sameEvaluation(EpisodeRow one, EpisodeRow other) {
    return isEvaluation(one)
        && isEvaluation(other)
        && one.environmentSteps() == other.environmentSteps()
        && one.updateSteps() == other.updateSteps();
  }

  /**
   * Whether an update is shown: all of the first 5,000, then every second up to 10,000, every
   * fourth up to 20,000 and so on. It depends on the update step alone.
   */
  static boolean isShown(long updateStep) {
    long octave = Math.max(0, updateStep - 1) / ALL_UPDATES_UP_TO;
    return octave == 0 || updateStep % (2 * Long.highestOneBit(octave)) == 0;
  }

  /**
   * @param ended whether no episode will follow
   * @return empty while the time of the update is not known
   */
  Optional<List<Point>> update(UpdateRow row, boolean ended) {
    if (!isShown(row.updateStep())) {
      return Optional.of(List.of());
    }
    OptionalLong known = clock.updateTimeMs(row.updateStep());
    if (known.isEmpty() && !ended) {
      return Optional.empty();
    }
    long timeMs = known.orElse(clock.lastMs());
    return Optional.of(
        List.of(
            point(Metric.LOSS, row.loss(), timeMs, row),
            point(Metric.IMAGE_LOSS, row.imageLoss(), timeMs, row),
            point(Metric.REWARD_LOSS, row.rewardLoss(), timeMs, row),
            point(Metric.DIVERGENCE, row.divergence(), timeMs, row),
            point(Metric.GRADIENT_NORM, row.gradientNorm(), timeMs, row),
            point(Metric.OVERSHOOTING_LOSS, row.overshootingLoss(), timeMs, row),
            point(Metric.UPDATE_MS, row.updateMs(), timeMs, row)));
  }

  private static Point point(Metric metric, double value, long timeMs, UpdateRow row) {
    return new Point(metric.key(Section.TRAIN), value, timeMs, row.updateStep());
  }

  /**
   * Of all decisions of one episode.
   *
   * @return empty while the episode's own row is not known
   */
  Optional<List<Point>> decisions(List<LatencyRow> rows) {
    LatencyRow any = rows.getFirst();
    Optional<Integer> known = clock.index(any.phase(), any.episode());
    if (known.isEmpty()) {
      return Optional.empty();
    }
    int index = known.get();
    return switch (any.phase()) {
      case "collect" -> Optional.of(decisions(rows, Section.PLAN, index));
      case "evaluate" -> Optional.of(decisions(rows, Section.EVAL, index));
      default -> Optional.of(List.of()); // the others act at random: nothing is planned
    };
  }

  /** Of one distance of a diagnosis. */
  List<Point> model(ModelRow row) {
    if (!DISTANCES.contains(row.distance())) {
      return List.of();
    }
    List<Point> points = new ArrayList<>();
    points.add(point(Metric.IMAGE_ERROR, row.imageError(), row));
    points.add(point(Metric.REWARD_ERROR, row.rewardError(), row));
    row.divergence().ifPresent(nats -> points.add(point(Metric.DIVERGENCE, nats, row)));
    return points;
  }

  private Point point(Metric metric, double value, ModelRow row) {
    return new Point(
        metric.key(Section.MODEL, row.data(), row.distance()),
        value,
        clock.updateTimeMs(row.updateStep()).orElse(clock.lastMs()),
        row.updateStep());
  }

  /** Of the stages that the agent has. */
  private List<Point> decisions(List<LatencyRow> rows, Section section, int index) {
    List<Point> points = new ArrayList<>();
    for (LatencyStage stage : LatencyStage.values()) {
      double[] times = stage.milliseconds(rows);
      for (Statistic statistic : times.length == 0 ? new Statistic[0] : Statistic.values()) {
        points.add(
            new Point(
                stage.metric().key(section, statistic),
                statistic.of(times),
                clock.timeMs(index),
                episodes.get(index).environmentSteps()));
      }
    }
    return points;
  }
}
