package org.planetbench.results.mlflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.LatencyStage;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.Section;
import org.planetbench.results.run.Statistic;
import org.planetbench.results.run.SystemRow;
import org.planetbench.results.run.UpdateRow;

/**
 * What the charts show of a run's rows.
 *
 * <pre>
 *   train/episode_return              each seed and collected episode    over environment steps
 *   eval/episode_return               each evaluation episode            over environment steps
 *   eval/episode_return_mean          the episodes of one evaluation     over environment steps
 *   eval/cheetah_run/episode_return ...  the same of each task of a set  over environment steps
 *   train/loss, train/divergence ...  updates, thinned out               over update steps
 *   latency/collect_planning_latency_ms_p95 ...   each collected episode    over environment steps
 *   latency/evaluate_planning_latency_ms_p95 ...  each whole evaluation     over environment steps
 *   model/held_out_image_error_d05 ...  predictions, some distances   over update steps
 *   system/cpu_utilization_percentage ...  samples, thinned out           over their number
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

  /** What the episodes were played in. */
  List<Dataset> datasets(RunRecord run) {
    return Dataset.of(run, episodes);
  }

  /** Of one episode, and of the evaluation that ended before it. */
  List<Point> episode(int index) {
    EpisodeRow row = episodes.get(index);
    List<Point> points = new ArrayList<>();
    if (index > 0 && !sameEvaluation(episodes.get(index - 1), row)) {
      points.addAll(evaluationEndingAt(index - 1));
    }
    if (row.isHeldOut()) {
      return points; // played at random before the run, and never learned from
    }
    Section section = row.isEvaluation() ? Section.EVAL : Section.TRAIN;
    points.add(point(Metric.EPISODE_RETURN.key(section), row.episodeReturn(), index));
    if (isOfSet()) {
      String key = Metric.EPISODE_RETURN.key(section, row.task());
      points.add(point(key, row.episodeReturn(), index));
    }
    return points;
  }

  /** Whether tasks take turns: known from the first commit on, which has an episode of each. */
  private boolean isOfSet() {
    return episodes.stream().map(EpisodeRow::task).distinct().limit(2).count() > 1;
  }

  private Point point(String key, double value, int index) {
    return new Point(key, value, clock.timeMs(index), episodes.get(index).environmentSteps());
  }

  /** Of a finished run's last evaluation, if it ended with one. */
  List<Point> lastEvaluation() {
    return episodes.isEmpty() ? List.of() : evaluationEndingAt(episodes.size() - 1);
  }

  private List<Point> evaluationEndingAt(int last) {
    EpisodeRow end = episodes.get(last);
    if (!end.isEvaluation()) {
      return List.of();
    }
    int first = last;
    while (first > 0 && sameEvaluation(episodes.get(first - 1), end)) {
      first--;
    }
    List<EpisodeRow> rows = episodes.subList(first, last + 1);
    List<Point> points = new ArrayList<>();
    String mean = "_" + Statistic.MEAN.id();
    points.add(point(Metric.EPISODE_RETURN.key(Section.EVAL) + mean, meanReturn(rows), last));
    if (isOfSet()) {
      for (String task : rows.stream().map(EpisodeRow::task).distinct().toList()) {
        List<EpisodeRow> ofTask = rows.stream().filter(row -> row.task().equals(task)).toList();
        String key = Metric.EPISODE_RETURN.key(Section.EVAL, task) + mean;
        points.add(point(key, meanReturn(ofTask), last));
      }
    }
    return points;
  }

  private static double meanReturn(List<EpisodeRow> rows) {
    return Statistic.MEAN.of(rows.stream().mapToDouble(EpisodeRow::episodeReturn).toArray());
  }

  private static boolean sameEvaluation(EpisodeRow one, EpisodeRow other) {
    return one.isEvaluation()
        && other.isEvaluation()
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
    List<Point> points = new ArrayList<>();
    row.values().forEach((metric, value) -> points.add(point(metric, value, timeMs, row)));
    points.add(point(Metric.UPDATE_MS, row.updateMs(), timeMs, row));
    return Optional.of(points);
  }

  private static Point point(Metric metric, double value, long timeMs, UpdateRow row) {
    return new Point(metric.key(Section.TRAIN), value, timeMs, row.updateStep());
  }

  /**
   * The last of the episodes whose decisions are one point with this one: its own episode, or the
   * last of its evaluation, since the episodes of an evaluation have one step.
   *
   * @param finished whether no episode will follow
   * @return its index; empty while it is not known
   */
  Optional<Integer> lastOfPoint(LatencyRow row, boolean finished) {
    Optional<Integer> own = clock.index(row.phase(), row.episode());
    if (own.isEmpty()) {
      return own;
    }
    int last = own.get();
    while (last + 1 < episodes.size()
        && sameEvaluation(episodes.get(last), episodes.get(last + 1))) {
      last++;
    }
    boolean mayGrow = last + 1 == episodes.size() && episodes.get(last).isEvaluation() && !finished;
    return mayGrow ? Optional.empty() : Optional.of(last);
  }

  /** Whether the decision belongs to the episodes up to this one, the decision before it does. */
  boolean isUpTo(int last, LatencyRow row) {
    EpisodeRow end = episodes.get(last);
    return row.phase().equals(end.phase()) && row.episode() <= end.episode();
  }

  /**
   * Of the decisions of one point, of the stages that the agent has.
   *
   * @param last see {@link #lastOfPoint}
   */
  List<Point> decisions(List<LatencyRow> rows, int last) {
    String phase = episodes.get(last).phase();
    if (!phase.equals(EpisodeRow.COLLECT) && !phase.equals(EpisodeRow.EVALUATE)) {
      return List.of(); // the others act at random: nothing is planned
    }
    List<Point> points = new ArrayList<>();
    for (LatencyStage stage : LatencyStage.values()) {
      double[] times = stage.milliseconds(rows);
      for (Statistic statistic : times.length == 0 ? new Statistic[0] : Statistic.values()) {
        String key = stage.metric().key(Section.LATENCY, phase, statistic);
        points.add(point(key, statistic.of(times), last));
      }
    }
    return points;
  }

  /**
   * Of one sample of machine and cell.
   *
   * @param number from 1
   */
  static List<Point> system(SystemRow row, long number) {
    return isShown(number)
        ? List.of(
            point(Metric.CPU_UTILIZATION_PERCENTAGE, row.cpuPercent(), row, number),
            point(Metric.SYSTEM_MEMORY_USAGE_MEGABYTES, row.memoryMb(), row, number),
            point(Metric.SYSTEM_MEMORY_USAGE_PERCENTAGE, row.memoryPercent(), row, number),
            point(Metric.CELL_CPU_UTILIZATION_PERCENTAGE, row.cellCpuPercent(), row, number),
            point(Metric.CELL_MEMORY_USAGE_MEGABYTES, row.cellMemoryMb(), row, number))
        : List.of();
  }

  private static Point point(Metric metric, double value, SystemRow row, long number) {
    return new Point(metric.key(Section.SYSTEM), value, row.timestampMs(), number);
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
}
