package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planet.Variant;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;
import org.planetbench.suites.ActionSpec;

/**
 * Whether a model that plans its own data becomes too hopeful: at every decision of an episode,
 * what the model expects of the plan, less what the next H agent steps gave.
 *
 * <p>The same of random plans, which nobody chose because the model likes them, says how much of it
 * is the model's error and how much the search's choice of errors in its favour.
 */
final class DriftStudy implements Study {
  private static final String PLAN = "plan";
  private static final String EXECUTED = "executed actions";
  private static final String RANDOM = "random plan";

  private static final List<String> GAPS = List.of(PLAN, EXECUTED, RANDOM);
  private static final String GAP = "gap";
  private static final String CROSS = "cross";
  private static final String IMAGINED_0 = "imagined_0";
  private static final String IMAGINED_25 = "imagined_25";
  private static final String IMAGINED_50 = "imagined_50";

  /** Parts of the streams: the number of the checkpoint's stage is below. */
  private static final long PLAYED = 1L << 32;

  private static final long IMAGINED = 2L << 32;
  private static final long DRAWN = 3L << 32;

  @Override
  public String name() {
    return "drift";
  }

  @Override
  public String question() {
    return "Do data that the agent collects itself make its model too hopeful?";
  }

  @Override
  public List<String> variants() {
    return List.of("rssm", "random_collection");
  }

  /** What the model learns from is changed offline, in PlaNet's own runs. */
  @Override
  public List<String> parts(String variant) {
    return variant.equals(Variant.RSSM.id())
        ? List.of(GAP, CROSS, IMAGINED_0, IMAGINED_25, IMAGINED_50)
        : List.of(GAP);
  }

  @Override
  public List<StudyValue> measure(FrozenCell cell, String part) throws IOException {
    return switch (part) {
      case GAP -> gaps(cell);
      case CROSS -> new CrossTable(cell).measure();
      default ->
          new FixedData(cell)
              .measure(part, cell.setting().recipe(), Integer.parseInt(part.substring(9)) / 100.0);
    };
  }

  private static List<StudyValue> gaps(FrozenCell cell) throws IOException {
    List<StudyValue> values = new ArrayList<>();
    for (Checkpoints.Saved checkpoint : cell.checkpoints()) {
      try (WorldModel model = cell.model(checkpoint)) {
        new Episode(cell, checkpoint, model).measure(values);
      }
    }
    return values;
  }

  /** Of one checkpoint, from the same start state as those of the others. */
  private static final class Episode implements FrozenPlay.Observer {
    private final FrozenCell cell;
    private final Checkpoints.Saved checkpoint;
    private final WorldModel model;
    private final int horizon;
    private final ActionSpec box;
    private final PlanReturns returns;
    private final RandomGenerator imagination;
    private final RandomGenerator drawn;

    private final List<Belief> beliefs = new ArrayList<>();
    private final List<float[]> plans = new ArrayList<>();
    private final List<Double> rewards = new ArrayList<>();
    private final List<double[]> expected =
        new ArrayList<>(); // plan: model, true; random: the same

    Episode(FrozenCell cell, Checkpoints.Saved checkpoint, WorldModel model) {
      this.cell = cell;
      this.checkpoint = checkpoint;
      this.model = model;
      this.horizon = cell.setting().recipe().planner().horizon();
      this.box = cell.setting().actionSpec();
      this.returns = new PlanReturns(horizon, box.size());
      int stage = checkpoint.state().nextStage();
      imagination = cell.streams(IMAGINED + stage).generator(Purpose.STUDY, 0);
      drawn = cell.streams(DRAWN + stage).generator(Purpose.STUDY, 0);
    }

    void measure(List<StudyValue> values) {
      RandomStreams streams = cell.streams(PLAYED + checkpoint.state().nextStage());
      double sum =
          new FrozenPlay(cell, model, cell.setting().recipe()).play(cell.start(0), streams, this);
      int whole = rewards.size() - horizon + 1; // decisions after which H steps were played
      if (whole < 1) {
        throw new BadInputException(
            "drift: expected episodes of at least H = %d agent steps, got %d; lower horizon"
                .formatted(horizon, rewards.size()));
      }
      double[] means = new double[6];
      for (int t = 0; t < whole; t++) {
        double[] of = expected.get(t);
        means[0] += of[0] / whole;
        means[1] += of[1] / whole;
        means[2] += of[2] / whole;
        means[3] += of[3] / whole;
        means[4] += returns.predicted(model, beliefs.get(t), executed(t), imagination) / whole;
        means[5] += rewards.subList(t, t + horizon).stream().mapToDouble(r -> r).sum() / whole;
      }
      values.add(value(PLAN, "predicted", means[0], whole));
      values.add(value(PLAN, "blindly", means[1], whole));
      values.add(value(PLAN, "given", means[5], whole));
      values.add(value(PLAN, "gap", means[0] - means[5], whole));
      values.add(value(RANDOM, "predicted", means[2], whole));
      values.add(value(RANDOM, "blindly", means[3], whole));
      values.add(value(RANDOM, "gap", means[2] - means[3], whole));
      values.add(value(EXECUTED, "predicted", means[4], whole));
      values.add(value(EXECUTED, "gap", means[4] - means[5], whole));
      values.add(value(PLAN, "episode_return", sum, 1));
    }

