package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.stats.Quantiles;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/**
 * All planners on one frozen model: from common start states each makes one decision with an
 * eighth, half, once and four times the recipe's candidates. What the model expects of its plan,
 * what the true simulator pays for it, how long it took. The cross-entropy method on the simulator
 * bounds what a planner could find.
 */
final class PlannerStudy implements Study {
  /** Whole episodes of each planner; the first ones' decisions are the start states, too. */
  private static final int EPISODES = 2;

  private static final int STARTS_OF_EPISODE = 32;

  private static final List<Budget> BUDGETS =
      List.of(
          new Budget("1/8", 0.125), new Budget("1/2", 0.5), new Budget("1", 1), new Budget("4", 4));

  private static final String SIMULATOR = "simulator_cem";
  private static final long PLAYED = 4L << 32;
  private static final long DECIDED = 5L << 32;

  /** A share of the recipe's candidates; elites are as large a share of them as in the recipe. */
  private record Budget(String word, double share) {
    String subject(String planner) {
      return planner + " x " + word;
    }

    /** At equal cost: what follows gradients has fewer candidates. */
    PlannerSpec of(Recipe recipe, PlannerKind kind) {
      PlannerSpec equal = Search.share(recipe, share).of(recipe, kind);
      double cost = (double) equal.candidateSteps() / equal.costInSteps();
      return Search.share(recipe, share * cost).of(recipe, kind);
    }
  }

  @Override
  public String name() {
    return "planners";
  }

  @Override
  public String question() {
    return "Which planner finds the better plans in the same model, and at what cost?";
  }

  @Override
  public List<String> variants() {
    return List.of("rssm");
  }

  @Override
  public List<StudyValue> measure(FrozenCell cell, String part) throws IOException {
    Checkpoints.Saved last = cell.checkpoints().getLast();
    try (WorldModel model = cell.model(last)) {
      Decisions decisions = new Decisions(cell, model);
      List<StudyValue> values = new ArrayList<>();
      for (PlannerKind kind : PlannerKind.values()) {
        PlannerSpec spec = BUDGETS.get(2).of(cell.setting().recipe(), kind);
        FrozenPlay play = new FrozenPlay(cell, model, spec);
        boolean gives = kind == cell.setting().recipe().planner().kind();
        double sum = 0;
        for (int episode = 0; episode < EPISODES; episode++) {
          RandomStreams streams = cell.streams(PLAYED + episode);
          sum +=
              play.play(
                  cell.start(episode), streams, gives ? decisions.from(episode) : Decisions.NOBODY);
        }
        values.add(
            cell.value(
                last,
                BUDGETS.get(2).subject(kind.key()),
                "episode_return",
                sum / EPISODES,
                EPISODES));
      }
      decisions.addTo(values, last);
      return values;
    }
  }

  /** What each planner makes of the start states. */
  private static final class Decisions {
    static final FrozenPlay.Observer NOBODY = (step, belief, plan) -> {};

    /**
     * @param multiplyAdds thousand million of the model
     */
    private record Contender(
        String subject,
        Planner planner,
        boolean plansOnSimulator,
        double multiplyAdds,
        Tally tally) {}

    /** Sums and times over the starts. */
    private static final class Tally {
      private double predicted;
      private double realised;
      private final List<Double> milliseconds = new ArrayList<>();
    }

    private final FrozenCell cell;
    private final WorldModel model;
    private final PlanReturns returns;
    private final List<Contender> contenders = new ArrayList<>();
    private double[] simulated = new double[1];

    Decisions(FrozenCell cell, WorldModel model) {
      this.cell = cell;
      this.model = model;
      Recipe recipe = cell.setting().recipe();
      returns = new PlanReturns(recipe.planner().horizon(), cell.setting().actionSpec().size());
      for (Budget budget : BUDGETS) {
        for (PlannerKind kind : PlannerKind.values()) {
          add(budget.subject(kind.key()), budget.of(recipe, kind), false);
        }
        if (budget.share() <= 1) { // four times it takes longer than all others together
          add(budget.subject(SIMULATOR), budget.of(recipe, PlannerKind.CEM), true);
        }
      }
    }

