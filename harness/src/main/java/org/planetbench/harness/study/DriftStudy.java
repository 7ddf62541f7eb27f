package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
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
 * what the model expects of the plan, less what the simulator pays for it, and less what the next H
 * agent steps gave with planning anew, which gains by itself.
 *
 * <p>The first of random plans, which nobody chose because the model likes them, says how much of
 * it is the model's error and how much the search's choice of errors in its favour.
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

  @Override
  public int revision() {
    return 2;
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

  /**
   * The last checkpoint replaces one from before the last updates, of as many environment steps.
   */
  private static List<StudyValue> gaps(FrozenCell cell) throws IOException {
    SequencedMap<Long, Checkpoints.Saved> newest = new LinkedHashMap<>();
    cell.checkpoints().forEach(saved -> newest.put(saved.state().environmentSteps(), saved));
    List<StudyValue> values = new ArrayList<>();
    for (Checkpoints.Saved checkpoint : newest.values()) {
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
      for (String variant : values.distinct(StudyValue::variant)) {
        StudyValues here = values.of(task, variant).where(v -> GAPS.contains(v.subject()));
        if (!here.isEmpty()) {
          findings.addAll(said(task + ", " + variant, here));
          charts.add(chart(task, variant, here));
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
          + " of the seed: the mean return of H agent steps, the planner's horizon, over 64 imagined"
          + " trajectories of the plan, of the actions that were then executed, and of a plan drawn"
          + " uniformly. Beside them what the true simulator pays for the plan when it is executed"
          + " blindly, and what the next H agent steps gave, with planning anew at each. Planning anew"
          + " gains by itself, so that only blind execution tells what the model errs. A gap is what the"
          + " model expects, less what came. Rewards are not discounted.";

  private static String drift(String task, StudyValues here) {
    StudyValues plan = here.last().of(PLAN);
    return "%s: at the end PlaNet's model expects %s of a plan: executed blindly it gives %s, a gap of %s, and with planning anew at each step %s, a gap of %s; since the first kept checkpoint the first gap changed by %s, the second by %s."
        .formatted(
            task,
            rounded(plan, "predicted"),
            rounded(plan, "blindly"),
            judged(blind(here.last(), PLAN).sample()),
            rounded(plan, "given"),
            judged(plan.quantity(GAP).sample()),
            drifted(blind(here, PLAN)),
            drifted(here.of(PLAN).quantity(GAP)));
  }

  private static String rounded(StudyValues of, String quantity) {
    return Numbers.rounded(of.quantity(quantity).sample().mean());
  }

  private static String judged(Sample gap) {
    return "%s (%s)"
        .formatted(
            Effects.said(gap),
            Effects.direction(gap, "too hopeful", "too gloomy", "no gap is shown"));
  }

  private static String drifted(StudyValues gaps) {
    Sample change = change(gaps);
    return "%s (%s)"
        .formatted(
            Effects.said(change),
            Effects.direction(change, "it grew", "it shrank", "no drift is shown"));
  }

  private static String choice(StudyValues here) {
    Sample chosen = chosen(here.last());
    return "the planner's choice of errors in its favour adds %s (%s)"
        .formatted(
            Effects.said(chosen),
            Effects.direction(chosen, "seen", "the contrary is seen", "not shown"));
  }

  /** What the model expects of these plans, less what they give when they are executed blindly. */
  private static StudyValues blind(StudyValues here, String plans) {
    return here.of(plans).less("predicted", "blindly");
  }

  /** By how much the blind gap of plans exceeds that of random ones. */
  private static Sample chosen(StudyValues last) {
    return Sample.of(StudyValues.differences(blind(last, PLAN), blind(last, RANDOM)));
  }

  /** Of a gap, from the first kept checkpoint to the last. */
  private static Sample change(StudyValues gaps) {
    long first =
        gaps.distinct(StudyValue::environmentSteps).stream().sorted().findFirst().orElseThrow();
    return Sample.of(
        StudyValues.differences(gaps.last(), gaps.where(v -> v.environmentSteps() == first)));
  }

  /** All that was tested of a task and variant. */
  private static List<String> said(String who, StudyValues here) {
    List<String> said = new ArrayList<>();
    StudyValues last = here.last();
    StudyValues plan = last.of(PLAN);
    said.add(
        "%s: at the end the model expects %s of a plan, which gives %s when it is executed blindly: a gap of %s over %d seeds."
            .formatted(
                who,
                rounded(plan, "predicted"),
                rounded(plan, "blindly"),
                judged(blind(last, PLAN).sample()),
                plan.bySeed().size()));
    said.add(
        "%s: with planning anew at each step it gives %s: a gap of %s."
            .formatted(who, rounded(plan, "given"), judged(plan.quantity(GAP).sample())));
    Sample chosen = chosen(last);
    said.add(
        "%s: of random plans, executed blindly, the gap is %s; that plans are chosen by the model adds %s, %s."
            .formatted(
                who,
                judged(blind(last, RANDOM).sample()),
                Effects.said(chosen),
                Effects.direction(
                    chosen,
                    "so the planner exploits its errors",
                    "less than nothing",
                    "which is not shown")));
    said.add(
        "%s: from the first kept checkpoint to the last the gap to blind execution changed by %s, that to planning anew by %s."
            .formatted(who, drifted(blind(here, PLAN)), drifted(here.of(PLAN).quantity(GAP))));
    return said;
  }

  private static Chart chart(String task, String variant, StudyValues here) {
    List<Chart.Line> lines = new ArrayList<>();
    addLine(lines, "plan, executed blindly", blind(here, PLAN));
    addLine(lines, "plan, planning anew", here.of(PLAN).quantity(GAP));
    addLine(lines, EXECUTED, here.of(EXECUTED).quantity(GAP));
    addLine(lines, "random plan, executed blindly", blind(here, RANDOM));
    return new Chart(
        task + "-" + variant + "-gap",
        "%s, %s: optimism gap".formatted(task, variant),
        "environment steps of training",
        "return of H agent steps",
        lines,
        List.of(new Chart.Level("as expected", Chart.NEUTRAL, 0)));
  }

  private static void addLine(List<Chart.Line> lines, String name, StudyValues gaps) {
    lines.add(Chart.Line.of(name, lines.size(), gaps.curves()));
  }

  private static List<Cell> row(String task, String variant, long steps, StudyValues at) {
    StudyValues plan = at.of(PLAN);
    return List.of(
        Cell.of(task),
        Cell.of(variant),
        Cell.of(steps),
        Cell.of((long) at.bySeed().size()),
        Cell.of(plan.quantity("episode_return").sample().mean()),
        Cell.of(plan.quantity("predicted").sample().mean()),
        Cell.of(plan.quantity("blindly").sample().mean()),
        Cell.of(plan.quantity("given").sample().mean()),
        Effects.cell(blind(at, PLAN).sample()),
        Effects.cell(plan.quantity(GAP).sample()),
        Effects.cell(at.of(EXECUTED).quantity(GAP).sample()),
        Effects.cell(blind(at, RANDOM).sample()));
  }

  private static Table table(List<List<Cell>> rows) {
    return new Table(
        "optimism",
        "What the model expects, and what came",
        "Means over seeds of the return of H agent steps; in brackets the 95 % interval of Student's t, with five seeds or more.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.number("environment_steps", "environment steps"),
            Column.number("seeds", "seeds"),
            Column.number("episode_return", "episode"),
            Column.number("predicted", "expected of a plan"),
            Column.number("blindly", "executed blindly"),
            Column.number("given", "planning anew"),
            Column.number("gap_blind", "gap to blind execution"),
            Column.number("gap", "gap to planning anew"),
            Column.number("gap_executed", "gap of executed actions"),
            Column.number("gap_random", "gap of random plans")),
        rows);
  }
}