    private StudyValue value(String subject, String quantity, double value, long over) {
      return cell.value(checkpoint, subject, quantity, value, over);
    }

    @Override
    public void decided(int step, Belief belief, float[] plan) {
      float[] random = new float[plan.length];
      for (int t = 0; t < horizon; t++) {
        System.arraycopy(cell.uniform(drawn), 0, random, t * box.size(), box.size());
      }
      expected.add(
          new double[] {
            returns.predicted(model, belief, plan, imagination),
            returns.realised(cell.simulator(), plan),
            returns.predicted(model, belief, random, imagination),
            returns.realised(cell.simulator(), random)
          });
      beliefs.add(belief);
      plans.add(plan);
    }

    @Override
    public void earned(double reward) {
      rewards.add(reward);
    }

    /** The first actions of the plans from a decision on: what was done. */
    private float[] executed(int from) {
      float[] actions = new float[horizon * box.size()];
      for (int t = 0; t < horizon; t++) {
        System.arraycopy(plans.get(from + t), 0, actions, t * box.size(), box.size());
      }
      return actions;
    }
  }

  @Override
  public StudyAnswer answer(StudyValues values) {
    List<String> answer = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    DriftOfData data = new DriftOfData(values);
    for (String task : values.distinct(StudyValue::task)) {
      List<Chart.Line> lines = new ArrayList<>();
      for (String variant : values.distinct(StudyValue::variant)) {
        StudyValues here = values.of(task, variant).where(v -> GAPS.contains(v.subject()));
        if (!here.isEmpty()) {
          findings.addAll(said(task + ", " + variant, here));
          addLines(lines, variant, here);
          here.distinct(StudyValue::environmentSteps).stream()
              .sorted()
              .forEach(
                  steps ->
                      rows.add(
                          row(
                              task,
                              variant,
                              steps,
                              here.where(v -> v.environmentSteps() == steps))));
        }
      }
      StudyValues planet = values.of(task, Variant.RSSM.id());
      if (!planet.of(PLAN).isEmpty()) {
        answer.add(drift(task, planet));
        answer.add(
            "%s: of what could make it too hopeful, %s."
                .formatted(
                    task,
                    String.join(
                        ", ",
                        Stream.concat(Stream.of(choice(planet)), data.effects(task).stream())
                            .toList())));
      }
      charts.add(
          new Chart(
              task + "-gap",
              task + ": optimism gap",
              "environment steps of training",
              "return of H agent steps",
              lines,
              List.of(new Chart.Level("as expected", Chart.NEUTRAL, 0))));
    }
    answer.add(
        "PlaNet never trains on imagined data: its model learns from real episodes only, so that its"
            + " drift can be the choice of plans or the shift of its data, and no feeding of a model"
            + " with its own dreams, which was tried here on purpose.");
    findings.addAll(data.sentences());
    return new StudyAnswer(
        answer,
        findings,
        METHOD,
        charts,
        List.of(table(rows), data.crossTable(), data.imaginedTable()));
  }

  private static final String METHOD =
      "At every decision of one noise-free episode at each kept checkpoint, all from one start state"
          + " of the seed: the mean return of H agent steps over 64 imagined trajectories of the plan,"
          + " of the actions that were then executed, and of a plan drawn uniformly. Beside them what"
          + " the next H agent steps gave, with planning anew at each, and what the true simulator"
          + " pays for the plan when it is executed blindly. Rewards are not discounted.";

  private static String drift(String task, StudyValues here) {
    StudyValues plan = here.last().of(PLAN);
    Sample gap = plan.quantity(GAP).sample();
    Sample change = change(here);
    return "%s: at the end PlaNet's model expects %s of a plan, which gives %s when it is executed blindly and %s with planning anew at each step: a gap of %s (%s), and since the first kept checkpoint it changed by %s (%s)."
        .formatted(
            task,
            rounded(plan, "predicted"),
            rounded(plan, "blindly"),
            rounded(plan, "given"),
            Effects.said(gap),
            Effects.direction(gap, "too hopeful", "too gloomy", "neither is shown"),
            Effects.said(change),
            Effects.direction(change, "it grew", "it shrank", "no drift is shown"));
  }

