package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Variant;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/**
 * Why latent overshooting did not help PlaNet: dynamics with and without it on the same data, in
 * chunks of 51 records, so that distance 50 fits in; also where the prior does not see h. DRNN,
 * which the paper shows to gain, is the positive control: if its gain does not show, the study has
 * no power.
 */
final class OvershootingStudy implements Study {
  private static final int CHUNK = 51;
  private static final String NONE = "none";
  private static final String PRIMARY = "rank_fidelity";
  private static final List<String> QUANTITIES = List.of(PRIMARY, "return", "divergence_d12");

  /** Of each dynamics these settings; the first is what the others are held against. */
  private static final SequencedMap<String, List<String>> ARMS = arms();

  private static SequencedMap<String, List<String>> arms() {
    SequencedMap<String, List<String>> arms = new LinkedHashMap<>();
    arms.put(Variant.RSSM.id(), List.of(NONE, "d12", "d50", "d50_pairs"));
    arms.put(Variant.EARLY_PRIOR.id(), List.of(NONE, "d50"));
    arms.put(Variant.SSM.id(), List.of(NONE, "d50"));
    arms.put(Variant.DRNN.id(), List.of(NONE, "d50"));
    return arms;
  }

  @Override
  public String name() {
    return "overshooting";
  }

  @Override
  public String question() {
    return "Why did latent overshooting not help PlaNet?";
  }

  @Override
  public List<String> variants() {
    return List.of(Variant.RSSM.id());
  }

  @Override
  public List<String> parts(String variant) {
    List<String> parts = new ArrayList<>();
    ARMS.forEach((dynamics, arms) -> arms.forEach(arm -> parts.add(dynamics + "_" + arm)));
    return parts;
  }

  @Override
  public List<StudyValue> measure(FrozenCell cell, String part) throws IOException {
    for (String dynamics : ARMS.reversed().sequencedKeySet()) {
      if (part.startsWith(dynamics + "_")) {
        String arm = part.substring(dynamics.length() + 1);
        return new FixedData(cell).measure(part, recipe(cell.setting().recipe(), dynamics, arm));
      }
    }
    throw new IllegalArgumentException(
        "part: expected one of " + parts(Variant.RSSM.id()) + ", got " + part);
  }

  /** As many records an update as the recipe has, in chunks long enough. */
  private static Recipe recipe(Recipe ofRun, String dynamics, String arm) {
    SequencedMap<String, String> changes = new LinkedHashMap<>();
    int records = ofRun.batch() * ofRun.chunkLength();
    changes.put("batch", Integer.toString(Math.max(2, Math.round((float) records / CHUNK))));
    changes.put("chunk_length", Integer.toString(CHUNK));
    if (!arm.equals(NONE)) {
      changes.put("overshooting_scale", "1");
      changes.put("overshooting_distance", arm.replaceAll("[^0-9]", ""));
      changes.put("overshooting_weights", arm.endsWith("pairs") ? "pairs" : "distances");
    }
    return Variant.of(dynamics).adapt(ofRun).with(changes);
  }

  private static final String METHOD =
      "Each model learned from the episodes of the same finished run, with as many updates and as many"
          + " records in each, in chunks of 51. d12, d50: overshooting with weight 1 up to that"
          + " distance, each distance weighing the same; pairs: each pair of a start and a distance."
          + " The divergence of posterior and open-loop prior is measured at each distance whether it"
          + " was trained or not: where it is flat without overshooting, that has nothing to do. The"
          + " other measures are those of the study of models; the primary one, fixed before the runs,"
          + " is planning rank fidelity.";

