package org.planetbench.results.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Latencies;
import org.planetbench.results.outcome.Result;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Pictures;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.reference.References;

/**
 * What the sections of a report are made from.
 *
 * @param folders of runs, as they were named
 * @param runs as they were read
 * @param played the same; a run of a set of tasks once for each of them
 * @param groups of {@code runs}
 * @param playedGroups of {@code played}
 * @param names of all groups, in the order of their colours
 * @param pictures draws the charts
 */
record ReportData(
    List<Path> folders,
    List<Run> runs,
    List<Run> played,
    List<Group> groups,
    List<Group> playedGroups,
    List<Result> results,
    Claims claims,
    Latencies latencies,
    List<String> names,
    Pictures pictures) {

  static ReportData of(
      List<Path> folders, List<Run> runs, References references, Claims claims, Pictures pictures)
      throws IOException {
    List<Run> played = runs.stream().flatMap(run -> run.byTask().stream()).toList();
    List<Group> groups = Group.of(runs);
    List<Group> playedGroups = Group.of(played);
    List<String> names =
        playedGroups.stream()
            .sorted(Comparator.comparing(Group::variant, Group.variantOrder()))
            .map(group -> group.label(playedGroups))
            .distinct()
            .toList();
    return new ReportData(
        folders,
        runs,
        played,
        groups,
        playedGroups,
        Result.of(played, references),
        claims,
        Latencies.of(groups),
        names,
        pictures);
  }

  /** A group's colour, the same in all charts. */
  int slot(Group group) {
    return group.isRandom() ? Chart.NEUTRAL : names.indexOf(group.label(playedGroups));
  }

  /** The groups of each task, in their order. */
  static List<List<Group>> byTask(List<Group> groups) {
    return groups.stream()
        .map(Group::task)
        .distinct()
        .map(task -> groups.stream().filter(group -> group.task().equals(task)).toList())
        .toList();
  }

  /** A line for each group that is chosen and has a curve; of finished runs, where there are. */
  List<Chart.Line> lines(List<Group> ofTask, Predicate<Group> chosen, Function<Run, Curve> curve) {
    List<Chart.Line> lines = new ArrayList<>();
    for (Group group : ofTask) {
      List<Run> shown = group.finished().isEmpty() ? group.runs() : group.finished();
      List<Curve> seeds = shown.stream().map(curve).filter(c -> !c.isEmpty()).toList();
      if (chosen.test(group) && !seeds.isEmpty()) {
        lines.add(Chart.Line.of(group.label(ofTask), slot(group), seeds));
      }
    }
    return lines;
  }
}
