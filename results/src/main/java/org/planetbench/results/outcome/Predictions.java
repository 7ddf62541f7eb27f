package org.planetbench.results.outcome;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.ModelRow;

/** What a run measured of its model's open-loop predictions. */
public record Predictions(List<ModelRow> rows) {
  /** An error of a prediction. */
  public enum Kind {
    IMAGE(Metric.IMAGE_ERROR),
    REWARD(Metric.REWARD_ERROR),
    DIVERGENCE(Metric.DIVERGENCE);

    private final Metric metric;

    Kind(Metric metric) {
      this.metric = metric;
    }

    public Metric metric() {
      return metric;
    }

    /** NaN where there is none. */
    double of(ModelRow row) {
      return switch (this) {
        case IMAGE -> row.imageError();
        case REWARD -> row.rewardError();
        case DIVERGENCE -> row.divergence().orElse(Double.NaN);
      };
    }
  }

  public Predictions {
    rows = List.copyOf(rows);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Update steps at which the model was measured, ascending. */
  public List<Long> stages() {
    return rows.stream().map(ModelRow::updateStep).distinct().sorted().toList();
  }

  /** Over distances, at one stage. */
  public Curve overDistance(Kind kind, String data, long stage) {
    return curve(
        kind, row -> row.updateStep() == stage && row.data().equals(data), ModelRow::distance);
  }

  /** Over update steps, at one distance. */
  public Curve overTraining(Kind kind, String data, int distance) {
    return curve(
        kind, row -> row.distance() == distance && row.data().equals(data), ModelRow::updateStep);
  }

  /** Of what the last stage measured. */
  public Curve atTheEnd(Kind kind, String data) {
    return rows.isEmpty()
        ? new Curve(new double[0], new double[0])
        : overDistance(kind, data, stages().getLast());
  }

  private Curve curve(Kind kind, Predicate<ModelRow> chosen, ToDoubleFunction<ModelRow> x) {
    List<ModelRow> points = rows.stream().filter(chosen).toList();
    return new Curve(
            points.stream().mapToDouble(x).toArray(),
            points.stream().mapToDouble(kind::of).toArray())
        .finite();
  }
}