  @Override
  public StudyAnswer answer(StudyValues values) {
    List<String> answer = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      StudyValues here = values.of(task, Variant.RSSM.id());
      ARMS.forEach((dynamics, arms) -> compare(task, here, dynamics, arms, findings, rows));
      effects(task, here).ifPresent(answer::add);
      flatness(task, here).ifPresent(answer::add);
      answer.add(control(task, here));
      charts.add(
          ModelStudy.errors(task, "divergence", "nats", here, here.distinct(StudyValue::subject)));
    }
    return new StudyAnswer(answer, findings, METHOD, charts, List.of(table(rows)));
  }

  /** On the primary measure, of all arms but the control's. */
  private static Optional<String> effects(String task, StudyValues here) {
    Effects.Sorted effects = new Effects.Sorted();
    ARMS.forEach(
        (dynamics, arms) ->
            arms.stream()
                .filter(arm -> !arm.equals(NONE) && !dynamics.equals(Variant.DRNN.id()))
                .forEach(
                    arm ->
                        gain(here, dynamics, arm)
                            .ifPresent(
                                gain ->
                                    effects.add(dynamics + " " + arm.replace('_', ' '), gain))));
    return effects.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: what overshooting changes of planning rank fidelity: %s."
                .formatted(task, effects.text("it helps", "it harms")));
  }

  /** Of the primary measure, seed by seed; empty where one of the two was not measured. */
  private static Optional<Sample> gain(StudyValues here, String dynamics, String arm) {
    double[] gains =
        StudyValues.differences(
            here.of(dynamics + "_" + arm).quantity(PRIMARY),
            here.of(dynamics + "_" + NONE).quantity(PRIMARY));
    return gains.length == 0 ? Optional.empty() : Optional.of(Sample.of(gains));
  }

  private static void compare(
      String task,
      StudyValues here,
      String dynamics,
      List<String> arms,
      List<String> sentences,
      List<List<Cell>> rows) {
    StudyValues without = here.of(dynamics + "_" + NONE);
    for (String arm : arms) {
      StudyValues with = here.of(dynamics + "_" + arm);
      if (without.isEmpty() || with.isEmpty()) {
        continue;
      }
      List<Cell> row = new ArrayList<>(List.of(Cell.of(task), Cell.of(dynamics), Cell.of(arm)));
      row.add(Cell.of((long) with.bySeed().size()));
      for (String quantity : QUANTITIES) {
        StudyValues of = with.quantity(quantity);
        row.add(of.isEmpty() ? Cell.NONE : Effects.level(of.sample()));
      }
      Sample gain = gain(here, dynamics, arm).orElseThrow();
      row.add(arm.equals(NONE) ? Cell.NONE : Effects.cell(gain));
      rows.add(row);
      if (!arm.equals(NONE)) {
        sentences.add(
            "%s: overshooting %s changes %s's rank fidelity by %s: %s."
                .formatted(
                    task,
                    arm.replace('_', ' '),
                    dynamics,
                    Effects.said(gain),
                    Effects.direction(gain, "it helps", "it harms", "no effect is shown")));
      }
    }
  }

  /** Without the paper's gain of DRNN the other rows say nothing. */
  private static String control(String task, StudyValues here) {
    return gain(here, Variant.DRNN.id(), "d50")
        .map(
            gain ->
                "%s: the positive control, drnn, by %s %s."
                    .formatted(
                        task,
                        Effects.said(gain),
                        Effects.direction(
                            gain,
                            "shows its gain, so that one of this size would have been seen",
                            "loses, against the paper: no answer",
                            "does not show the paper's gain: this study has no power to tell")))
        .orElse(task + ": the positive control, drnn, was not measured: no answer.");
  }

  private static Optional<String> flatness(String task, StudyValues here) {
    StudyValues rssm = here.of(Variant.RSSM.id() + "_" + NONE);
    StudyValues near = rssm.quantity("divergence_d1");
    StudyValues far = rssm.quantity("divergence_d12");
    return near.isEmpty() || far.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: without overshooting rssm's divergence is %s nats at distance 1 and %s at distance 12, as far as it plans."
                .formatted(
                    task,
                    Numbers.rounded(near.sample().mean()),
                    Numbers.rounded(far.sample().mean())));
  }

  private static Table table(List<List<Cell>> rows) {
    return new Table(
        "overshooting",
        "With and without overshooting, on the same data",
        "Means over seeds, which are runs that the data come from; in brackets the 95 % interval of"
            + " Student's t, with five seeds or more.",
        List.of(
            Column.text("task", "task"),
            Column.text("dynamics", "dynamics"),
            Column.text("overshooting", "overshooting"),
            Column.number("seeds", "seeds"),
            Column.number(PRIMARY, "rank fidelity"),
            Column.number("return", "return"),
            Column.number("divergence_d12", "divergence at 12 (nats)"),
            Column.number("gain", "rank fidelity, less without")),
        rows);
  }
}
