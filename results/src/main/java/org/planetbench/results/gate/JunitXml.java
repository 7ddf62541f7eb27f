package org.planetbench.results.gate;

import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A result as test reports have it, for Jenkins, GitHub and GitLab: a suite for each gate, a case
 * for each judgement that counts. A regression is a failure; what could not be told is an error, so
 * that it is never read as a pass. The order of elements and the attributes are those that the
 * schemas of Ant (JUnit.xsd) and of Jenkins' xUnit plugin (junit-10.xsd) have in common.
 */
public final class JunitXml {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private JunitXml() {}

  /**
   * @param when it was judged
   */
  public static String of(GateResult result, Instant when) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      for (Gate gate : result.gates()) {
        suite(xml, result, gate, TIMESTAMP.format(when));
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

  /** One case: at most one of failure and error. */
  private record Case(
      String name, String against, boolean failed, boolean unclear, String message) {
    static Case of(Judgement judgement) {
      Verdict verdict = judgement.verdict();
      String message = verdict.id() + ": " + verdict.why() + figures(verdict);
      return switch (verdict) {
        case Verdict.Pass _ ->
            new Case(judgement.subject(), judgement.against(), false, false, message);
        case Verdict.Regression _, Verdict.Improvement _ ->
            new Case(judgement.subject(), judgement.against(), true, false, message);
        case Verdict.Inconclusive _, Verdict.MissingReference _ ->
            new Case(judgement.subject(), judgement.against(), false, true, message);
      };
    }

    private static String figures(Verdict verdict) {
      return verdict
          .evidence()
          .map(
              evidence ->
                  " (reference %s, measured %s, difference %s)"
                      .formatted(
                          Figures.rounded(evidence.reference()),
                          Figures.rounded(evidence.measured()),
                          Figures.difference(evidence)))
          .orElse("");
    }
  }

  private static List<Case> cases(GateResult result, Gate gate) {
    if (result.comparisons(gate) == 0 && result.of(gate).stream().noneMatch(Judgement::blocking)) {
      return List.of(
          new Case("comparisons", "", false, true, "no comparison was made, and that is no pass"));
    }
    return result.of(gate).stream().filter(Judgement::blocking).map(Case::of).toList();
  }

  private static void suite(XMLStreamWriter xml, GateResult result, Gate gate, String timestamp)
      throws XMLStreamException {
    List<Case> cases = cases(result, gate);
    line(xml, 1);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", gate.id());
    xml.writeAttribute("package", "gate");
    xml.writeAttribute("id", Integer.toString(result.gates().indexOf(gate)));
    xml.writeAttribute("tests", Integer.toString(cases.size()));
    xml.writeAttribute("failures", Long.toString(cases.stream().filter(Case::failed).count()));
    xml.writeAttribute("errors", Long.toString(cases.stream().filter(Case::unclear).count()));
    xml.writeAttribute("time", "0");
    xml.writeAttribute("timestamp", timestamp);
    xml.writeAttribute("hostname", "localhost");
    line(xml, 2);
    xml.writeStartElement("properties");
    xml.writeEmptyElement("property");
    xml.writeAttribute("name", "references");
    xml.writeAttribute("value", result.referenceHash());
    xml.writeEndElement();
    for (Case one : cases) {
      testCase(xml, gate, one);
    }
    line(xml, 2);
    xml.writeEmptyElement("system-out");
    line(xml, 2);
    xml.writeEmptyElement("system-err");
    line(xml, 1);
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, Gate gate, Case one) throws XMLStreamException {
    line(xml, 2);
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "gate." + gate.id());
    xml.writeAttribute(
        "name", one.against.isEmpty() ? one.name : one.name + " against " + one.against);
    xml.writeAttribute("time", "0");
    if (one.failed || one.unclear) {
      xml.writeStartElement(one.failed ? "failure" : "error");
      xml.writeAttribute("type", one.failed ? "regression" : "inconclusive");
      xml.writeAttribute("message", one.message);
      xml.writeCharacters(one.message);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }
}
