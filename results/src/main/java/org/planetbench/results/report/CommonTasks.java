package org.planetbench.results.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;

/**
 * The variants that finished the same tasks, so that they compare over all of them.
 *
 * @param leftOut labels of variants that lack a task or a common seed
 */
record CommonTasks(List<String> tasks, List<Member> members, List<String> leftOut) {
  /**
   * A variant with all tasks.
   *
   * @param runs finished ones: the seeds that all tasks have
   */
  record Member(String label, int slot, boolean learns, List<Run> runs) {}

  /**
   * Of the tasks of the variant that has most; of the others, those that have them all.
   *
   * @param label what a legend calls a group
   * @param slot a group's colour
   */
  static CommonTasks of(
      List<Group> groups, Function<Group, String> label, ToIntFunction<Group> slot) {
    SequencedMap<String, List<Group>> byLabel = new LinkedHashMap<>();
    groups.stream()
        .sorted((one, other) -> Group.variantOrder().compare(one.variant(), other.variant()))
        .forEach(
            group ->
                byLabel.computeIfAbsent(label.apply(group), l -> new ArrayList<>()).add(group));
    List<String> tasks = List.of();
    for (List<Group> ofLabel : byLabel.values()) {
      List<String> own = ofLabel.stream().map(Group::task).sorted().toList();
      if (own.size() > tasks.size() && !seeds(ofLabel, own).isEmpty()) {
        tasks = own;
      }
    }
    List<Member> members = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Map.Entry<String, List<Group>> entry : byLabel.entrySet()) {
      Set<Long> seeds = seeds(entry.getValue(), tasks);
      if (tasks.isEmpty() || seeds.isEmpty()) { // no variant finished a seed of all its tasks
        leftOut.add(entry.getKey());
      } else {
        members.add(member(entry.getKey(), slot, entry.getValue(), tasks, seeds));
      }
    }
    return new CommonTasks(tasks, members, leftOut);
  }

  private static Member member(
      String label,
      ToIntFunction<Group> slot,
      List<Group> groups,
      List<String> tasks,
      Set<Long> seeds) {
    List<Group> common = groups.stream().filter(group -> tasks.contains(group.task())).toList();
    return new Member(
        label,
        slot.applyAsInt(groups.getFirst()),
        common.stream().allMatch(Group::trained),
        common.stream()
            .flatMap(CommonTasks::counted)
            .filter(run -> seeds.contains(run.record().seed()))
            .toList());
  }

  private static Stream<Run> counted(Group group) {
    return group.finished().stream()
        .filter(run -> !run.evaluations().isEmpty())
        .filter(run -> Arrays.stream(run.evaluationCurve().y()).allMatch(Double::isFinite));
  }

  /** The seeds that are finished on all of {@code tasks}. */
  private static Set<Long> seeds(List<Group> groups, List<String> tasks) {
    Map<String, Set<Long>> byTask = new HashMap<>();
    for (Group group : groups) {
      byTask
          .computeIfAbsent(group.task(), task -> new HashSet<>())
          .addAll(counted(group).map(run -> run.record().seed()).toList());
    }
    Set<Long> common = new TreeSet<>();
    byTask.values().forEach(common::addAll);
    tasks.forEach(task -> common.retainAll(byTask.getOrDefault(task, Set.of())));
    return common;
  }
}
