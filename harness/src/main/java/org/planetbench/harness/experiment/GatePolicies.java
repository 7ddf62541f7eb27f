package org.planetbench.harness.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.planetbench.agents.planet.Variant;
import org.planetbench.results.gate.GatePolicy;
import org.planetbench.results.gate.GatePolicy.Better;
import org.planetbench.results.reference.RunScores;
import org.planetbench.suites.Suggestion;

/** What gates tolerate, as YAML: {@code ci/gates/ci.yaml}, or a file of the user's own. */
public final class GatePolicies {
  /** Below the root of the checkout. */
  public static final Path DEFAULT = Path.of("ci", "gates", "ci.yaml");

  private GatePolicies() {}

  /**
   * @throws BadInputException naming the file, the key, what was expected and what was found
   */
  public static GatePolicy load(Path file) {
    return parse(file.toString(), YamlSection.read(file));
  }

  static GatePolicy parse(String where, String yaml) {
    YamlSection root = YamlSection.root(where, yaml);
    try {
      GatePolicy policy =
          new GatePolicy(
              root.text("title"),
              returns(root.section("returns")),
              latency(root.section("latency")));
      root.close();
      return policy;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(where + ": " + e.getMessage(), e);
    }
  }

  private static GatePolicy.Returns returns(YamlSection section) {
    List<GatePolicy.Check> checks = new ArrayList<>();
    for (YamlSection check : section.ownSections("checks")) {
      checks.add(
          new GatePolicy.Check(
              check.list("variants", GatePolicies::variant),
              check.list("metrics", GatePolicies::metric),
              better(check.text("better")),
              check.number("tolerance"),
              check.number("must_detect"),
              check.optionalNumber("alpha"),
              informational(check)));
      check.close();
    }
    List<GatePolicy.Above> above = new ArrayList<>();
    for (YamlSection pair : section.ownSections("above")) {
      above.add(
          new GatePolicy.Above(
              variant(pair.text("variant")),
              variant(pair.text("over")),
              pair.number("by"),
              pair.number("alpha")));
      pair.close();
    }
    GatePolicy.Returns returns =
        new GatePolicy.Returns(
            section.text("reference"),
            section.number("alpha"),
            section.number("power"),
            section.integer("least_seeds"),
            checks,
            above,
            section.number("published_margin"),
            section.map("published_settings"));
    section.close();
    return returns;
  }

  /** One that there is: a check of any other would compare nothing, and nobody would notice. */
  private static String variant(String id) {
    return Variant.of(id).id();
  }

  private static String metric(String id) {
    if (!RunScores.METRICS.contains(id)) {
      throw new IllegalArgumentException(
          "metric: unknown '" + id + "'" + Suggestion.of(id, RunScores.METRICS));
    }
    return id;
  }

  /** Empty where the key is missing: the check decides. */
  private static Optional<String> informational(YamlSection check) {
    return Optional.of(check.text("informational", Optional.of(""))).filter(s -> !s.isEmpty());
  }

  private static Better better(String word) {
    for (Better better : Better.values()) {
      if (better.name().toLowerCase(Locale.ROOT).equals(word)) {
        return better;
      }
    }
    throw new IllegalArgumentException(
        "better: expected higher, lower or neither, got '" + word + "'");
  }

  private static GatePolicy.Latency latency(YamlSection section) {
    GatePolicy.Latency latency =
        new GatePolicy.Latency(
            section.text("reference"),
            section.number("alpha"),
            section.number("power"),
            section.number("slower"),
            section.number("drift"),
            section.number("drift_p95"),
            section.integer("least_rounds"),
            section.number("must_detect"));
    section.close();
    return latency;
  }
}
