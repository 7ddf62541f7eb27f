package org.planetbench.results.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.planetbench.results.run.file.JsonFile;

/** A result for a terminal, for the summary of a pull request, and for programs. */
public final class GateText {
  private GateText() {}

  public static String plain(GateResult result) {
    StringBuilder text = new StringBuilder();
    text.append(result.table().plain()).append('\n');
    result
        .findings()
        .forEach(
            (heading, lines) -> {
              text.append(heading).append(":\n");
              lines.forEach(line -> text.append("  ").append(line).append('\n'));
              text.append('\n');
            });
    result.notes().forEach(line -> text.append(line).append('\n'));
    return text.append('\n').append(result.headline()).append('\n').toString();
  }

  public static String markdown(GateResult result) {
    StringBuilder text = new StringBuilder();
    text.append("## Gate: ").append(result.headline()).append("\n\n");
    result
        .findings()
        .forEach(
            (heading, lines) -> {
              text.append("### ").append(heading).append("\n\n");
              append(text, lines);
            });
    text.append(result.table().markdown()).append('\n');
    append(text, result.notes());
    return text.toString();
  }

  private static void append(StringBuilder text, List<String> lines) {
    lines.forEach(line -> text.append("- ").append(line.replace("<", "&lt;")).append('\n'));
    if (!lines.isEmpty()) {
      text.append('\n');
    }
  }

  /** One object. */
  public static String json(GateResult result) {
    ObjectNode root = JsonFile.object();
    root.put("outcome", result.headline().toLowerCase(Locale.ROOT));
    root.put("references", result.referenceHash());
    ObjectNode comparisons = root.putObject("comparisons");
    result.gates().forEach(gate -> comparisons.put(gate.id(), result.comparisons(gate)));
    ObjectNode tallies = root.putObject("tallies");
    result.gates().forEach(gate -> put(tallies.putObject(gate.id()), result.tally(gate)));
    ArrayNode judgements = root.putArray("judgements");
    for (Judgement judgement : result.judgements()) {
      ObjectNode object = judgements.addObject();
      object.put("gate", judgement.gate().id());
      object.put("subject", judgement.subject());
      object.put("against", judgement.against());
      object.put("blocking", judgement.blocking());
      judgement.informational().ifPresent(reason -> object.put("informational", reason));
      object.put("verdict", judgement.verdict().id().replace(' ', '_'));
      object.put("why", judgement.verdict().why());
      judgement.verdict().evidence().ifPresent(evidence -> put(object, evidence));
    }
    return root.toString();
  }

  private static void put(ObjectNode object, GateResult.Tally tally) {
    object.put("passed", tally.passed());
    object.put("failed", tally.failed());
    object.put("inconclusive", tally.inconclusive());
    object.put("informational", tally.informational());
  }

  private static void put(ObjectNode object, Evidence evidence) {
    object.put("unit", evidence.unit());
    object.put("reference", evidence.reference());
    object.put("measured", evidence.measured());
    object.put("difference_unit", evidence.differenceUnit());
    object.put("difference", evidence.estimate());
    object.put("difference_low", evidence.difference().low());
    object.put("difference_high", evidence.difference().high());
    object.put("confidence", evidence.difference().confidence());
    object.put("test", evidence.test());
    object.put("statistic", evidence.statistic());
    object.put("p_value", evidence.pValue());
    object.put("alpha", evidence.alpha());
    object.put("reference_samples", evidence.referenceCount());
    object.put("measured_samples", evidence.measuredCount());
    object.put("detectable", evidence.detectable());
  }
}