  private static String rounded(StudyValues of, String quantity) {
    return Numbers.rounded(of.quantity(quantity).sample().mean());
  }

  private static String choice(StudyValues here) {
    Sample chosen = chosen(here.last());
    return "the planner's choice of errors in its favour adds %s (%s)"
        .formatted(
            Effects.said(chosen),
            Effects.direction(chosen, "seen", "the contrary is seen", "not shown"));
  }

  /** By how much the gap of plans exceeds that of random ones. */
  private static Sample chosen(StudyValues last) {
    return Sample.of(
        StudyValues.differences(last.of(PLAN).quantity(GAP), last.of(RANDOM).quantity(GAP)));
  }

  /** Of the gap, from the first kept checkpoint to the last. */
  private static Sample change(StudyValues here) {
    StudyValues gaps = here.of(PLAN).quantity(GAP);
    long first =
        gaps.distinct(StudyValue::environmentSteps).stream().sorted().findFirst().orElseThrow();
    return Sample.of(
        StudyValues.differences(gaps.last(), gaps.where(v -> v.environmentSteps() == first)));
  }

  /** All that was tested of a task and variant. */
  private static List<String> said(String who, StudyValues here) {
    List<String> said = new ArrayList<>();
    StudyValues last = here.last();
    Sample predicted = last.of(PLAN).quantity("predicted").sample();
    Sample given = last.of(PLAN).quantity("given").sample();
    Sample gap = last.of(PLAN).quantity(GAP).sample();
    said.add(
        "%s: at the end the model expects %s of a plan, and the next steps give %s: a gap of %s over %d seeds, %s."
            .formatted(
                who,
                Numbers.rounded(predicted.mean()),
                Numbers.rounded(given.mean()),
                Effects.said(gap),
                gap.count(),
                Effects.direction(
                    gap, "too hopeful", "too gloomy", "not shown to differ from none")));
    Sample chosen = chosen(last);
    said.add(
        "%s: of random plans it expects %s too much; that plans are chosen by the model adds %s, %s."
            .formatted(
                who,
                Effects.said(last.of(RANDOM).quantity(GAP).sample()),
                Effects.said(chosen),
                Effects.direction(
                    chosen,
                    "so the planner exploits its errors",
                    "less than nothing",
                    "which is not shown")));
    Sample change = change(here);
    said.add(
        "%s: from the first kept checkpoint to the last the gap changed by %s: %s."
            .formatted(
                who,
                Effects.said(change),
                Effects.direction(change, "it grew", "it shrank", "no drift is shown")));
    return said;
  }

  private static void addLines(List<Chart.Line> lines, String variant, StudyValues here) {
    for (String subject : List.of(PLAN, EXECUTED, RANDOM)) {
      lines.add(
          Chart.Line.of(
              variant + ", " + subject, lines.size(), here.of(subject).quantity(GAP).curves()));
    }
  }

  private static List<Cell> row(String task, String variant, long steps, StudyValues at) {
    return List.of(
        Cell.of(task),
        Cell.of(variant),
        Cell.of(steps),
        Cell.of((long) at.bySeed().size()),
        Cell.of(at.of(PLAN).quantity("episode_return").sample().mean()),
        Cell.of(at.of(PLAN).quantity("predicted").sample().mean()),
        Cell.of(at.of(PLAN).quantity("given").sample().mean()),
        Cell.of(at.of(PLAN).quantity("blindly").sample().mean()),
        Effects.cell(at.of(PLAN).quantity(GAP).sample()),
        Effects.cell(at.of(EXECUTED).quantity(GAP).sample()),
        Effects.cell(at.of(RANDOM).quantity(GAP).sample()));
  }

  private static Table table(List<List<Cell>> rows) {
    return new Table(
        "optimism",
        "What the model expects, and what came",
        "Means over seeds; in brackets the 95 % interval of Student's t, with five seeds or more.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.number("environment_steps", "environment steps"),
            Column.number("seeds", "seeds"),
            Column.number("episode_return", "episode"),
            Column.number("predicted", "plan, expected"),
            Column.number("given", "next H steps gave"),
            Column.number("blindly", "plan, executed blindly"),
            Column.number("gap", "gap"),
            Column.number("gap_executed", "gap of executed actions"),
            Column.number("gap_random", "gap of random plans")),
        rows);
  }
}
