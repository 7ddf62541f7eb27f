package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** What {@link PlannerStudy} says of its values. */
final class PlannerAnswer {
  private static final String METHOD =
      "From 64 start states of a seed, decisions of two noise-free episodes that the recipe's planner"
          + " played: each planner plans once with the same model, the same belief and the same random"
          + " numbers, with a share of the recipe's candidates; one that follows gradients has as many"
          + " as cost the same. Where an actor learned beside the model, it decides, too, at its one"
          + " cost, perceiving included, and its plan is what it would go on with in imagination; cem is"
          + " then the variant actor_cem. Expected: the mean over 64 imagined trajectories of the plan."
          + " Realised: what the true simulator pays for its H actions, executed blindly from the"
          + " restored state. Whole episodes: two of each, with all candidates, from the same two"
          + " starts. The latency is a median, on a machine that may have been busy: compare rows, not"
          + " machines.";

  private PlannerAnswer() {}

  static StudyAnswer of(StudyValues values) {
    List<String> answer = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      for (String variant : values.distinct(StudyValue::variant)) {
        StudyValues here = values.of(task, variant);
        if (!here.isEmpty()) {
          answer.addAll(answer(task, here));
          findings.addAll(said(task + ", " + variant, here));
          charts.add(front(task, variant, here));
          here.distinct(StudyValue::subject)
              .forEach(subject -> rows.add(row(task, variant, subject, here)));
        }
      }
    }
    return new StudyAnswer(answer, findings, METHOD, charts, List.of(table(rows)));
  }

  private static StudyValues reference(StudyValues of) {
    return of.of(Budget.ONE.subject(Contenders.REFERENCE));
  }

  private static List<String> answer(String task, StudyValues here) {
    StudyValues realised = here.quantity("realised");
    StudyValues cem = reference(realised);
    Effects.Sorted others = new Effects.Sorted();
    for (String planner : Contenders.searching(here)) {
      if (!planner.equals(Contenders.REFERENCE)) {
        others.add(planner, difference(realised.of(Budget.ONE.subject(planner)), cem));
      }
    }
    List<String> answer = new ArrayList<>();
    answer.add(
        "%s: in the same model, at equal cost, cem's plans return %s; %s."
            .formatted(task, Numbers.rounded(cem.sample().mean()), others.text("more", "less")));
    acting(task, realised).ifPresent(answer::add);
    answer.add(limit(task, realised));
    return answer;
  }

  private static Optional<String> acting(String who, StudyValues realised) {
    StudyValues actor = realised.of(Contenders.ACTOR);
    return actor.isEmpty()
        ? Optional.empty()
        : Optional.of(
            beside(
                who + ": without a search what the actor would do returns",
                actor,
                reference(realised)));
  }

  private static String limit(String who, StudyValues realised) {
    StudyValues cem = reference(realised);
    StudyValues bound = realised.of(Budget.ONE.subject(Contenders.SIMULATOR));
    StudyValues most = realised.of(Budget.MOST.subject(Contenders.REFERENCE));
    return "%s: with the true simulator in the model's place cem's plans return %s more, with four times the candidates %s: %s."
        .formatted(
            who,
            Effects.said(difference(bound, cem)),
            Effects.said(difference(most, cem)),
            Effects.direction(
                difference(bound, most),
                "the model limits it, not the search",
                "the search limits it, not the model",
                "which of model and search limits it is not shown"));
  }

  /** Each planner by itself; what the answer says besides is not said again. */
  private static List<String> said(String who, StudyValues here) {
    List<String> said = new ArrayList<>();
    StudyValues realised = here.quantity("realised");
    StudyValues cem = reference(realised);
    for (String planner : Contenders.searching(here)) {
      if (!planner.equals(Contenders.REFERENCE)) {
        StudyValues plans = realised.of(Budget.ONE.subject(planner));
        said.add(beside(who + ": at equal cost the plans of " + planner + " return", plans, cem));
      }
    }
    return said;
  }

  private static String beside(String whose, StudyValues plans, StudyValues cem) {
    Sample difference = difference(plans, cem);
    return "%s %s beside those of cem, which return %s: %s."
        .formatted(
            whose,
            Effects.said(difference),
            Numbers.rounded(cem.sample().mean()),
            Effects.direction(difference, "more", "less", "no difference is shown"));
  }

  private static Sample difference(StudyValues a, StudyValues b) {
    return Sample.of(StudyValues.differences(a, b));
  }

  /** Realised return over cost, a line for each planner. */
  private static Chart front(String task, String variant, StudyValues here) {
    List<Chart.Line> lines = new ArrayList<>();
    for (String planner : Contenders.searching(here)) {
      List<StudyValues> points =
          Budget.ALL.stream().map(budget -> here.of(budget.subject(planner))).toList();
      double[] x = points.stream().mapToDouble(at -> mean(at, "gmac")).toArray();
      double[] y = points.stream().mapToDouble(at -> mean(at, "realised")).toArray();
      lines.add(Chart.Line.of(planner, lines.size(), List.of(new Curve(x, y))));
    }
    List<Chart.Level> levels = new ArrayList<>();
    levels.add(
        new Chart.Level(
            "cem on the simulator",
            Chart.NEUTRAL,
            mean(here.of(Budget.ONE.subject(Contenders.SIMULATOR)), "realised")));
    StudyValues actor = here.of(Contenders.ACTOR);
    if (!actor.isEmpty()) {
      levels.add(new Chart.Level("the actor", Chart.NEUTRAL, mean(actor, "realised")));
    }
    return new Chart(
        task + "-" + variant + "-front",
        task + ": what a plan returns, over its cost",
        "thousand million multiply-adds a decision",
        "realised return of H agent steps",
        lines,
        levels);
  }

  private static double mean(StudyValues of, String quantity) {
    return of.quantity(quantity).sample().mean();
  }

  private static List<Cell> row(String task, String variant, String subject, StudyValues here) {
    StudyValues of = here.of(subject);
    StudyValues realised = of.quantity("realised");
    StudyValues episodes = of.quantity("episode_return");
    return List.of(
        Cell.of(task),
        Cell.of(variant),
        Cell.of(subject),
        Cell.of((long) of.bySeed().size()),
        Cell.of(mean(of, "gmac")),
        Cell.of(mean(of, "latency_ms")),
        Cell.of(mean(of, "predicted")),
        Cell.of(realised.sample().mean()),
        Effects.cell(difference(realised, reference(here.quantity("realised")))),
        episodes.isEmpty() ? Cell.NONE : Cell.of(episodes.sample().mean()));
  }

  private static Table table(List<List<Cell>> rows) {
    return new Table(
        "planners",
        "Planners on the same model",
        "Means over seeds; in brackets the 95 % interval of Student's t, with five seeds or more. The"
            + " simulator's planner has no model: its plans are expected by the model all the same.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.text("planner", "planner x candidates"),
            Column.number("seeds", "seeds"),
            Column.number("gmac", "GMAC"),
            Column.number("latency_ms", "latency (ms)"),
            Column.number("predicted", "expected"),
            Column.number("realised", "realised"),
            Column.number("difference", "realised, less cem x 1"),
            Column.number("episode_return", "whole episode")),
        rows);
  }
}