    private void add(String subject, PlannerSpec spec, boolean plansOnSimulator) {
      Planner planner = spec.create(cell.setting().actionSpec());
      double gmac = 1e-9 * model.multiplyAddsPerStep() * spec.costInSteps();
      contenders.add(
          new Contender(
              subject, planner, plansOnSimulator, plansOnSimulator ? 0 : gmac, new Tally()));
      simulated = simulated.length < spec.candidates() ? new double[spec.candidates()] : simulated;
    }

    FrozenPlay.Observer from(int episode) {
      int starts = cell.agentStepsPerEpisode() - returns.horizon() + 1;
      int every = Math.max(1, starts / STARTS_OF_EPISODE);
      return (step, belief, plan) -> {
        if (step % every == 0 && step / every < STARTS_OF_EPISODE) {
          decide(belief, (long) episode * STARTS_OF_EPISODE + step / every);
        }
      };
    }

    /** Each planner draws the same numbers from the same start. */
    private void decide(Belief belief, long start) {
      for (Contender contender : contenders) {
        RandomStreams streams = cell.streams(DECIDED + start);
        RandomGenerator choice = streams.generator(Purpose.PLANNER, 0);
        RandomGenerator imagination = streams.generator(Purpose.IMAGINATION, 0);
        contender.planner().reset();
        long before = System.nanoTime();
        TrajectoryScorer scorer =
            contender.plansOnSimulator() ? this::simulate : model.imagination(belief, imagination);
        float[] plan = contender.planner().plan(scorer, choice);
        Tally tally = contender.tally();
        tally.milliseconds.add((System.nanoTime() - before) * 1e-6);
        tally.predicted +=
            returns.predicted(model, belief, plan, streams.generator(Purpose.STUDY, 0));
        tally.realised += returns.realised(cell.simulator(), plan);
      }
    }

    private void simulate(
        float[] actions, int horizon, int candidates, double discount, float[] sums) {
      cell.simulator().rollOut(actions, horizon, candidates, discount, simulated);
      for (int j = 0; j < candidates; j++) {
        sums[j] = (float) simulated[j];
      }
    }

    void addTo(List<StudyValue> values, Checkpoints.Saved at) {
      for (Contender contender : contenders) {
        Tally tally = contender.tally();
        int count = tally.milliseconds.size();
        double[] times = tally.milliseconds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(times);
        String subject = contender.subject();
        values.add(cell.value(at, subject, "predicted", tally.predicted / count, count));
        values.add(cell.value(at, subject, "realised", tally.realised / count, count));
        values.add(cell.value(at, subject, "latency_ms", Quantiles.median(times), count));
        values.add(cell.value(at, subject, "gmac", contender.multiplyAdds(), 1));
      }
    }
  }

  private static final String METHOD =
      "From 64 start states of a seed, decisions of two noise-free episodes that the recipe's planner"
          + " played: each planner plans once with the same model, the same belief and the same random"
          + " numbers, with a share of the recipe's candidates. Expected: the mean over 64 imagined"
          + " trajectories of the plan. Realised: what the true simulator pays for its H actions,"
          + " executed blindly from the restored state. Whole episodes: two for each planner, with all"
          + " candidates, from the same two starts. The latency is a median, on a machine that may have"
          + " been busy: compare rows, not machines.";

