package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
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
 * which the paper shows to gain, is the positive control: if it does not gain here either, that
 * others do not says nothing.
 */
final class OvershootingStudy implements Study {
  private static final int CHUNK = 51;
  private static final String NONE = "none";
  private static final String PRIMARY = FixedData.RANK_FIDELITY;
  private static final String NEAR = "divergence_d1";
  private static final String FAR = "divergence_d12";
  private static final String IMAGE_ERROR = "image_error_d12";

  private static final String RSSM = Variant.RSSM.id();
  private static final String EARLY_PRIOR = Variant.EARLY_PRIOR.id();
  private static final String SSM = Variant.SSM.id();
  private static final String DRNN = Variant.DRNN.id();

  /** What an arm can gain, in words for a gain and a loss. */
  private record Quantity(String id, String name, String gain, String loss) {}

  private static final List<Quantity> GAINED =
      List.of(
          new Quantity(PRIMARY, "rank fidelity", "it helps", "it harms"),
          new Quantity("return", "return", "it helps", "it harms"),
          new Quantity(FAR, "divergence at 12", "it grows", "it shrinks"));

  /** Why it does what it does: not fixed before the runs. */
  private static final List<Quantity> CHANGED_TOO =
      List.of(
          new Quantity(IMAGE_ERROR, "image error at 12", "it grows", "it shrinks"),
          new Quantity("r2_position", "R^2 of positions", "it rises", "it falls"),
          new Quantity("r2_velocity", "R^2 of velocities", "it rises", "it falls"));

  /** Of each dynamics these settings; the first is what the others are held against. */
  private static final SequencedMap<String, List<String>> ARMS = arms();

  private static SequencedMap<String, List<String>> arms() {
    SequencedMap<String, List<String>> arms = new LinkedHashMap<>();
    arms.put(RSSM, List.of(NONE, "d12", "d50", "d50_pairs"));
    arms.put(EARLY_PRIOR, List.of(NONE, "d50"));
    arms.put(SSM, List.of(NONE, "d50"));
    arms.put(DRNN, List.of(NONE, "d12", "d50"));
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
    return List.of(RSSM);
  }

  @Override
  public int revision() {
    return 2;
  }

  @Override
  public List<String> parts(String variant) {
    List<String> parts = new ArrayList<>();
    ARMS.forEach((dynamics, arms) -> arms.forEach(arm -> parts.add(part(dynamics, arm))));
    return parts;
  }

  private static String part(String dynamics, String arm) {
    return dynamics + "_" + arm;
  }

  @Override
  public List<StudyValue> measure(FrozenCell cell, String part) throws IOException {
    for (String dynamics : ARMS.reversed().sequencedKeySet()) {
      if (part.startsWith(dynamics + "_")) {
        String arm = part.substring(dynamics.length() + 1);
        return new FixedData(cell).measure(part, recipe(cell.setting().recipe(), dynamics, arm));
      }
    }
    throw new IllegalArgumentException("part: expected one of " + parts(RSSM) + ", got " + part);
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
      "Each model learned from the episodes of the same finished run of rssm (in profile study 25, of"
          + " which 5 were played at random), with as many updates and about as many records in"
          + " each, in chunks of 51. d12, d50: overshooting with weight 1 up to that distance, each distance"
          + " weighing the same; pairs: each pair of a start and a distance. The divergence of"
          + " posterior and open-loop prior is measured at each distance whether it was trained or"
          + " not: where it does not grow with the distance without overshooting, overshooting has"
          + " nothing to do; it is small, too, where the posterior became blunt, which the R^2 beside it"
          + " tell of: the image error need not, as a blunt prediction is a mean of pictures. The other"
          + " measures are those of the study of models; the primary one, fixed before the runs, is"
          + " planning rank fidelity. What changes of image errors and R^2 was added after the first"
          + " seed. A model whose loss or predictions are no finite numbers orders no plan: its rank"
          + " fidelity counts as 0, by a rule of after the third seed, and it has no other measures."
          + " Arms are held against the same dynamics without overshooting, and corrected for"
          + " their number, those of the control by themselves. The positive control is drnn, with d12"
          + " and with d50: the paper has its gain in return, from online training, where this is rank"
          + " fidelity offline, on rssm's data. Where it gains with neither, that no gain of others is"
          + " shown is no evidence that there is none, and a loss that is shown is one all the same;"
          + " where it gains, a gain of the others need not be as large, or as easy to see.";

  @Override
  public StudyAnswer answer(StudyValues values) {
    List<String> answer = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      StudyValues here = values.of(task, RSSM);
      Stream.of(effects(here), grows(here, RSSM), Optional.of(control(here)))
          .flatMap(Optional::stream)
          .forEach(said -> answer.add(task + ": " + said + "."));
      FixedData.remarks(here).forEach(said -> findings.add(task + ": " + said + "."));
      findings(here).forEach(said -> findings.add(task + ": " + said + "."));
      ARMS.forEach(
          (dynamics, arms) -> arms.forEach(arm -> addRow(rows, task, here, dynamics, arm)));
      charts.add(
          ModelStudy.errors(
                  task,
                  "divergence",
                  "nats",
                  here,
                  here.distinct(StudyValue::subject),
                  Double.POSITIVE_INFINITY)
              .logarithmicIfWide());
    }
    return new StudyAnswer(answer, findings, METHOD, charts, List.of(table(rows)));
  }

