package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.planetbench.agents.planet.Variant;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/**
 * All latent dynamics on the same data: each kind learns from the episodes of a PlaNet's run, with
 * as many updates, and is judged by what it knows of the state, by its predictions, by how it
 * orders plans, and by what CEM returns with it.
 *
 * <p>The primary measure was fixed before any run: planning rank fidelity, because the order of
 * candidates is all that CEM uses.
 */
final class ModelStudy implements Study {
  private static final String RSSM = Variant.RSSM.id();
  private static final String PRIMARY = "rank_fidelity";
  private static final String RETURN = "return";
  private static final double LEVEL = 0.05;

  @Override
  public String name() {
    return "models";
  }

  @Override
  public String question() {
    return "How do the latent dynamics compare on the same data, and what of them predicts the return?";
  }

  @Override
  public List<String> variants() {
    return List.of(RSSM);
  }

  /** The variants that differ from PlaNet in their dynamics alone. */
  @Override
  public List<String> parts(String variant) {
    return Variant.all().stream()
        .filter(other -> other.kind().equals(Variant.RSSM.kind()))
        .filter(other -> other.equals(Variant.RSSM) || other.changes().containsKey("dynamics"))
        .filter(other -> !other.changes().containsKey("overshooting_scale"))
        .map(Variant::id)
        .toList();
  }

  @Override
  public List<StudyValue> measure(FrozenCell cell, String part) throws IOException {
    return new FixedData(cell).measure(part, Variant.of(part).adapt(cell.setting().recipe()));
  }

  private static final String METHOD =
      "Each kind of dynamics learned from the episodes of the same finished run, with batches drawn by"
          + " the same numbers and as many updates. Two episodes that none learned from, one of random"
          + " and one of planned actions, give R^2 of a ridge regression from the filtered belief"
          + " (fitted to two others), the errors of open-loop predictions, and planning rank fidelity:"
          + " the rank correlation of predicted and simulated returns over 1,000 random plans, a mean"
          + " over 8 start states. The return is of two whole episodes planned by CEM, with the"
          + " recipe's candidates, and with as many as cost what the run's own model costs. Rank"
          + " fidelity was chosen as the primary measure before the runs.";

