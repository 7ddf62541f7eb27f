package org.planetbench.results.gate;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.planetbench.results.stats.Interval;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class GateResultTest {
  private static final Evidence EVIDENCE =
      new Evidence(
          "sum of rewards",
          105.25,
          90.5,
          "sum of rewards",
          -14.75,
          new Interval(-20.5, -9.5, 0.99),
          "a test",
          -5.5,
          0.0001,
          0.01,
          8,
          4,
          12.345);

  private static final Verdict PASS = new Verdict.Pass(Optional.of(EVIDENCE), "no difference");
  private static final Verdict WORSE = new Verdict.Regression(Optional.of(EVIDENCE), "lower <it>");
  private static final Verdict BETTER = new Verdict.Improvement(Optional.of(EVIDENCE), "higher");
  private static final Verdict UNCLEAR = new Verdict.Inconclusive(Optional.empty(), "few seeds");
  private static final Verdict MISSING = new Verdict.MissingReference("bless a run");

  private static GateResult result(Verdict... verdicts) {
    List<Judgement> judgements =
        Arrays.stream(verdicts)
            .map(verdict -> new Judgement(Gate.RETURNS, "it", "own-ci", true, verdict))
            .toList();
    return new GateResult(List.of(Gate.RETURNS), judgements, "0123456789ab");
  }

  @Test
  void theWorstVerdictDecides() {
    assertEquals(GateResult.Outcome.PASS, result(PASS, PASS).outcome());
    assertEquals(GateResult.Outcome.REGRESSION, result(PASS, MISSING, WORSE).outcome());
    assertEquals(GateResult.Outcome.REGRESSION, result(PASS, BETTER).outcome());
    assertEquals(GateResult.Outcome.INCONCLUSIVE, result(PASS, UNCLEAR).outcome());
    assertEquals(GateResult.Outcome.INCONCLUSIVE, result(PASS, MISSING).outcome());
  }

  @Test
  void nothingComparedIsNoPass() {
    assertEquals(GateResult.Outcome.INCONCLUSIVE, result().outcome());
    assertTrue(GateText.plain(result()).contains("no comparison was made"));
    GateResult one =
        new GateResult(
            List.of(Gate.RETURNS, Gate.LATENCY), result(PASS).judgements(), "0123456789ab");
    assertEquals(GateResult.Outcome.INCONCLUSIVE, one.outcome());
  }

  @Test
  void informationDecidesNothing() {
    GateResult result =
        new GateResult(
            List.of(Gate.RETURNS),
            List.of(
                new Judgement(Gate.RETURNS, "it", "own-ci", true, PASS),
                new Judgement(Gate.RETURNS, "it", "paper", false, WORSE)),
            "0123456789ab");
    assertEquals(GateResult.Outcome.PASS, result.outcome());
    assertEquals(1, result.comparisons(Gate.RETURNS));
    String text = GateText.plain(result);
    assertTrue(text.contains("(regression)"), text);
    assertTrue(text.contains("For information: returns, it against paper: regression: low"), text);
    assertEquals(Map.of(), result.findings());
  }

  /** Neither among the passes nor among the failures, wherever it is read. */
  @Test
  void namesWhatIsInconclusiveOrDeclaredInformationalApart() throws Exception {
    Verdict spread = new Verdict.Inconclusive(Optional.of(EVIDENCE), "seeds spread");
    GateResult result =
        new GateResult(
            List.of(Gate.RETURNS),
            List.of(
                new Judgement(Gate.RETURNS, "a", "own-ci", true, PASS),
                new Judgement(Gate.RETURNS, "b", "own-ci", true, WORSE),
                new Judgement(Gate.RETURNS, "c", "own-ci", true, spread),
                Judgement.of(Gate.RETURNS, "d", "own-ci", Optional.of("it is too weak"), spread)),
            "0123456789ab");
    assertEquals(
        List.of("Failed", "Inconclusive", "For information only, by the policy"),
        List.copyOf(result.findings().keySet()));
    String text = GateText.plain(result);
    assertTrue(text.contains("\nInconclusive:\n  returns, c: inconclusive: seeds spread\n"), text);
    assertTrue(text.contains("seeds spread. It decides nothing: it is too weak\n"), text);
    assertTrue(
        text.contains(
            ": 3 comparisons, each at level 0.010: 1 passed, 1 failed, 1 inconclusive, 1 for"),
        text);
    String markdown = GateText.markdown(result);
    assertTrue(markdown.contains("\n### Inconclusive\n\n- returns, c: "), markdown);
    String json = GateText.json(result);
    assertTrue(
        json.contains("{\"passed\":1,\"failed\":1,\"inconclusive\":1,\"informational\":1}"), json);
    assertTrue(json.contains("\"blocking\":false,\"informational\":\"it is too weak\""), json);
    Element suite = parsed(JunitXml.of(result, Instant.EPOCH, Map.of()));
    assertEquals("4", suite.getAttribute("tests"));
    assertEquals("1", suite.getAttribute("failures"));
    assertEquals("1", suite.getAttribute("errors"));
    assertEquals("1", suite.getAttribute("skipped"));
    Element skipped = (Element) suite.getElementsByTagName("skipped").item(0);
    assertTrue(skipped.getAttribute("message").endsWith("it decides nothing: it is too weak"));
  }

  @Test
  void aPassWithoutFiguresSaysWhatItFound() {
    Verdict equal = new Verdict.Pass(Optional.empty(), "885 rows are equal");
    assertEquals(
        List.of("returns, it: pass: 885 rows are equal"),
        result(PASS, equal).findings().get("Passed, with a remark"));
  }

  @Test
  void printsWhatAPersonNeeds() {
    assertEquals(
        """
        Gate     What  Against  Reference  Measured           Difference  Samples  Could detect  Verdict
        returns  it    own-ci         105      90.5  -14.8 [-20.5, -9.5]  4 : 8            12.3  regression

        Failed:
          returns, it: regression: lower <it>

        returns: 1 comparison, each at level 0.010: 0 passed, 1 failed, 0 inconclusive
        """,
        GateText.plain(result(WORSE)).lines().limit(7).collect(joining("\n", "", "\n")));
  }

  @Test
  void writesMarkdownAndJson() {
    String markdown = GateText.markdown(result(WORSE));
    assertTrue(
        markdown.startsWith(
            "## Gate: FAILED\n\n### Failed\n\n- returns, it: regression: lower &lt;it>"));
    assertTrue(markdown.contains("| Gate | What |"), markdown);
    assertTrue(markdown.contains("References 0123456789ab"), markdown);
    String json = GateText.json(result(WORSE, MISSING));
    assertTrue(json.contains("\"outcome\":\"failed\""), json);
    assertTrue(json.contains("\"verdict\":\"missing_reference\""), json);
    assertTrue(json.contains("\"p_value\":1.0E-4"), json);
    assertFalse(json.contains("\n"), json);
  }

  /** The attributes that Ant's schema requires, and the order of its elements. */
  @Test
  void writesJunitXml() throws Exception {
    String text =
        JunitXml.of(
            result(PASS, WORSE, MISSING),
            Instant.parse("2026-02-03T04:05:06.789Z"),
            Map.of(Gate.RETURNS, Duration.ofMinutes(13)));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text)));
    Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
    assertEquals("returns", suite.getAttribute("name"));
    assertEquals("gate", suite.getAttribute("package"));
    assertEquals("0", suite.getAttribute("id"));
    assertEquals("3", suite.getAttribute("tests"));
    assertEquals("1", suite.getAttribute("failures"));
    assertEquals("1", suite.getAttribute("errors"));
    assertEquals("2026-02-03T04:05:06", suite.getAttribute("timestamp"));
    assertEquals("780.000", suite.getAttribute("time"));
    assertEquals("properties testcase testcase testcase system-out system-err", children(suite));
    Element first = (Element) document.getElementsByTagName("testcase").item(0);
    assertEquals("260.000", first.getAttribute("time"));
    Element failed = (Element) document.getElementsByTagName("failure").item(0);
    assertEquals("regression", failed.getAttribute("type"));
    assertTrue(failed.getAttribute("message").startsWith("regression: lower <it> (reference 105"));
    Element empty = parsed(JunitXml.of(result(), Instant.EPOCH, Map.of()));
    assertEquals("1", empty.getAttribute("errors"));
  }

  private static Element parsed(String text) throws Exception {
    return (Element)
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text)))
            .getElementsByTagName("testsuite")
            .item(0);
  }

  private static String children(Element element) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < element.getChildNodes().getLength(); i++) {
      if (element.getChildNodes().item(i) instanceof Element child) {
        names.append(names.isEmpty() ? "" : " ").append(child.getTagName());
      }
    }
    return names.toString();
  }
}
