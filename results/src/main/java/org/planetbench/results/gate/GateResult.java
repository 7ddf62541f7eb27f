package org.planetbench.results.gate;

import static org.planetbench.results.table.Table.Column.number;
import static org.planetbench.results.table.Table.Column.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;

/**
 * All that a call judged.
 *
 * @param gates that were asked for; one that compared nothing is inconclusive
 * @param referenceHash of the bundle of references
 */
public record GateResult(List<Gate> gates, List<Judgement> judgements, String referenceHash) {
  /** What it comes to. */
  public enum Outcome {
    PASS,
    /** A regression, or an improvement that was not announced. */
    REGRESSION,
    /** Nothing was found, but not enough was compared either. */
    INCONCLUSIVE
  }

  public GateResult {
    gates = List.copyOf(gates);
    judgements = List.copyOf(judgements);
  }

  public Outcome outcome() {
    boolean unclear = gates.stream().anyMatch(gate -> comparisons(gate) == 0);
    for (Judgement judgement : judgements) {
      if (judgement.blocking()) {
        switch (judgement.verdict()) {
          case Verdict.Regression _, Verdict.Improvement _ -> {
            return Outcome.REGRESSION;
          }
          case Verdict.Inconclusive _, Verdict.MissingReference _ -> unclear = true;
          case Verdict.Pass _ -> {}
        }
      }
    }
    return unclear ? Outcome.INCONCLUSIVE : Outcome.PASS;
  }

  /** How many were made that count; zero is a failure. */
  public long comparisons(Gate gate) {
    return judgements.stream()
        .filter(judgement -> judgement.gate() == gate)
        .filter(judgement -> judgement.blocking() && judgement.compared())
        .count();
  }