  @Override
  public StudyAnswer answer(StudyValues values) {
    List<String> answer = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      StudyValues here = values.of(task, RSSM);
      List<String> kinds = here.distinct(StudyValue::subject);
      answer.addAll(compared(task, here, kinds));
      predicting(task, here, kinds).ifPresent(answer::add);
      kinds.forEach(kind -> rows.add(row(task, kind, here)));
      charts.add(errors(task, "image_error", "squared colour", here, kinds));
      charts.add(errors(task, "reward_error", "squared reward", here, kinds));
    }
    return new StudyAnswer(answer, List.of(), METHOD, charts, List.of(table(rows)));
  }

  private static List<String> compared(String task, StudyValues here, List<String> kinds) {
    List<String> said = new ArrayList<>();
    for (String quantity : List.of(PRIMARY, RETURN)) {
      StudyValues own = here.of(RSSM).quantity(quantity);
      if (!own.isEmpty()) {
        Effects.Sorted others = new Effects.Sorted();
        for (String kind : kinds) {
          double[] differences = StudyValues.differences(here.of(kind).quantity(quantity), own);
          if (!kind.equals(RSSM) && differences.length > 0) {
            others.add(kind, Sample.of(differences));
          }
        }
        said.add(
            "%s: rssm's %s is %s; %s."
                .formatted(
                    task,
                    quantity.replace('_', ' '),
                    Numbers.rounded(own.sample().mean()),
                    others.text("higher", "lower")));
      }
    }
    return said;
  }

  /** Over the kinds, of which each is a point: how the measures order them beside their returns. */
  private static Optional<String> predicting(String task, StudyValues here, List<String> kinds) {
    if (kinds.size() < 4) {
      return Optional.empty();
    }
    SequencedMap<String, Double> correlations = new LinkedHashMap<>();
    double[] returns = means(here, kinds, RETURN);
    for (String quantity : here.distinct(StudyValue::quantity)) {
      boolean isMeasure =
          quantity.equals(PRIMARY) || quantity.startsWith("r2_") || quantity.endsWith("_error_d12");
      double[] measured = means(here, kinds, quantity);
      if (isMeasure && measured.length == returns.length) {
        double sign = quantity.contains("_error_") ? -1 : 1;
        correlations.put(
            quantity.replace('_', ' '),
            sign * new SpearmansCorrelation().correlation(measured, returns));
      }
    }
    List<String> ordered =
        correlations.entrySet().stream()
            .filter(entry -> Double.isFinite(entry.getValue()))
            .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
            .map(entry -> "%s %s".formatted(entry.getKey(), Numbers.rounded(entry.getValue())))
            .toList();
    return Optional.of(
        "%s: over %d kinds the rank correlation with the return is, of a small error as of a high R^2: %s. Below %s it cannot be told from none."
            .formatted(
                task,
                kinds.size(),
                String.join(", ", ordered),
                Numbers.rounded(leastCorrelation(kinds.size()))));
  }

  /**
   * The least rank correlation of so many points with a p value below the level, by Student's t.
   */
  static double leastCorrelation(int points) {
    double t = new TDistribution(points - 2.0).inverseCumulativeProbability(1 - LEVEL / 2);
    return t / Math.sqrt(t * t + points - 2);
  }

  private static double[] means(StudyValues here, List<String> kinds, String quantity) {
    return kinds.stream()
        .map(kind -> here.of(kind).quantity(quantity))
        .filter(of -> !of.isEmpty())
        .mapToDouble(of -> of.sample().mean())
        .toArray();
  }

  /** Over distances, a line a kind. */
  static Chart errors(
      String task, String quantity, String unit, StudyValues here, List<String> subjects) {
    List<Chart.Line> lines = new ArrayList<>();
    for (String subject : subjects) {
      List<double[]> points = new ArrayList<>();
      for (int distance : FixedData.DISTANCES) {
        StudyValues at = here.of(subject).quantity(quantity + "_d" + distance);
        if (!at.isEmpty()) {
          points.add(new double[] {distance, at.sample().mean()});
        }
      }
      lines.add(
          Chart.Line.of(
              subject,
              lines.size(),
              List.of(
                  new Curve(
                      points.stream().mapToDouble(point -> point[0]).toArray(),
                      points.stream().mapToDouble(point -> point[1]).toArray()))));
    }
    return new Chart(
        task + "-" + quantity,
        task + ": " + quantity.replace('_', ' ') + ", open loop",
        "agent steps after the last picture",
        unit,
        lines,
        List.of());
  }

  private static List<Cell> row(String task, String kind, StudyValues here) {
    StudyValues of = here.of(kind);
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(task), Cell.of(kind)));
    cells.add(Cell.of((long) of.bySeed().size()));
    for (Column column : COLUMNS.subList(3, COLUMNS.size())) {
      StudyValues values = of.quantity(column.id());
      cells.add(values.isEmpty() ? Cell.NONE : Effects.level(values.sample()));
    }
    return cells;
  }

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("task", "task"),
          Column.text("dynamics", "dynamics"),
          Column.number("seeds", "seeds"),
          Column.number("kmac", "thousand multiply-adds a step"),
          Column.number("r2_position", "R^2 position"),
          Column.number("r2_velocity", "R^2 velocity"),
          Column.number("image_error_d12", "image error at 12"),
          Column.number("reward_error_d12", "reward error at 12"),
          Column.number(PRIMARY, "rank fidelity"),
          Column.number(RETURN, "return"),
          Column.number("return_at_equal_cost", "return at equal cost"));

  private static Table table(List<List<Cell>> rows) {
    return new Table(
        "models",
        "Dynamics on the same data",
        "Means over seeds, which are runs that the data come from; in brackets the 95 % interval of"
            + " Student's t, with five seeds or more.",
        COLUMNS,
        rows);
  }
}
