package org.planetbench.results.run.validation;

import static org.planetbench.results.run.validation.RowChecks.equal;
import static org.planetbench.results.run.validation.RowChecks.first;
import static org.planetbench.results.run.validation.RowChecks.notNegative;

import java.util.Locale;
import java.util.Optional;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.StageTimes;
import org.planetbench.results.run.validation.Expectation.Episode;

/**
 * Follows the rows of {@code latency.csv}: the decisions of each episode of the schedule in turn.
 */
final class DecisionRows implements TablesCheck.RowCheck<LatencyRow> {
  private final Optional<Expectation> expectation;
  private final StageTimes times = new StageTimes();
  private long episode = -1;
  private long agentStep = -1;

  DecisionRows(Optional<Expectation> expectation) {
    this.expectation = expectation;
  }

  /** Of all rows so far. */
  StageTimes times() {
    return times;
  }

  @Override
  public Optional<String> problem(long row, LatencyRow value) {
    times.add(value);
    if (value.agentStep() == 0 || episode < 0) {
      episode++;
      agentStep = -1;
    }
    agentStep++;
    Optional<String> problem =
        first(
            equal("agent_step", agentStep, value.agentStep()),
            expectation.flatMap(e -> e.episode(episode)).flatMap(e -> unlike(e, value)),
            notNegative("encode_ms", value.encodeMs()),
            notNegative("posterior_ms", value.posteriorMs()),
            notNegative("plan_ms", value.planMs()),
            notNegative("environment_ms", value.environmentMs()),
            notNegative("render_ms", value.renderMs()));
    agentStep = value.agentStep(); // one wrong row is told once
    return problem;
  }

  private static Optional<String> unlike(Episode expected, LatencyRow got) {
    return first(
        equal("phase", expected.phase(), got.phase()),
        equal("episode", expected.number(), got.episode()),
        got.agentStep() < expected.longest()
            ? Optional.empty()
            : Optional.of(
                String.format(
                    Locale.ROOT,
                    "agent_step: expected less than the %d of an episode, got %d",
                    expected.longest(),
                    got.agentStep())));
  }
}