  /** All that is tested of a task. */
  private static List<String> findings(StudyValues here) {
    List<String> said = new ArrayList<>();
    for (Quantity quantity : Stream.concat(GAINED.stream(), CHANGED_TOO.stream()).toList()) {
      for (Effects.Sorted family :
          List.of(gains(here, others(), quantity), gains(here, List.of(DRNN), quantity))) {
        family.names().forEach(arm -> said.add(changed(family, arm, quantity)));
      }
    }
    ARMS.keySet().forEach(dynamics -> slope(here, dynamics).ifPresent(said::add));
    said.addAll(
        compared(
            moreThanRssm(here),
            "what d50 gives %s in rank fidelity, beside what it gives rssm, is %s: %s",
            "more",
            "less"));
    said.addAll(
        compared(
            besideD50(here, RSSM, List.of("d12", "d50_pairs")),
            "rssm's rank fidelity with %s, beside that with d50, is %s: %s",
            "higher",
            "lower"));
    said.addAll(
        compared(
            besideD50(here, DRNN, List.of("d12")),
            "drnn's rank fidelity with %s, beside that with d50, is %s: %s",
            "higher",
            "lower"));
    return said;
  }

  /** The arms but the first, which is without overshooting. */
  private static List<String> with(List<String> arms) {
    return arms.subList(1, arms.size());
  }

  private static BySeed quantity(StudyValues here, String dynamics, String arm, String quantity) {
    return here.of(part(dynamics, arm)).quantity(quantity).bySeed();
  }

  /** What an arm has more than the same dynamics without overshooting. */
  private static BySeed gain(StudyValues here, String dynamics, String arm, String quantity) {
    return quantity(here, dynamics, arm, quantity).less(quantity(here, dynamics, NONE, quantity));
  }

  /** All dynamics but the control. */
  private static List<String> others() {
    return ARMS.keySet().stream().filter(dynamics -> !dynamics.equals(DRNN)).toList();
  }

  /** Of all arms of these, by the names of dynamics and arm. */
  private static Effects.Sorted gains(StudyValues here, List<String> dynamics, Quantity quantity) {
    Effects.Sorted gains = new Effects.Sorted();
    for (String one : dynamics) {
      for (String arm : with(ARMS.getOrDefault(one, List.of()))) {
        gain(here, one, arm, quantity.id)
            .sample()
            .ifPresent(gain -> gains.add(one + " " + arm.replace('_', ' '), gain));
      }
    }
    return gains;
  }

  private static String changed(Effects.Sorted family, String arm, Quantity quantity) {
    return "overshooting changes the %s of %s by %s: %s"
        .formatted(
            quantity.name,
            arm,
            family.said(arm),
            family.direction(arm, quantity.gain, quantity.loss, "no effect is shown"));
  }

  /** Of the gains with d50 in the primary measure, all beside rssm's. */
  private static Effects.Sorted moreThanRssm(StudyValues here) {
    Effects.Sorted more = new Effects.Sorted();
    for (String other : List.of(EARLY_PRIOR, DRNN)) {
      gain(here, other, "d50", PRIMARY)
          .less(gain(here, RSSM, "d50", PRIMARY))
          .sample()
          .ifPresent(difference -> more.add(other, difference));
    }
    return more;
  }

  /** Of the primary measure, what arms have more than d50 of the same dynamics. */
  private static Effects.Sorted besideD50(StudyValues here, String dynamics, List<String> arms) {
    Effects.Sorted more = new Effects.Sorted();
    for (String arm : arms) {
      quantity(here, dynamics, arm, PRIMARY)
          .less(quantity(here, dynamics, "d50", PRIMARY))
          .sample()
          .ifPresent(difference -> more.add(arm.replace('_', ' '), difference));
    }
    return more;
  }

  /** A sentence each. */
  private static List<String> compared(
      Effects.Sorted family, String sentence, String above, String below) {
    return family.names().stream()
        .map(
            name ->
                sentence.formatted(
                    name,
                    family.said(name),
                    family.direction(name, above, below, "no difference is shown")))
        .toList();
  }

