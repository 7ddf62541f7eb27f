package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.planetbench.agents.planet.Variant;

/**
 * How well the measures of models predict what planning with them returns: of each seed the rank
 * correlation over kinds of dynamics, so that seeds are the samples here as elsewhere.
 *
 * @param here of one task
 * @param primary the measure that the others are held against
 */
record ReturnPrediction(StudyValues here, String primary) {
  /**
   * Of these there is nothing to predict: the weights of one are rssm's, and what the other plans
   * with is not learned.
   */
  private static final List<String> LEFT_OUT =
      List.of(Variant.PIXEL_MODEL.id(), Variant.GRU_RELEASE.id());

  /**
   * They see nothing after the first pictures: what is measured of their latents, and planned from
   * them, is of open loops.
   */
  private static final List<String> BLIND = List.of(Variant.DSSM.id(), Variant.PR_SSM_OPEN.id());

  private static final int LEAST_KINDS = 4;
  private static final String RETURN = "return";

  /** The correlations of a measure, of a small error as of a high R^2; empty below four kinds. */
  private BySeed correlations(String measure, List<String> kinds) {
    double sign = measure.contains("_error_") ? -1 : 1;
    SortedMap<Long, Double> correlations = new TreeMap<>();
    for (long seed : here.distinct(StudyValue::seed)) {
      StudyValues ofSeed = here.where(value -> value.seed() == seed);
      double[] measured = ofEach(kinds, ofSeed.quantity(measure));
      double[] returned = ofEach(kinds, ofSeed.quantity(RETURN));
      if (kinds.size() >= LEAST_KINDS
          && measured.length == kinds.size()
          && returned.length == kinds.size()) {
        double correlation = new SpearmansCorrelation().correlation(measured, returned);
        if (Double.isFinite(correlation)) { // there is none where all kinds are equal
          correlations.put(seed, sign * correlation);
        }
      }
    }
    return new BySeed(correlations);
  }

  /** One number a kind, as long as none lacks it. */
  private static double[] ofEach(List<String> kinds, StudyValues values) {
    return kinds.stream()
        .map(values::of)
        .filter(ofKind -> !ofKind.isEmpty())
        .mapToDouble(ofKind -> ofKind.sample().mean())
        .toArray();
  }

  private List<String> kinds() {
    return kinds(kind -> !LEFT_OUT.contains(kind));
  }

  private List<String> sightedKinds() {
    return kinds(kind -> !LEFT_OUT.contains(kind) && !BLIND.contains(kind));
  }

  private List<String> blind() {
    return kinds(BLIND::contains);
  }

  private List<String> kinds(Predicate<String> kept) {
    return here.distinct(StudyValue::subject).stream().filter(kept).toList();
  }

  private List<String> otherMeasures() {
    return here.distinct(StudyValue::quantity).stream()
        .filter(
            quantity ->
                quantity.startsWith(FixedData.RANK_FIDELITY)
                    || quantity.startsWith("r2_")
                    || quantity.endsWith("_error_d12"))
        .filter(quantity -> !quantity.equals(primary))
        .toList();
  }

  private static String word(String measure) {
    return measure
        .replace("r2_", "R^2 of ")
        .replace("_d12", " at 12")
        .replace("_mean8", " of 8 samples")
        .replace('_', ' ');
  }

  /** By how much the other measures correlate more than the primary one, by their words. */
  Effects.Sorted differences() {
    return differences(kinds());
  }

  private Effects.Sorted differences(List<String> kinds) {
    Effects.Sorted differences = new Effects.Sorted();
    BySeed ofPrimary = correlations(primary, kinds);
    for (String measure : otherMeasures()) {
      correlations(measure, kinds)
          .less(ofPrimary)
          .sample()
          .ifPresent(difference -> differences.add(word(measure), difference));
    }
    return differences;
  }

  /** A clause for the answer. */
  Optional<String> said() {
    return level(primary)
        .map(
            level ->
                "%s; a small error counting as a high R^2, %s"
                    .formatted(
                        level,
                        differences()
                            .summary("other measures", "correlate more", "correlate less")));
  }

  /** Of each measure a sentence. */
  List<String> findings(String task) {
    List<String> said = new ArrayList<>();
    Effects.Sorted all = differences();
    Effects.Sorted sighted = differences(sightedKinds());
    for (String measure : Stream.concat(Stream.of(primary), otherMeasures().stream()).toList()) {
      String word = word(measure);
      level(measure)
          .ifPresent(
              level ->
                  said.add(
                      "%s: %s%s%s."
                          .formatted(
                              task,
                              level,
                              beside("; that is ", word, all),
                              blind().isEmpty() ? "" : beside("; without these ", word, sighted))));
    }
    return said;
  }

  private String beside(String before, String measure, Effects.Sorted differences) {
    return differences.names().contains(measure)
        ? "%s%s beside %s: %s"
            .formatted(
                before,
                differences.said(measure),
                word(primary),
                differences.direction(measure, "more", "less", "no difference is shown"))
        : "";
  }

  private Optional<String> level(String measure) {
    return correlations(measure, kinds())
        .sample()
        .map(
            all ->
                "over %d kinds the rank correlation of %s with the return is %s%s"
                    .formatted(
                        kinds().size(),
                        word(measure),
                        Effects.judged(all, "seen", "the contrary is seen", "not shown"),
                        withoutBlind(measure)));
  }

  private String withoutBlind(String measure) {
    return blind().isEmpty()
        ? ""
        : correlations(measure, sightedKinds())
            .sample()
            .map(
                sighted ->
                    ", and without %s, blind after the first pictures, %s"
                        .formatted(String.join(" and ", blind()), Effects.said(sighted)))
            .orElse("");
  }
}
