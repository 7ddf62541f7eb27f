package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
          + " played with that checkpoint's model: each planner plans once with the same model, the same"
          + " belief and the same random numbers, with a share of what the recipe's search costs; one"
          + " that follows gradients has fewer candidates for it, as a step through which a gradient is"
          + " followed counts twice: forward, and once more backward, since only the actions' gradient is"
          + " computed and not the weights'. The checkpoints are the first that was kept and the last."
          + " Every planner begins anew, also icem,"
          + " which in an episode keeps its best plans from one decision to the next. Where an actor"
          + " learned beside the model, it decides, too, at its one cost, perceiving included, and its"
          + " plan is what it would go on with in imagination; cem is then the variant actor_cem. actor_guided_mppi"
          + " discounts, and counts the value of its last state for what comes after H."
          + " Expected: the mean over 64 imagined trajectories of the plan. Realised: what the true"
          + " simulator pays for its H actions, executed blindly from the restored state. Whole"
          + " episodes, in which each plans or acts anew at every step: four of each, at the recipe's"
          + " cost, from the same starts, with the last checkpoint. The latency is that of a decision"
          + " from a belief, a median, on a machine that may have been busy: compare rows, not"
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
          StudyValues last = here.last();
          Limit limit = new Limit(last);
          answer.addAll(plainly(task, last, limit));
          findings.addAll(said(task, here, limit));
          charts.add(front(task, variant, last));
          here.byCheckpoint()
              .forEach(
                  at ->
                      at.distinct(StudyValue::subject)
                          .forEach(subject -> rows.add(row(task, variant, subject, at))));
        }
      }
    }
    return new StudyAnswer(answer, findings, METHOD, charts, List.of(table(rows)));
  }

  private static StudyValues reference(StudyValues of) {
    return of.of(Budget.ONE.subject(Contenders.REFERENCE));
  }

  private static List<String> plainly(String task, StudyValues last, Limit limit) {
    List<String> said = new ArrayList<>();
    said.add(
        "%s: at equal cost in the same model, after %s environment steps, cem's plans return %s in H agent steps when they are executed blindly: %s."
            .formatted(
                task,
                steps(last),
                Numbers.rounded(reference(last.quantity("realised")).sample().mean()),
                plans(last).summary("other planners", "return more", "return less")));
    Effects.Sorted played = episodes(last);
    if (!played.isEmpty()) {
      said.add(
          "%s: in whole episodes, planning or acting anew at each step, cem returns %s: %s."
              .formatted(
                  task,
                  Numbers.rounded(reference(last.quantity("episode_return")).sample().mean()),
                  played.summary("others", "return more", "return less")));
    }
    said.add(limit.plainly(task));
    return said;
  }

  private static String steps(StudyValues at) {
    return Numbers.grouped(at.all().getFirst().environmentSteps());
  }

  /** What the other planners' plans return beside cem's at one checkpoint. */
  private static Effects.Sorted plans(StudyValues at) {
    StudyValues realised = at.quantity("realised");
    StudyValues cem = reference(realised);
    Effects.Sorted others = new Effects.Sorted();
    for (String planner : Contenders.searching(at)) {
      if (!planner.equals(Contenders.REFERENCE)) {
        others.add(planner, difference(realised.of(Budget.ONE.subject(planner)), cem));
      }
    }
    return others;
  }

  /**
   * What whole episodes return beside cem's: the measure of an actor, too, which makes no plans
   * that could be executed blindly.
   */
  private static Effects.Sorted episodes(StudyValues last) {
    StudyValues episodes = last.quantity("episode_return");
    StudyValues cem = reference(episodes);
    Effects.Sorted others = new Effects.Sorted();
    for (String planner : Contenders.searching(last)) {
      StudyValues played = episodes.of(Budget.ONE.subject(planner));
      if (!planner.equals(Contenders.REFERENCE) && !played.isEmpty()) {
        others.add(planner, difference(played, cem));
      }
    }
    StudyValues acted = episodes.of(Contenders.ACTOR);
    if (!acted.isEmpty()) {
      others.add("the actor without a search", difference(acted, cem));
    }
    return others;
  }

  /** What a better model would gain beside a better search, as far as those here find one. */
  private static final class Limit {
    private final Effects.Sorted searches = new Effects.Sorted();
    private final Sample ofSimulator;
    private final Sample ofFourTimes;
    private final String best;
    private final Effects.Sorted left = new Effects.Sorted(); // of the simulator, beside each

    Limit(StudyValues last) {
      StudyValues realised = last.quantity("realised");
      StudyValues cem = reference(realised);
      StudyValues bound = realised.of(Budget.ONE.subject(Contenders.SIMULATOR));
      for (String subject : inModel(last)) {
        left.add(subject, difference(bound, realised.of(subject)));
        if (!subject.equals(Budget.ONE.subject(Contenders.REFERENCE))) {
          searches.add(subject, difference(realised.of(subject), cem));
        }
      }
      ofSimulator = difference(bound, cem);
      ofFourTimes = difference(realised.of(Budget.MOST.subject(Contenders.REFERENCE)), cem);
      best = undominated(last).getLast();
    }

    String plainly(String task) {
      return "%s: the true simulator in the model's place gains %s, cem with four times the candidates in the model %s, and %s: %s."
          .formatted(
              task,
              Effects.plainly(ofSimulator),
              Effects.plainly(ofFourTimes),
              searches.names().contains(best)
                  ? "the best of these %d contenders in it, %s, %s"
                      .formatted(
                          searches.names().size(),
                          best,
                          searches.plainly(best, "more", "less", "not shown"))
                  : "none of the %d other contenders in it on average"
                      .formatted(searches.names().size()),
              ofWhat());
    }

    String said(String task) {
      return "%s: with the true simulator in the model's place cem's plans return %s more; in the model itself cem's with four times the candidates %s, and %s: the simulator's return %s more than these (so that %s)."
          .formatted(
              task,
              Effects.said(ofSimulator),
              Effects.said(ofFourTimes),
              searches.names().contains(best)
                  ? "the plans that return most of these %d contenders, those of %s, %s"
                      .formatted(
                          searches.names().size(),
                          best,
                          searches.judged(best, "more", "less", "not shown to be more"))
                  : "none of the %d other contenders' plans more on average"
                      .formatted(searches.names().size()),
              left.said(best),
              ofWhat());
    }

    /** The best was chosen among all by its mean: it is corrected for all of them. */
    private String ofWhat() {
      return left.direction(
          best,
          "the model is a limit, too",
          "the search is the limit",
          "a limit of the model is not shown");
    }
  }

  /** All that was tested. */
  private static List<String> said(String task, StudyValues here, Limit limit) {
    List<String> said = new ArrayList<>();
    StudyValues last = here.last();
    for (StudyValues at : here.byCheckpoint()) {
      said.add(
          "%s: in the same model, at equal cost, after %s environment steps, cem's plans return %s in H agent steps when they are executed blindly; %s."
              .formatted(
                  task,
                  steps(at),
                  Numbers.rounded(reference(at.quantity("realised")).sample().mean()),
                  plans(at).text("more", "less")));
    }
    Effects.Sorted played = episodes(last);
    if (!played.isEmpty()) {
      said.add(
          "%s: in whole episodes, planning or acting anew at each step, cem returns %s; %s."
              .formatted(
                  task,
                  Numbers.rounded(reference(last.quantity("episode_return")).sample().mean()),
                  played.text("more", "less")));
    }
    said.add(limit.said(task));
    said.add(
        "%s: by means over seeds, these plans in the model return more than all that cost as much or less: %s."
            .formatted(task, String.join(", ", undominated(last))));
    return said;
  }

  private static List<String> inModel(StudyValues last) {
    return last.distinct(StudyValue::subject).stream()
        .filter(subject -> !subject.startsWith(Contenders.SIMULATOR))
        .toList();
  }

  /** Whose plans return more than those of all that cost as much or less, the cheapest first. */
  private static List<String> undominated(StudyValues last) {
    List<String> undominated = new ArrayList<>();
    double most = Double.NEGATIVE_INFINITY;
    List<String> byCost =
        inModel(last).stream()
            .sorted(
                Comparator.comparingDouble((String subject) -> last.of(subject).mean("gmac"))
                    .thenComparingDouble(subject -> -last.of(subject).mean("realised")))
            .toList();
    for (String subject : byCost) {
      double realised = last.of(subject).mean("realised");
      if (realised > most) {
        most = realised;
        undominated.add(subject);
      }
    }
    return undominated;
  }

  private static Sample difference(StudyValues a, StudyValues b) {
    return a.moreThan(b).orElseThrow();
  }

  /** Realised return over cost, a line for each planner. */
  private static Chart front(String task, String variant, StudyValues last) {
    List<Chart.Line> lines = new ArrayList<>();
    for (String planner : Contenders.searching(last)) {
      List<StudyValues> points =
          Budget.ALL.stream().map(budget -> last.of(budget.subject(planner))).toList();
      double[] x = points.stream().mapToDouble(at -> at.mean("gmac")).toArray();
      double[] y = points.stream().mapToDouble(at -> at.mean("realised")).toArray();
      lines.add(Chart.Line.of(planner, lines.size(), List.of(new Curve(x, y))));
    }
    List<Chart.Level> levels = new ArrayList<>();
    levels.add(
        new Chart.Level(
            "cem on the simulator",
            Chart.NEUTRAL,
            last.of(Budget.ONE.subject(Contenders.SIMULATOR)).mean("realised")));
    StudyValues actor = last.of(Contenders.ACTOR);
    if (!actor.isEmpty()) {
      levels.add(new Chart.Level("the actor", lines.size(), actor.mean("realised")));
    }
    return new Chart(
        task + "-" + variant + "-front",
        task + ": what a plan returns, over its cost",
        "thousand million multiply-adds a decision",
        "realised return of H agent steps",
        lines,
        levels);
  }

  private static List<Cell> row(String task, String variant, String subject, StudyValues at) {
    StudyValues of = at.of(subject);
    StudyValues realised = of.quantity("realised");
    StudyValues episodes = of.quantity("episode_return");
    return List.of(
        Cell.of(task),
        Cell.of(variant),
        Cell.of(of.all().getFirst().environmentSteps()),
        Cell.of(subject),
        Cell.of(of.bySeed().count()),
        Cell.of(of.mean("gmac")),
        Cell.of(of.mean("latency_ms")),
        Cell.of(of.mean("predicted")),
        Cell.of(realised.sample().mean()),
        Effects.cell(difference(realised, reference(at.quantity("realised")))),
        episodes.isEmpty() ? Cell.NONE : Cell.of(episodes.sample().mean()),
        episodes.isEmpty()
            ? Cell.NONE
            : Effects.cell(difference(episodes, reference(at.quantity("episode_return")))));
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
            Column.number("environment_steps", "environment steps"),
            Column.text("planner", "planner x share of the cost"),
            Column.number("seeds", "seeds"),
            Column.number("gmac", "GMAC"),
            Column.number("latency_ms", "latency (ms)"),
            Column.number("predicted", "expected"),
            Column.number("realised", "realised"),
            Column.number("difference", "realised, less cem x 1"),
            Column.number("episode_return", "whole episode"),
            Column.number("episode_difference", "whole episode, less cem x 1")),
        rows);
  }
}
