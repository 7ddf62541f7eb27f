package org.planetbench.harness.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TimeStep;

/**
 * A moment of an episode: the state and observation after environment step {@code step}, and the
 * action and reward of that step. Step 0 is the moment after the reset, which has neither.
 */
public record RolloutRow(
    int episode,
    int step,
    double time,
    double[] positions,
    double[] velocities,
    TimeStep timeStep,
    Optional<double[]> action) {

  /** Where the environment is. */
  static RolloutRow of(
      int episode,
      int step,
      SuiteEnvironment environment,
      TimeStep timeStep,
      Optional<double[]> action) {
    return new RolloutRow(
        episode,
        step,
        environment.time(),
        environment.positions(),
        environment.velocities(),
        timeStep,
        action);
  }

  /** The names of {@link #fields} for an environment. */
  public static List<String> columns(SuiteEnvironment environment) {
    List<String> columns = new ArrayList<>(List.of("episode", "step", "time", "reward"));
    columns.addAll(numbered("qpos", environment.positions().length));
    columns.addAll(numbered("qvel", environment.velocities().length));
    for (ObservationSpec observation : environment.info().observations()) {
      String name = "obs_" + observation.name();
      columns.addAll(
          observation.shape().isEmpty() ? List.of(name) : numbered(name, observation.size()));
    }
    columns.addAll(actionColumns(environment.info().actions()));
    return columns;
  }

  static List<String> actionColumns(int actions) {
    return numbered("action", actions);
  }

  private static List<String> numbered(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + "_" + i).toList();
  }

  /** In the order of {@link #columns}; what this moment does not have is empty. */
  public List<Object> fields(int actions) {
    List<Object> fields = new ArrayList<>();
    fields.add(episode);
    fields.add(step);
    fields.add(time);
    fields.add(action.isPresent() ? (Object) timeStep.reward() : "");
    add(fields, positions);
    add(fields, velocities);
    timeStep.observation().state().values().forEach(numbers -> add(fields, numbers));
    action.ifPresentOrElse(
        numbers -> add(fields, numbers), () -> fields.addAll(Collections.nCopies(actions, "")));
    return fields;
  }

  private static void add(List<Object> fields, double[] numbers) {
    Arrays.stream(numbers).forEach(fields::add);
  }
}
