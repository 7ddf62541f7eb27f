package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.agents.planet.Variant;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** What {@link DriftStudy} says of its values. */
final class DriftAnswer {
  private static final List<String> GAPS =
      List.of(DriftStudy.PLAN, DriftStudy.EXECUTED, DriftStudy.RANDOM);

  private static final String METHOD =
      "At every decision of one noise-free episode at each kept checkpoint, all from one start state"
          + " of the seed: the mean return of H agent steps, the planner's horizon, over 64 imagined"
          + " trajectories of the plan, of the actions that were then executed, and of a plan drawn"
          + " uniformly. Beside them what the true simulator pays for the plan when it is executed"
          + " blindly, and what the next H agent steps gave, with planning anew at each. Planning anew"
          + " gains by itself, so that only blind execution tells what the model errs. A gap is what the"
          + " model expects, less what came. What choosing adds to it, beside random plans, comes of the"
          + " planner's choice of errors in its favour, or of data that have few random plans: a model of"
          + " random data knows them. Rewards are not discounted. What is said of gaps and their"
          + " changes is of each test by itself, with no correction for their number: of twenty that are"
          + " none, one on average would be called a gap or a change.";

  private static final String TOO_HOPEFUL = "too hopeful";
  private static final String TOO_GLOOMY = "too gloomy";
  private static final String NO_GAP = "no gap is shown";
  private static final String ROSE = "it rose";
  private static final String FELL = "it fell";
  private static final String NO_COURSE =
      "one checkpoint alone was kept (schedule.archive_every keeps more), so that no change was measured";
  private static final String NO_DRIFT = "no drift is shown";

  private DriftAnswer() {}

