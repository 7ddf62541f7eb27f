package org.planetbench.results.outcome;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.planetbench.results.run.LatencyStage;
import org.planetbench.results.run.StageTimes;
import org.planetbench.results.run.Statistic;

/**
 * Percentiles over every recorded decision of each group's runs.
 *
 * @param all of the groups that recorded any, in order
 */
public record Latencies(List<OfGroup> all) {

  public record OfGroup(Group group, Map<LatencyStage, Times> stages) {
    public Optional<Times> decision() {
      return Optional.ofNullable(stages.get(LatencyStage.DECISION));
    }
  }

  /** In milliseconds, nearest rank. */
  public record Times(int count, double p50, double p95, double p99) {
    private static Times of(double[] values) {
      return new Times(
          values.length,
          Statistic.P50.of(values),
          Statistic.P95.of(values),
          Statistic.P99.of(values));
    }
  }

  public Latencies {
    all = List.copyOf(all);
  }

  /**
   * Of the runs that count. Reads the decisions of one group at a time: they are by far the largest
   * files of a run.
   */
  public static Latencies of(List<Group> groups) throws IOException {
    List<OfGroup> all = new ArrayList<>();
    for (Group group : groups) {
      StageTimes decisions = new StageTimes();
      for (Run run : group.counted()) {
        run.decisions().forEach(decisions::add);
      }
      Map<LatencyStage, Times> stages = new EnumMap<>(LatencyStage.class);
      for (LatencyStage stage : LatencyStage.values()) {
        double[] times = decisions.of(stage);
        if (times.length > 0) {
          stages.put(stage, Times.of(times));
        }
      }
      if (!stages.isEmpty()) {
        all.add(new OfGroup(group, stages));
      }
    }
    return new Latencies(all);
  }

  /** Of the same task, variant and recipe; empty where nothing was planned. */
  public Optional<Times> decision(Group group) {
    return all.stream().filter(of -> of.group.isLike(group)).findFirst().flatMap(OfGroup::decision);
  }
}
