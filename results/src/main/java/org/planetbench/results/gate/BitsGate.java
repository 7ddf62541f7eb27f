package org.planetbench.results.gate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.planetbench.results.reference.BlessedRuns;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.certificate.Comparison;
import org.planetbench.results.run.certificate.Distance;
import org.planetbench.results.run.certificate.Fingerprint;
import org.planetbench.results.run.certificate.RunComparison;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * Holds the certificate of a run against that of the same cell: the blessed one where that was made
 * on such a machine, whatever settings the change has since given the cell, else the base commit's,
 * made beside it. A change may announce that it moves the bits; then the base's are not expected,
 * and blessed ones have to be blessed anew. A run that is unfinished or damaged says nothing either
 * way.
 */
public final class BitsGate {
  private final List<CertifiedRun> blessed;
  private final BlessedRuns.Counted base;
  private final boolean announced;

  /**
   * @param announced whether the change says that it changes results
   */
  public BitsGate(List<CertifiedRun> blessed, BlessedRuns.Counted base, boolean announced) {
    this.blessed = List.copyOf(blessed);
    this.base = base;
    this.announced = announced;
  }

  public List<Judgement> judge(BlessedRuns.Counted head) throws IOException {
    List<Judgement> judgements = new ArrayList<>();
    for (CertifiedRun run : head.runs()) {
      Optional<CertifiedRun> known =
          blessed.stream().filter(other -> isComparable(run, other)).findFirst();
      Optional<CertifiedRun> beside =
          base.runs().stream().filter(other -> isOfOneCell(run, other)).findFirst();
      Verdict verdict =
          known.isPresent()
              ? againstBlessed(run, known.get())
              : beside.isPresent() ? againstBase(run, beside.get()) : missing(run);
      judgements.add(
          new Judgement(
              Gate.BITS,
              run.record().cell(),
              known.isPresent() ? BlessedRuns.FAMILY : Side.BASE.id(),
              true,
              verdict));
    }
    head.others()
        .forEach(
            (cell, why) ->
                judgements.add(
                    new Judgement(
                        Gate.BITS,
                        cell,
                        BlessedRuns.FAMILY,
                        true,
                        new Verdict.Inconclusive(Optional.empty(), why))));
    return judgements;
  }

  private static boolean isOfOneCell(CertifiedRun one, CertifiedRun other) {
    return one.record().cell().equals(other.record().cell());
  }

  private static boolean isComparable(CertifiedRun one, CertifiedRun other) {
    return isOfOneCell(one, other)
        && Fingerprint.differencesOfMachine(one.record(), other.record()).isEmpty();
  }

  private Verdict missing(CertifiedRun run) {
    List<String> others =
        blessed.stream()
            .filter(other -> isOfOneCell(run, other))
            .map(other -> shown(Fingerprint.differencesOfMachine(run.record(), other.record())))
            .toList();
    String beside =
        Optional.ofNullable(base.others().get(run.record().cell()))
            .map(why -> "the base's run does not count: " + why)
            .orElse("the base was not run beside it");
    return new Verdict.MissingReference(
        others.isEmpty()
            ? "nothing was blessed, and " + beside
            : "blessed under another fingerprint only (%s), and %s"
                .formatted(String.join("; or ", others), beside));
  }

  private static Verdict againstBlessed(CertifiedRun run, CertifiedRun other) throws IOException {
    Optional<String> damage = damage(other);
    if (damage.isPresent()) { // that says nothing of this run
      return new Verdict.MissingReference(
          "what was blessed is not as it was recorded: " + damage.get());
    }
    return verdict(run, other, bits -> fail(bits + "; if that is meant, bless it"));
  }

  private Verdict againstBase(CertifiedRun run, CertifiedRun other) throws IOException {
    return verdict(
        run,
        other,
        bits ->
            announced
                ? new Verdict.Pass(Optional.empty(), bits + "; as was announced")
                : fail(bits + "; if that is meant, a commit says Result-affecting: yes"));
  }

  private static Verdict verdict(
      CertifiedRun run, CertifiedRun other, Function<String, Verdict> different)
      throws IOException {
    return switch (RunComparison.of(other, run, List.of(), Distance.TOLERANCE)) {
      case RunComparison.Equal equal ->
          new Verdict.Pass(Optional.empty(), equal.rows() + " rows are equal");
      case RunComparison.Unfinished begun ->
          new Verdict.Inconclusive(
              Optional.empty(),
              "one is not finished; its " + begun.divergence().agreeing() + " rows are equal");
      case RunComparison.Different apart -> different.apply(otherBits(apart.divergence()));
      case RunComparison.NotComparable apart ->
          different.apply(otherBits(apart.divergence()) + ", " + shown(apart.differences()));
      case RunComparison.Altered altered ->
          new Verdict.Inconclusive(Optional.empty(), altered.problem());
    };
  }

  /** The first thing that is wrong with a run by itself. */
  private static Optional<String> damage(CertifiedRun run) throws IOException {
    try {
      return Verification.of(run).problems().stream().findFirst();
    } catch (MalformedFileException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String otherBits(Comparison.Diverged divergence) {
    return "other bits, first in " + divergence.describe();
  }

  private static Verdict fail(String why) {
    return new Verdict.Regression(Optional.empty(), why);
  }

  private static String shown(List<Fingerprint.Difference> differences) {
    return differences.stream()
        .map(Fingerprint.Difference::toString)
        .collect(Collectors.joining(", "));
  }
}
