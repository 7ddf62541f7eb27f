package org.planetbench.results.outcome;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.Statistic;
import org.planetbench.results.run.UpdateRow;

/**
 * The updates of a run, thinned for drawing, so that hundreds of long runs fit in memory.
 *
 * @param lastDivergence mean over the last tenth of the updates, like the other {@code last} values
 * @param lastImaginedReturn NaN without an actor, like the values of an actor after it
 */
public record Losses(
    long updates,
    Curve image,
    Curve reward,
    Curve divergence,
    double lastImage,
    double lastReward,
    double lastDivergence,
    double lastGradientNorm,
    double lastImaginedReturn,
    double lastActorEntropy,
    double lastActorLoss,
    double lastValueLoss,
    double medianUpdateMs,
    double totalUpdateMs) {
  private static final int POINTS = 200;

  /** Whether an actor learned beside the model. */
  public boolean hasActor() {
    return !Double.isNaN(lastImaginedReturn);
  }

  static Losses of(List<UpdateRow> rows) {
    List<UpdateRow> tail = rows.subList(rows.size() - Math.ceilDiv(rows.size(), 10), rows.size());
    double[] times = rows.stream().mapToDouble(UpdateRow::updateMs).toArray();
    return new Losses(
        rows.size(),
        curve(rows, row -> row.get(Metric.IMAGE_LOSS)),
        curve(rows, row -> row.get(Metric.REWARD_LOSS)),
        curve(rows, row -> row.get(Metric.DIVERGENCE)),
        mean(tail, row -> row.get(Metric.IMAGE_LOSS)),
        mean(tail, row -> row.get(Metric.REWARD_LOSS)),
        mean(tail, row -> row.get(Metric.DIVERGENCE)),
        mean(tail, row -> row.get(Metric.GRADIENT_NORM)),
        mean(tail, row -> row.get(Metric.IMAGINED_RETURN)),
        mean(tail, row -> row.get(Metric.ACTOR_ENTROPY)),
        mean(tail, row -> row.get(Metric.ACTOR_LOSS)),
        mean(tail, row -> row.get(Metric.VALUE_LOSS)),
        times.length == 0 ? Double.NaN : Statistic.P50.of(times),
        Arrays.stream(times).sum());
  }

  private static Curve curve(List<UpdateRow> rows, ToDoubleFunction<UpdateRow> value) {
    double[] x = rows.stream().mapToDouble(UpdateRow::updateStep).toArray();
    return new Curve(x, rows.stream().mapToDouble(value).toArray()).thinned(POINTS);
  }

  private static double mean(List<UpdateRow> rows, ToDoubleFunction<UpdateRow> value) {
    return rows.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
