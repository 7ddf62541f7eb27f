package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.planetbench.agents.planet.Variant;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.stats.Quantiles;
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
  private static final String PRIMARY = FixedData.RANK_FIDELITY;
  private static final String RETURN = "return";
  private static final String AT_EQUAL_COST = "return_at_equal_cost";
  private static final List<String> COMPARED = List.of(PRIMARY, RETURN, AT_EQUAL_COST);
  private static final String OTHERS = "other dynamics";
  private static final List<String> R2 = List.of("r2_position", "r2_velocity");

  /** Of the primary measure: about a fifth of rssm's on the first task. */
  private static final double MARGIN = 0.05;

  /** Below it, what is read from the belief is off by more than the state varies. */
  private static final double LEAST_R2 = -1;

  /** A kind whose belief runs away, millions of times as wrong, would hide all others. */
  private static final double DRAWN = 5;

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

  @Override
  public int revision() {
    return 2;
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
    return new FixedData(cell)
        .measureAtEqualCost(part, Variant.of(part).adapt(cell.setting().recipe()));
  }

  private static final String METHOD =
      "Each kind of dynamics learned from the episodes of the same finished run (in profile study 25,"
          + " of which 5 were played at random and the others by rssm's planner), with batches drawn by"
          + " the same numbers and as many updates. They are judged in episodes that none learned from,"
          + " played at random or planned in the run's own model. R^2 is of a ridge regression"
          + " from the filtered belief, fitted to two random and two planned episodes, each output"
          + " with the penalty that reads the one left out of these best, and judged on a random and"
          + " a planned one, as are the errors of open-loop predictions, and planning rank fidelity:"
          + " the rank correlation of predicted and simulated returns over 1,000 random plans, a mean"
          + " over 8 start states of each of the two; a plan's prediction is one sample, as a planner"
          + " has it, or the mean of 8. The return is of four whole episodes planned by CEM with the"
          + " recipe's candidates; at equal cost, of the first two, with as many as cost what the"
          + " run's own model costs (a twentieth to eight times the recipe's). Rank fidelity, of one"
          + " sample, was chosen as the primary measure before the runs; the margin of 0.05, within"
          + " which two one-sided t tests at level 0.05 show a kind to order plans as well as rssm, each by itself, was"
          + " written down after those of cheetah_run and before those of any other task. The belief"
          + " is its sample and all that the dynamics carry on beside it, also what no head reads."
          + " The held-out loss is the model's own, of chunks of the judged episodes. What a measure says of the"
          + " return is its rank correlation over kinds, one a seed: without pixel_model, whose"
          + " weights are rssm's, and gru_release, whose prior is not trained. The figures leave out"
          + " what is more than five times the median kind's at a distance.";

  @Override
  public StudyAnswer answer(StudyValues values) {
    List<String> answer = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      StudyValues here = values.of(task, RSSM);
      List<String> kinds = here.distinct(StudyValue::subject);
      FixedData.remarks(here).forEach(said -> findings.add(task + ": " + said + "."));
      clauses(here, kinds).forEach(clause -> answer.add(task + ": " + clause + "."));
      for (String quantity : COMPARED) {
        findings.addAll(tested(task, quantity, differences(here, kinds, quantity)));
      }
      equal(differences(here, kinds, PRIMARY))
          .ifPresent(said -> findings.add(task + ": " + said + "."));
      learned(here, kinds).ifPresent(said -> findings.add(task + ": " + said + "."));
      spoilt(here, kinds).forEach(said -> findings.add(task + ": " + said + "."));
      findings.addAll(new ReturnPrediction(here, PRIMARY).findings(task));
      kinds.forEach(kind -> rows.add(row(task, kind, here)));
      charts.add(errors(task, "image_error", "squared colour", here, kinds, DRAWN));
      charts.add(errors(task, "reward_error", "squared reward", here, kinds, DRAWN));
    }
    return new StudyAnswer(answer, findings, METHOD, charts, List.of(table(rows)));
  }

  private static List<String> clauses(StudyValues here, List<String> kinds) {
    List<String> clauses = new ArrayList<>();
    Effects.Sorted order = differences(here, kinds, PRIMARY);
    if (!order.isEmpty()) {
      clauses.add(
          beside(here, PRIMARY, order.summary(OTHERS, "order plans better", "order plans worse"))
              + equal(order).map(said -> "; " + said).orElse(""));
    }
    Effects.Sorted returned = differences(here, kinds, RETURN);
    if (!returned.isEmpty()) {
      clauses.add(beside(here, RETURN, returned.summary(OTHERS, "return more", "return less")));
    }
    new ReturnPrediction(here, PRIMARY).said().ifPresent(clauses::add);
    return clauses;
  }

  private static String beside(StudyValues here, String quantity, String others) {
    return "rssm's %s is %s: %s"
        .formatted(
            quantity.replace('_', ' '),
            Numbers.rounded(here.of(RSSM).quantity(quantity).sample().mean()),
            others);
  }

  /** Who is shown to order plans as well as rssm. */
  private static Optional<String> equal(Effects.Sorted order) {
    List<String> equal = order.within(MARGIN);
    return equal.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "these order them as well, to within %s: %s"
                .formatted(Numbers.rounded(MARGIN), String.join(", ", equal)));
  }

  /**
   * Which kinds have a lower loss in episodes that they did not learn from than before learning.
   */
  private static Optional<String> learned(StudyValues here, List<String> kinds) {
    List<String> all = new ArrayList<>();
    List<String> some = new ArrayList<>();
    for (String kind : kinds) {
      StudyValues of = here.of(kind);
      BySeed change =
          of.quantity(FixedData.HELD_OUT_LOSS)
              .bySeed()
              .less(of.quantity(FixedData.UNTRAINED_LOSS).bySeed());
      long lower = change.numbers().values().stream().filter(less -> less < 0).count();
      long seeds = of.bySeed().count();
      long unmeasured =
          seeds
              - of.quantity(FixedData.UNTRAINED_LOSS).bySeed().count()
              - of.quantity(FixedData.DIVERGED).bySeed().count();
      if (lower == seeds) {
        all.add(kind);
      } else if (change.count() > 0) {
        some.add(
            "%s (in %d of %d%s)"
                .formatted(
                    kind,
                    lower,
                    seeds,
                    unmeasured == 0 ? "" : ", %d not measured".formatted(unmeasured)));
      }
    }
    return all.isEmpty() && some.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "learning lowers the held-out loss in every seed of: %s; not in every one of: %s"
                .formatted(orNone(all), orNone(some)));
  }

  private static String orNone(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** Where the mean over seeds says nothing, what it is without those that spoil it. */
  private static List<String> spoilt(StudyValues here, List<String> kinds) {
    List<String> said = new ArrayList<>();
    for (String kind : kinds) {
      for (String quantity : R2) {
        StudyValues all = here.of(kind).quantity(quantity);
        StudyValues least = all.where(value -> value.value() < LEAST_R2);
        StudyValues others = all.where(value -> value.value() >= LEAST_R2);
        if (!least.isEmpty()) {
          said.add(
              "%s's %s is below %s in seed %s, which spoils its mean%s"
                  .formatted(
                      kind,
                      quantity.replace("r2_", "R^2 of "),
                      Numbers.rounded(LEAST_R2),
                      least.distinct(value -> Long.toString(value.seed())).stream()
                          .collect(Collectors.joining(", ")),
                      others.isEmpty()
                          ? ""
                          : "; that of the others is " + Numbers.rounded(others.sample().mean())));
        }
      }
    }
    return said;
  }

  /** Of every other kind, seed by seed, from rssm. */
  private static Effects.Sorted differences(StudyValues here, List<String> kinds, String quantity) {
    StudyValues own = here.of(RSSM).quantity(quantity);
    Effects.Sorted differences = new Effects.Sorted();
    for (String kind : kinds) {
      if (!kind.equals(RSSM)) {
        here.of(kind)
            .quantity(quantity)
            .moreThan(own)
            .ifPresent(difference -> differences.add(kind, difference));
      }
    }
    return differences;
  }

  private static List<String> tested(String task, String quantity, Effects.Sorted differences) {
    return differences.names().stream()
        .map(
            kind ->
                "%s: %s's %s is %s beside rssm's: %s."
                    .formatted(
                        task,
                        kind,
                        quantity.replace('_', ' '),
                        differences.said(kind),
                        differences.direction(kind, "higher", "lower", "no difference is shown")))
        .toList();
  }

  /**
   * Over distances, a line a kind, which names its seeds where others have more.
   *
   * @param drawn as a multiple of the median kind's, beyond which a line begins or ends
   */
  static Chart errors(
      String task,
      String quantity,
      String unit,
      StudyValues here,
      List<String> subjects,
      double drawn) {
    Map<Integer, Double> most = new HashMap<>();
    for (int distance : FixedData.DISTANCES) {
      most.put(distance, drawn * median(here.quantity(quantity + "_d" + distance), subjects));
    }
    List<Chart.Line> lines = new ArrayList<>();
    long seeds = here.bySeed().count();
    for (String subject : subjects) {
      List<double[]> points = new ArrayList<>();
      long fewest = seeds;
      for (int distance : FixedData.DISTANCES) {
        StudyValues at = here.of(subject).quantity(quantity + "_d" + distance);
        boolean isFar =
            !at.isEmpty()
                && at.sample().mean() > most.getOrDefault(distance, Double.POSITIVE_INFINITY);
        if (isFar && !points.isEmpty()) {
          break;
        }
        if (!isFar && !at.isEmpty()) {
          points.add(new double[] {distance, at.sample().mean()});
          fewest = Math.min(fewest, at.bySeed().count());
        }
      }
      lines.add(
          Chart.Line.of(
              fewest < seeds ? "%s (%s of %s seeds)".formatted(subject, fewest, seeds) : subject,
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

  /** Of the subjects' means; not a number where nothing was measured. */
  private static double median(StudyValues all, List<String> subjects) {
    double[] means =
        subjects.stream()
            .map(all::of)
            .filter(of -> !of.isEmpty())
            .mapToDouble(of -> of.sample().mean())
            .sorted()
            .toArray();
    return means.length == 0 ? Double.NaN : Quantiles.median(means);
  }

  private static List<Cell> row(String task, String kind, StudyValues here) {
    StudyValues of = here.of(kind);
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(task), Cell.of(kind)));
    long seeds = of.bySeed().count();
    cells.add(Cell.of(seeds));
    for (Column column : COLUMNS.subList(3, COLUMNS.size())) {
      cells.add(Effects.level(of.quantity(column.id()), seeds));
    }
    return cells;
  }

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("task", "task"),
          Column.text("dynamics", "dynamics"),
          Column.number("seeds", "seeds"),
          Column.number("kmac", "thousand multiply-adds a step"),
          Column.number(FixedData.UNTRAINED_LOSS, "held-out loss before learning"),
          Column.number(FixedData.HELD_OUT_LOSS, "held-out loss"),
          Column.number("r2_position", "R^2 position"),
          Column.number("r2_velocity", "R^2 velocity"),
          Column.number("image_error_d12", "image error at 12"),
          Column.number("reward_error_d12", "reward error at 12"),
          Column.number(PRIMARY, "rank fidelity"),
          Column.number("rank_fidelity_mean8", "rank fidelity, mean of 8"),
          Column.number(RETURN, "return"),
          Column.number(AT_EQUAL_COST, "return at equal cost"));

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