  @Override
  public StudyAnswer answer(StudyValues values) {
    List<String> sentences = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      for (String variant : values.distinct(StudyValue::variant)) {
        StudyValues here = values.of(task, variant);
        if (!here.isEmpty()) {
          sentences.addAll(said(task + ", " + variant, here));
          charts.add(front(task, variant, here));
          here.distinct(StudyValue::subject)
              .forEach(subject -> rows.add(row(task, variant, subject, here)));
        }
      }
    }
    return new StudyAnswer(sentences, METHOD, charts, List.of(table(rows)));
  }

  private static List<String> planners() {
    List<String> planners = new ArrayList<>();
    for (PlannerKind kind : PlannerKind.values()) {
      planners.add(kind.key());
    }
    return planners;
  }

  private static List<String> said(String who, StudyValues here) {
    List<String> said = new ArrayList<>();
    Budget one = BUDGETS.get(2);
    StudyValues realised = here.quantity("realised");
    StudyValues cem = realised.of(one.subject(PlannerKind.CEM.key()));
    for (String planner : planners()) {
      if (!planner.equals(PlannerKind.CEM.key())) {
        Sample difference =
            Sample.of(StudyValues.differences(realised.of(one.subject(planner)), cem));
        said.add(
            "%s: at equal cost the plans of %s return %s beside those of cem, which return %s: %s."
                .formatted(
                    who,
                    planner,
                    Effects.said(difference),
                    Numbers.rounded(cem.sample().mean()),
                    Effects.direction(difference, "more", "less", "no difference is shown")));
      }
    }
    Sample bound = Sample.of(StudyValues.differences(realised.of(one.subject(SIMULATOR)), cem));
    Sample search =
        Sample.of(
            StudyValues.differences(
                realised.of(BUDGETS.get(3).subject(PlannerKind.CEM.key())), cem));
    said.add(
        "%s: with the true simulator in the model's place cem's plans return %s more, with four times the candidates %s: %s."
            .formatted(
                who,
                Effects.said(bound),
                Effects.said(search),
                Effects.direction(
                    Sample.of(
                        StudyValues.differences(
                            realised.of(one.subject(SIMULATOR)),
                            realised.of(BUDGETS.get(3).subject(PlannerKind.CEM.key())))),
                    "the model limits it, not the search",
                    "the search limits it, not the model",
                    "which of model and search limits it is not shown")));
    return said;
  }

  /** Realised return over cost, a line for each planner. */
  private static Chart front(String task, String variant, StudyValues here) {
    List<Chart.Line> lines = new ArrayList<>();
    for (String planner : planners()) {
      double[] x = new double[BUDGETS.size()];
      double[] y = new double[BUDGETS.size()];
      for (int i = 0; i < x.length; i++) {
        StudyValues at = here.of(BUDGETS.get(i).subject(planner));
        x[i] = at.quantity("gmac").sample().mean();
        y[i] = at.quantity("realised").sample().mean();
      }
      lines.add(Chart.Line.of(planner, lines.size(), List.of(new Curve(x, y))));
    }
    double bound = here.of(BUDGETS.get(2).subject(SIMULATOR)).quantity("realised").sample().mean();
    return new Chart(
        task + "-" + variant + "-front",
        task + ": what a plan returns, over its cost",
        "thousand million multiply-adds a decision",
        "realised return of H agent steps",
        lines,
        List.of(new Chart.Level("cem on the simulator", Chart.NEUTRAL, bound)));
  }

  private static List<Cell> row(String task, String variant, String subject, StudyValues here) {
    StudyValues of = here.of(subject);
    StudyValues episodes = of.quantity("episode_return");
    StudyValues cem = here.of(BUDGETS.get(2).subject(PlannerKind.CEM.key())).quantity("realised");
    return List.of(
        Cell.of(task),
        Cell.of(variant),
        Cell.of(subject),
        Cell.of((long) of.bySeed().size()),
        Cell.of(of.quantity("gmac").sample().mean()),
        Cell.of(of.quantity("latency_ms").sample().mean()),
        Cell.of(of.quantity("predicted").sample().mean()),
        Cell.of(of.quantity("realised").sample().mean()),
        Effects.cell(Sample.of(StudyValues.differences(of.quantity("realised"), cem))),
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
