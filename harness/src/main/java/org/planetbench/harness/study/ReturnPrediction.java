package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.planetbench.agents.planet.Variant;
import org.planetbench.results.stats.Sample;

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
   * They see nothing after the first pictures, and so are last in return as in most measures, which
   * any measure predicts.
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

  private List<String> kinds(Predicate<String> kept) {
    return here.distinct(StudyValue::subject).stream().filter(kept).toList();
  }

  private List<String> otherMeasures() {
    return here.distinct(StudyValue::quantity).stream()
        .filter(
            quantity ->
                quantity.startsWith("rank_fidelity")
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

  /** By how much the other measures correlate more than the primary one. */
  SequencedMap<String, Sample> differences() {
    SequencedMap<String, Sample> differences = new LinkedHashMap<>();
    BySeed ofPrimary = correlations(primary, kinds());
    for (String measure : otherMeasures()) {
      correlations(measure, kinds())
          .less(ofPrimary)
          .sample()
          .ifPresent(difference -> differences.put(measure, difference));
    }
    return differences;
  }

  /** A clause for the answer. */
  Optional<String> said() {
    return level(primary)
        .map(
            level -> {
              Effects.Sorted others = new Effects.Sorted();
              differences().forEach((measure, more) -> others.add(word(measure), more));
              return "%s; of the other measures, a small error counting as a high R^2, beside it %s"
                  .formatted(level, others.text("correlate more", "less"));
            });
  }

  /** Of each measure a sentence. */
  List<String> findings(String task) {
    List<String> said = new ArrayList<>();
    SequencedMap<String, Sample> differences = differences();
    for (String measure : Stream.concat(Stream.of(primary), otherMeasures().stream()).toList()) {
      level(measure)
          .ifPresent(level -> said.add(task + ": " + level + beside(measure, differences) + "."));
    }
    return said;
  }

  private String beside(String measure, Map<String, Sample> differences) {
    return Optional.ofNullable(differences.get(measure))
        .map(
            more ->
                "; that is %s beside %s: %s"
                    .formatted(
                        Effects.said(more),
                        word(primary),
                        Effects.direction(more, "more", "less", "no difference is shown")))
        .orElse("");
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
    List<String> blind = kinds(BLIND::contains);
    return blind.isEmpty()
        ? ""
        : correlations(measure, sightedKinds())
            .sample()
            .map(
                sighted ->
                    ", and without %s, blind after the first pictures, %s"
                        .formatted(String.join(" and ", blind), Effects.said(sighted)))
            .orElse("");
  }
}
