package org.planetbench.results.gate;

import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.planetbench.results.table.Numbers;

/**
 * A result as test reports have it, for Jenkins, GitHub and GitLab: a suite for each gate, a case
 * for each judgement that counts or that the policy lets not count. A regression is a failure; what
 * could not be told is an error, and what is for information only is skipped, so that neither is
 * ever read as a pass. The order of elements and the attributes are those that the schemas of Ant
 * (JUnit.xsd) and of Jenkins' xUnit plugin (junit-10.xsd) have in common.
 *
 * <p>The cases of a gate come of the same runs, so its time is shared out evenly among them: those
 * who read such reports add the cases up.
 */
public final class JunitXml {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private JunitXml() {}

  /**
   * @param when it was judged
   * @param took how long each gate took, what it judges included; none: nothing is known of it
   */
  public static String of(GateResult result, Instant when, Map<Gate, Duration> took) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      for (Gate gate : result.gates()) {
        suite(xml, result, gate, TIMESTAMP.format(when), took.getOrDefault(gate, Duration.ZERO));
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e); // a string can always be written to
    }
    return text + "\n";
  }

  /**
   * One case.
   *
   * @param verdict of which a failure or an error is
   */
  private record Case(
      String name, String against, Standing standing, String verdict, String message) {
    static Case of(Judgement judgement) {
      Verdict verdict = judgement.verdict();
      String decides =
          judgement.informational().map(reason -> "; it decides nothing: " + reason).orElse("");
      return new Case(
          judgement.subject(),
          judgement.against(),
          Standing.of(judgement),
          verdict.id(),
          verdict.id() + ": " + verdict.why() + figures(verdict) + decides);
    }

    /** The element that tells it from a pass; empty for one. */
    Optional<String> element() {
      return switch (standing) {
        case FAILED -> Optional.of("failure");
        case INCONCLUSIVE -> Optional.of("error");
        case INFORMATIONAL -> Optional.of("skipped");
        case PASSED, BESIDE -> Optional.empty();
      };
    }

    private static String figures(Verdict verdict) {
      return verdict
          .evidence()
          .map(
              evidence ->
                  " (reference %s, measured %s, difference %s)"
                      .formatted(
                          Numbers.significant(evidence.reference()),
                          Numbers.significant(evidence.measured()),
                          evidence.differenceInWords()))
          .orElse("");
    }
  }

  private static List<Case> cases(GateResult result, Gate gate) {
    List<Case> cases =
        result.of(gate).stream()
            .map(Case::of)
            .filter(one -> one.standing != Standing.BESIDE)
            .collect(Collectors.toCollection(ArrayList::new));
    if (result.comparisons(gate) == 0 && result.of(gate).stream().noneMatch(Judgement::blocking)) {
      String message = "no comparison was made, and that is no pass";
      cases.add(new Case("comparisons", "", Standing.INCONCLUSIVE, "inconclusive", message));
    }
    return cases;
  }

  private static String count(List<Case> cases, Standing standing) {
    return Long.toString(cases.stream().filter(one -> one.standing == standing).count());
  }

  private static void suite(
      XMLStreamWriter xml, GateResult result, Gate gate, String timestamp, Duration took)
      throws XMLStreamException {
    List<Case> cases = cases(result, gate);
    Duration share = took.dividedBy(cases.size());
    line(xml, 1);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", gate.id());
    xml.writeAttribute("package", "gate");
    xml.writeAttribute("id", Integer.toString(result.gates().indexOf(gate)));
    xml.writeAttribute("tests", Integer.toString(cases.size()));
    xml.writeAttribute("failures", count(cases, Standing.FAILED));
    xml.writeAttribute("errors", count(cases, Standing.INCONCLUSIVE));
    xml.writeAttribute("skipped", count(cases, Standing.INFORMATIONAL));
    xml.writeAttribute("time", seconds(took));
    xml.writeAttribute("timestamp", timestamp);
    xml.writeAttribute("hostname", "localhost");
    line(xml, 2);
    xml.writeStartElement("properties");
    xml.writeEmptyElement("property");
    xml.writeAttribute("name", "references");
    xml.writeAttribute("value", result.referenceHash());
    xml.writeEndElement();
    for (Case one : cases) {
      testCase(xml, gate, one, share);
    }
    line(xml, 2);
    xml.writeEmptyElement("system-out");
    line(xml, 2);
    xml.writeEmptyElement("system-err");
    line(xml, 1);
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, Gate gate, Case one, Duration took)
      throws XMLStreamException {
    line(xml, 2);
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "gate." + gate.id());
    xml.writeAttribute(
        "name", one.against.isEmpty() ? one.name : one.name + " against " + one.against);
    xml.writeAttribute("time", seconds(took));
    if (one.element().isPresent()) {
      xml.writeStartElement(one.element().get());
      xml.writeAttribute("type", one.verdict);
      xml.writeAttribute("message", one.message);
      xml.writeCharacters(one.message);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.3f", took.toMillis() / 1e3);
  }

  private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }
}