  static StudyAnswer of(StudyValues values) {
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
          here.byCheckpoint().forEach(at -> rows.add(row(task, variant, at)));
        }
      }
      StudyValues planet = values.of(task, Variant.RSSM.id());
      FixedData.remarks(planet).forEach(said -> findings.add(task + ": " + said + "."));
      if (!planet.of(DriftStudy.PLAN).isEmpty()) {
        answer.add(drift(task, planet));
        answer.add(
            "%s: of what could make it too hopeful, %s."
                .formatted(
                    task,
                    Stream.concat(Stream.of(choice(planet)), data.effects(task).stream())
                        .collect(Collectors.joining("; "))));
      }
    }
    answer.add(
        "PlaNet never trains on imagined data: its model learns from real episodes only, so that its"
            + " drift can be the choice of plans or the shift of its data, and no feeding of a model"
            + " with its own dreams"
            + (data.hasDreams() ? ", which was tried here on purpose." : "."));
    findings.addAll(data.sentences());
    return new StudyAnswer(
        answer,
        findings,
        METHOD,
        charts,
        Stream.of(table(rows), data.crossTable(), data.imaginedTable())
            .filter(table -> !table.isEmpty())
            .toList());
  }

  private static String drift(String task, StudyValues here) {
    StudyValues plan = here.last().of(DriftStudy.PLAN);
    return "%s: at the end PlaNet's model expects a plan to return %s in H agent steps, and executed blindly it gives %s: a gap of %s%s."
        .formatted(
            task,
            rounded(plan, "predicted"),
            rounded(plan, "blindly"),
            Effects.plainly(
                blind(here.last(), DriftStudy.PLAN).sample(), TOO_HOPEFUL, TOO_GLOOMY, NO_GAP),
            hasCourse(here)
                ? ", which changed by %s since the first kept checkpoint"
                    .formatted(
                        Effects.plainly(change(blind(here, DriftStudy.PLAN)), ROSE, FELL, NO_DRIFT))
                : "; " + NO_COURSE);
  }

  private static String rounded(StudyValues of, String quantity) {
    return Numbers.rounded(of.mean(quantity));
  }

  private static String judged(Sample gap) {
    return Effects.judged(gap, TOO_HOPEFUL, TOO_GLOOMY, NO_GAP);
  }

  private static String drifted(StudyValues gaps) {
    return Effects.judged(change(gaps), ROSE, FELL, NO_DRIFT);
  }

  private static String choice(StudyValues planet) {
    String adds =
        "that plans are chosen adds "
            + Effects.plainly(chosen(planet.last()), "seen", "the contrary is seen", "not shown");
    return hasCourse(planet)
        ? adds
            + ", which changed by "
            + Effects.plainly(chosenMore(planet), ROSE, FELL, "no change is shown")
        : adds;
  }

  /** Whether a change can be told: most profiles keep the checkpoint of the end alone. */
  private static boolean hasCourse(StudyValues here) {
    return here.byCheckpoint().size() > 1;
  }

  /** What the model expects of these plans, less what they give when they are executed blindly. */
  private static StudyValues blind(StudyValues here, String plans) {
    return here.of(plans).less("predicted", "blindly");
  }

  /** By how much the blind gap of plans exceeds that of random ones. */
  private static Sample chosen(StudyValues at) {
    return choosing(at).sample().orElseThrow();
  }

  private static BySeed choosing(StudyValues at) {
    return blind(at, DriftStudy.PLAN).bySeed().less(blind(at, DriftStudy.RANDOM).bySeed());
  }

  /** Of what choosing adds, from the first kept checkpoint to the last. */
  private static Sample chosenMore(StudyValues here) {
    return choosing(here.last())
        .less(choosing(here.byCheckpoint().getFirst()))
        .sample()
        .orElseThrow();
  }

  /** Of a gap, from the first kept checkpoint to the last. */
  private static Sample change(StudyValues gaps) {
    return gaps.last().moreThan(gaps.byCheckpoint().getFirst()).orElseThrow();
  }

  /** All that was tested of a task and variant. */
  private static List<String> said(String who, StudyValues here) {
    List<String> said = new ArrayList<>();
    StudyValues last = here.last();
    StudyValues plan = last.of(DriftStudy.PLAN);
    said.add(
        "%s: at the end the model expects %s of a plan, which gives %s when it is executed blindly: a gap of %s over %d seeds."
            .formatted(
                who,
                rounded(plan, "predicted"),
                rounded(plan, "blindly"),
                judged(blind(last, DriftStudy.PLAN).sample()),
                plan.bySeed().count()));
    said.add(
        "%s: with planning anew at each step it gives %s: a gap of %s."
            .formatted(
                who, rounded(plan, "given"), judged(plan.quantity(DriftStudy.GAP).sample())));
    Sample chosen = chosen(last);
    said.add(
        "%s: of random plans, executed blindly, the gap is %s; that plans are chosen by the model adds %s."
            .formatted(
                who,
                judged(blind(last, DriftStudy.RANDOM).sample()),
                Effects.judged(chosen, "seen", "the contrary is seen", "not shown")));
    if (!hasCourse(here)) {
      said.add("%s: %s.".formatted(who, NO_COURSE));
      return said;
    }
    said.add(
        "%s: from the first kept checkpoint to the last the gap to blind execution changed by %s, that to planning anew by %s, that of random plans by %s, what choosing adds by %s."
            .formatted(
                who,
                drifted(blind(here, DriftStudy.PLAN)),
                drifted(here.of(DriftStudy.PLAN).quantity(DriftStudy.GAP)),
                drifted(blind(here, DriftStudy.RANDOM)),
                Effects.judged(chosenMore(here), ROSE, FELL, "no change is shown")));
    return said;
  }

  private static Chart chart(String task, String variant, StudyValues here) {
    List<Chart.Line> lines = new ArrayList<>();
    addLine(lines, "plan, executed blindly", blind(here, DriftStudy.PLAN));
    addLine(lines, "plan, planning anew", here.of(DriftStudy.PLAN).quantity(DriftStudy.GAP));
    addLine(lines, DriftStudy.EXECUTED, here.of(DriftStudy.EXECUTED).quantity(DriftStudy.GAP));
    addLine(lines, "random plan, executed blindly", blind(here, DriftStudy.RANDOM));
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

  private static List<Cell> row(String task, String variant, StudyValues at) {
    StudyValues plan = at.of(DriftStudy.PLAN);
    return List.of(
        Cell.of(task),
        Cell.of(variant),
        Cell.of(at.all().getFirst().environmentSteps()),
        Cell.of(at.bySeed().count()),
        Cell.of(plan.mean("episode_return")),
        Cell.of(plan.mean("predicted")),
        Cell.of(plan.mean("blindly")),
        Cell.of(plan.mean("given")),
        Effects.cell(blind(at, DriftStudy.PLAN).sample()),
        Effects.cell(plan.quantity(DriftStudy.GAP).sample()),
        Effects.cell(at.of(DriftStudy.EXECUTED).quantity(DriftStudy.GAP).sample()),
        Effects.cell(blind(at, DriftStudy.RANDOM).sample()));
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