  /** On the primary measure, of all arms but the control's. */
  private static Optional<String> effects(StudyValues here) {
    Effects.Sorted effects = gains(here, others(), GAINED.getFirst());
    return effects.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "with overshooting, beside the same dynamics without it, "
                + effects.summary("arms", "order plans better", "order plans worse"));
  }

  /** Without a gain of DRNN's, that others are not shown to gain says nothing. */
  private static String control(StudyValues here) {
    Effects.Sorted gains = gains(here, List.of(DRNN), GAINED.getFirst());
    return gains.isEmpty()
        ? "the positive control, drnn, was not measured: no answer"
        : "the positive control is drnn, which the paper shows to gain in return from online training: %s%s"
            .formatted(
                gains.summary("arms", "order plans better", "order plans worse"),
                gains.anyMore()
                    ? ""
                    : "; so that what the others are not shown to gain is no evidence that they do not");
  }

  /** Whether the divergence grows with the distance, where only distance 1 was trained. */
  private static Optional<String> slope(StudyValues here, String dynamics) {
    StudyValues without = here.of(part(dynamics, NONE));
    StudyValues imageError = without.quantity(IMAGE_ERROR);
    return logRatio(without)
        .sample()
        .map(
            slope ->
                "without overshooting %s's divergence is %s nats at distance 1 and %s at distance 12, by seeds a mean log ratio of %s: %s%s"
                    .formatted(
                        dynamics,
                        Numbers.rounded(without.quantity(NEAR).sample().mean()),
                        Numbers.rounded(without.quantity(FAR).sample().mean()),
                        Effects.said(slope),
                        Effects.direction(
                            slope,
                            "it grows with the distance",
                            "it shrinks with the distance",
                            "no slope is shown"),
                        imageError.isEmpty()
                            ? ""
                            : "; the image error at 12 is "
                                + Numbers.rounded(imageError.sample().mean())));
  }

  /** {@link #slope} without its interval. */
  private static Optional<String> grows(StudyValues here, String dynamics) {
    StudyValues without = here.of(part(dynamics, NONE));
    return logRatio(without)
        .sample()
        .map(
            slope ->
                "without overshooting %s's divergence of posterior and open-loop prior is %s nats at distance 1 and %s at distance 12: %s"
                    .formatted(
                        dynamics,
                        Numbers.rounded(without.quantity(NEAR).sample().mean()),
                        Numbers.rounded(without.quantity(FAR).sample().mean()),
                        Effects.direction(
                            slope,
                            "it grows with the distance",
                            "it shrinks with the distance",
                            "no slope is shown")));
  }

  /** Of the divergences at 12 and at 1. */
  private static BySeed logRatio(StudyValues arm) {
    return arm.quantity(FAR)
        .bySeed()
        .each(Math::log)
        .less(arm.quantity(NEAR).bySeed().each(Math::log));
  }

  private static void addRow(
      List<List<Cell>> rows, String task, StudyValues here, String dynamics, String arm) {
    StudyValues of = here.of(part(dynamics, arm));
    if (of.isEmpty()) {
      return;
    }
    long seeds = of.bySeed().count();
    List<Cell> row =
        new ArrayList<>(List.of(Cell.of(task), Cell.of(dynamics), Cell.of(arm), Cell.of(seeds)));
    for (String quantity :
        List.of(PRIMARY, "return", IMAGE_ERROR, "r2_position", "r2_velocity", FAR)) {
      row.add(Effects.level(of.quantity(quantity), seeds));
    }
    row.add(logRatio(of).sample().map(Effects::cell).orElse(Cell.NONE));
    for (Quantity quantity : GAINED) {
      Optional<Sample> gain =
          arm.equals(NONE) ? Optional.empty() : gain(here, dynamics, arm, quantity.id).sample();
      row.add(gain.map(Effects::cell).orElse(Cell.NONE));
    }
    rows.add(row);
  }

  private static Table table(List<List<Cell>> rows) {
    return new Table(
        "overshooting",
        "With and without overshooting, on the same data",
        "Means over seeds, which are runs that the data come from; in brackets the 95 % interval of"
            + " Student's t, with five seeds or more. What an arm has more than the same dynamics"
            + " without overshooting is in the last three columns.",
        List.of(
            Column.text("task", "task"),
            Column.text("dynamics", "dynamics"),
            Column.text("overshooting", "overshooting"),
            Column.number("seeds", "seeds"),
            Column.number(PRIMARY, "rank fidelity"),
            Column.number("return", "return"),
            Column.number(IMAGE_ERROR, "image error at 12"),
            Column.number("r2_position", "R^2 position"),
            Column.number("r2_velocity", "R^2 velocity"),
            Column.number(FAR, "divergence at 12 (nats)"),
            Column.number("log_ratio", "log of divergence at 12 to 1"),
            Column.number("gain", "rank fidelity, more"),
            Column.number("gain_return", "return, more"),
            Column.number("gain_divergence", "divergence at 12, more")),
        rows);
  }
}