  /**
   * How a gate's judgements came out.
   *
   * @param failed regressions, and improvements that were not announced
   * @param inconclusive or without a reference
   * @param informational that the policy declares to be for information only
   */
  public record Tally(long passed, long failed, long inconclusive, long informational) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d passed, %d failed, %d inconclusive%s",
          passed,
          failed,
          inconclusive,
          informational == 0 ? "" : ", " + informational + " for information only");
    }
  }

  public Tally tally(Gate gate) {
    return new Tally(
        count(gate, Standing.PASSED),
        count(gate, Standing.FAILED),
        count(gate, Standing.INCONCLUSIVE),
        count(gate, Standing.INFORMATIONAL));
  }

  private long count(Gate gate, Standing standing) {
    return of(gate).stream().filter(judgement -> Standing.of(judgement) == standing).count();
  }

  public List<Judgement> of(Gate gate) {
    return judgements.stream().filter(judgement -> judgement.gate() == gate).toList();
  }

  /** One row for each judgement. */
  public Table table() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Judgement judgement : judgements) {
      rows.add(row(judgement));
    }
    return new Table(
        "gate",
        "Gate",
        "",
        List.of(
            text("gate", "Gate"),
            text("subject", "What"),
            text("against", "Against"),
            number("reference", "Reference"),
            number("measured", "Measured"),
            number("difference", "Difference"),
            text("samples", "Samples"),
            number("detectable", "Could detect"),
            text("verdict", "Verdict")),
        rows);
  }

  private static List<Cell> row(Judgement judgement) {
    Verdict verdict = judgement.verdict();
    List<Cell> row = new ArrayList<>();
    row.add(Cell.of(judgement.gate().id()));
    row.add(Cell.of(judgement.subject()));
    row.add(Cell.of(judgement.against()));
    if (verdict.evidence().isPresent()) {
      Evidence evidence = verdict.evidence().get();
      row.add(cell(Numbers.significant(evidence.reference()), evidence.reference()));
      row.add(cell(Numbers.significant(evidence.measured()), evidence.measured()));
      row.add(cell(evidence.differenceInWords(), evidence.estimate()));
      row.add(Cell.of(evidence.measuredCount() + " : " + evidence.referenceCount()));
      row.add(cell(evidence.detectableInWords(), evidence.detectable()));
    } else {
      row.addAll(List.of(Cell.of(""), Cell.of(""), Cell.of(""), Cell.of(""), Cell.of("")));
    }
    row.add(Cell.of(judgement.blocking() ? verdict.id() : "(" + verdict.id() + ")"));
    return row;
  }

  private static Cell cell(String text, double value) {
    return new Cell(text, Double.toString(value));
  }

  /**
   * Why each judgement that is no plain pass came out as it did, a line each: what failed apart
   * from what could not be told, by heading. A heading without lines is left out.
   */
  public SequencedMap<String, List<String>> findings() {
    SequencedMap<String, List<String>> findings = new LinkedHashMap<>();
    for (Standing standing : Standing.values()) {
      List<String> lines = new ArrayList<>(reasons(standing));
      if (standing == Standing.INCONCLUSIVE) {
        gates.stream()
            .filter(gate -> comparisons(gate) == 0)
            .forEach(
                gate -> lines.add(gate.id() + ": no comparison was made, and that is no pass"));
      }
      if (!lines.isEmpty() && standing != Standing.BESIDE) {
        findings.put(standing.heading(), lines);
      }
    }
    return findings;
  }

  private List<String> reasons(Standing standing) {
    return judgements.stream()
        .filter(judgement -> Standing.of(judgement) == standing)
        .filter(judgement -> standing != Standing.PASSED || isRemarked(judgement.verdict()))
        .map(GateResult::reason)
        .toList();
  }

  /** Whether its figures do not say it all. */
  private static boolean isRemarked(Verdict verdict) {
    boolean hasFigures = verdict instanceof Verdict.Pass pass && pass.evidence().isPresent();
    return !hasFigures || verdict.why().contains(";");
  }

  private static String reason(Judgement judgement) {
    Verdict verdict = judgement.verdict();
    String line = judgement.gate().id() + ", " + judgement.subject();
    return switch (Standing.of(judgement)) {
      case FAILED, INCONCLUSIVE, PASSED -> line + ": " + verdict.id() + ": " + verdict.why();
      case INFORMATIONAL ->
          "%s: %s: %s. It decides nothing: %s"
              .formatted(
                  line, verdict.id(), verdict.why(), judgement.informational().orElseThrow());
      case BESIDE ->
          "%s against %s: %s: %s".formatted(line, judgement.against(), verdict.id(), verdict.why());
    };
  }

  /**
   * How many comparisons each gate made and how they came out, what the table's columns mean, and
   * why what stands beside for information came out as it did.
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Gate gate : gates) {
      long made = comparisons(gate);
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: %d comparison%s%s: %s",
              gate.id(),
              made,
              made == 1 ? "" : "s",
              level(gate),
              tally(gate)));
    }
    notes.add(
        "Samples are seeds (processes, for latency) of the runs : of the reference. In brackets the"
            + " interval that decides; \"could detect\" is the smallest change for the worse that"
            + " the gate would probably have seen. (In parentheses: for information only.)");
    reasons(Standing.BESIDE).forEach(reason -> notes.add("For information: " + reason));
    notes.add("References " + referenceHash);
    return notes;
  }

  private String level(Gate gate) {
    List<String> levels =
        of(gate).stream()
            .filter(Judgement::blocking)
            .flatMap(judgement -> judgement.verdict().evidence().stream())
            .map(evidence -> String.format(Locale.ROOT, "%.2g", evidence.alpha()))
            .distinct()
            .toList();
    return levels.isEmpty() ? "" : ", each at level " + String.join(" or ", levels);
  }

  /** {@code PASS}, {@code FAILED} or {@code INCONCLUSIVE}. */
  public String headline() {
    return switch (outcome()) {
      case PASS -> "PASS";
      case REGRESSION -> "FAILED";
      case INCONCLUSIVE -> "INCONCLUSIVE";
    };
  }
}
