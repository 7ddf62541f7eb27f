package org.planetbench.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.planetbench.results.gate.GatePolicy;

final class GatePoliciesTest {
  private static final Path COMMITTED =
      Path.of(System.getProperty("planetbench.home")).resolve(GatePolicies.DEFAULT);

  @Test
  void readsThePolicyOfPullRequests() {
    GatePolicy policy = GatePolicies.load(COMMITTED);
    assertEquals("own-ci", policy.returns().reference());
    assertTrue(policy.returns().alpha() <= 0.01);
    assertEquals("1000", policy.returns().publishedSettings().get("recipe.candidates"));
    assertTrue(policy.latency().slower() < 1.15);
    assertEquals("random", policy.returns().above().getFirst().over());
    List<GatePolicy.Check> checks = policy.returns().checks();
    assertTrue(checks.stream().allMatch(check -> check.informational().isEmpty()));
    assertEquals(Optional.empty(), checks.getFirst().alpha());
    assertEquals(Optional.of(0.03), checks.get(1).alpha());
  }

  @Test
  void namesTheKeyOfAMistake() throws IOException {
    assertComplains(
        "returns.alpha: expected a number, got \"small\"", "alpha: 0.01", "alpha: small");
    assertComplains("alpha: expected a share between 0 and 1, got 2.0", "alpha: 0.01", "alpha: 2");
    assertComplains("better: expected higher, lower or neither", "better: higher", "better: up");
    assertComplains("power: expected at least 0.8, got 0.05", "power: 0.8", "power: 0.05");
    assertComplains("returns.colour: unknown key", "power: 0.8", "power: 0.8\n  colour: red");
    assertComplains("returns.checks[0].tol: unknown key", "{variants", "{tol: 1, variants");
    assertComplains(
        "must_detect of episode_return: expected at most 0.5, got 0.6",
        "must_detect: 0.5",
        "must_detect: 0.6");
    assertComplains(
        "returns.checks[0].alpha: expected a number",
        "must_detect: 0.5",
        "must_detect: 0.5, alpha: x");
    assertComplains(
        "alpha: expected a share between 0 and 1, got 0.0",
        "must_detect: 0.5",
        "must_detect: 0.5, alpha: 0");
    assertComplains(
        "informational: expected a reason of three words or more, got 'true'",
        "must_detect: 0.5",
        "must_detect: 0.5, informational: true");
    assertComplains("latency: missing", "latency:", "delay:");
  }

  /** A name that matches nothing would take its check away, and the limit with it. */
  @Test
  void refusesNamesThatNoRunHas() throws IOException {
    assertComplains(
        "returns.checks[0].metrics: metric: unknown 'episode_returns'; did you mean 'episode_return'?",
        "metrics: [episode_return]",
        "metrics: [episode_returns]");
    assertComplains(
        "returns.checks[0].variants: variant: unknown 'simulator_cm'; did you mean 'simulator_cem'?",
        "variants: [simulator_cem]",
        "variants: [simulator_cm]");
    assertComplains(
        "variant: unknown 'radnom'; did you mean 'random'?", "over: random", "over: radnom");
  }

  private static void assertComplains(String part, String good, String bad) throws IOException {
    String text = Files.readString(COMMITTED);
    int at = text.indexOf(good);
    String edited = text.substring(0, at) + bad + text.substring(at + good.length());
    String message =
        String.valueOf(
            assertThrows(BadInputException.class, () -> GatePolicies.parse("p.yaml", edited))
                .getMessage());
    assertTrue(message.startsWith("p.yaml: ") && message.contains(part), message);
  }
}
