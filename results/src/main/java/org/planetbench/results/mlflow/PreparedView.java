package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.Section;
import org.planetbench.results.run.Statistic;
import org.planetbench.results.run.file.JsonFile;

/**
 * A page of MLflow 3 that shows some runs as one wants to compare them: found by a filter, averaged
 * over the seeds of each task and variant, with the params that differ as columns and the charts
 * that matter on top. The page keeps such a state under a tag of the experiment.
 *
 * @param filter as MLflow's search takes it
 * @param groupedBy tags; runs that share them all are averaged
 * @param params the names of those that differ
 */
record PreparedView(String filter, List<String> groupedBy, List<String> params) {
  static final String SCORE = Metric.EPISODE_RETURN.key(Section.EVAL, Statistic.MEAN);

  private static final String LATENCY =
      Metric.PLANNING_LATENCY_MS.key(Section.LATENCY, EpisodeRow.EVALUATE, Statistic.P50);
  private static final String DRIFT = Metric.IMAGE_ERROR.key(Section.MODEL, ModelRow.HELD_OUT, 10);
  private static final String SECTION = "comparison";
  private static final int MOST_PARAMS = 12;

  /** What stands in columns of its own. */
  private static final Set<String> NOT_PARAMS = Set.of("task", "variant", "seed");

  PreparedView {
    groupedBy = List.copyOf(groupedBy);
    params = List.copyOf(params);
  }

  /** The runs of one invocation. */
  static PreparedView ofSuite(String suiteId, List<RunRecord> runs) {
    String filter = "tags.`%s` = '%s'".formatted(RunDescription.SUITE_ID, suiteId.replace("'", ""));
    return new PreparedView(filter, List.of("task", "variant"), differing(runs));
  }

  /** These runs, averaged apart where they are of several invocations. */
  static PreparedView ofRuns(List<String> runIds, List<RunRecord> runs) {
    String ids =
        runIds.stream()
            .map(id -> "'" + id.replace("'", "") + "'")
            .collect(Collectors.joining(",", "(", ")"));
    List<String> groupedBy = new ArrayList<>(List.of("task", "variant"));
    if (runs.stream().map(RunRecord::suiteId).distinct().count() > 1) {
      groupedBy.add(RunDescription.SUITE_ID);
    }
    return new PreparedView("attributes.run_id IN " + ids, groupedBy, differing(runs));
  }

  /** These runs, each for itself. */
  static PreparedView sideBySide(List<String> runIds, List<RunRecord> runs) {
    return new PreparedView(ofRuns(runIds, runs).filter(), List.of(), differing(runs));
  }

  /** Those with several values on one task: what follows from the task alone says nothing. */
  private static List<String> differing(List<RunRecord> runs) {
    Set<String> differing = new TreeSet<>();
    Map<List<String>, Set<String>> values = new HashMap<>();
    for (RunRecord run : runs) {
      run.settings()
          .forEach(
              (key, value) -> {
                Set<String> ofTask =
                    values.computeIfAbsent(List.of(run.task(), key), k -> new HashSet<>());
                ofTask.add(value);
                if (ofTask.size() > 1 && !NOT_PARAMS.contains(key)) {
                  differing.add(RunDescription.key(key));
                }
              });
    }
    return differing.stream().limit(MOST_PARAMS).toList();
  }

  /** The same for the same runs: preparing it again replaces it. */
  String key() {
    return DigestUtils.sha256Hex(groupedBy.isEmpty() ? filter + " apart" : filter);
  }

  /** What MLflow's page keeps. */
  String state() {
    ObjectNode state = JsonFile.object();
    state.put("searchFilter", filter);
    state.put("orderByKey", "metrics.`" + SCORE + "`").put("orderByAsc", false);
    state.put("startTime", "ALL").put("lifecycleFilter", "Active");
    ArrayNode columns = state.putArray("selectedColumns");
    List.of("task", "variant", "seed").forEach(tag -> columns.add("tags.`" + tag + "`"));
    params.forEach(param -> columns.add("params.`" + param + "`"));
    List.of(SCORE, LATENCY).forEach(metric -> columns.add("metrics.`" + metric + "`"));
    if (!groupedBy.isEmpty()) {
      ObjectNode groups = state.putObject("groupBy").put("aggregateFunction", "average");
      ArrayNode keys = groups.putArray("groupByKeys");
      groupedBy.forEach(tag -> keys.addObject().put("mode", "tag").put("groupByData", tag));
    }
    state.put("useGroupedValuesInCharts", true).put("hideEmptyCharts", true);
    state.put("runsHiddenMode", "SHOW_ALL");
    state.put("runListHidden", true); // beside the charts only: their legends have the names
    state.put("isAccordionReordered", true); // else our section is sorted behind the others
    state.putArray("compareRunSections").add(section());
    charts(state.putArray("compareRunCharts"));
    return state.toString();
  }

  private static ObjectNode section() {
    ObjectNode section = JsonFile.object();
    section.put("uuid", SECTION).put("name", "Comparison").put("display", true);
    section.put("columns", 2); // in three, titles are cut to their beginnings
    return section.put("isReordered", true).put("deleted", false).put("isGenerated", false);
  }

  private static void charts(ArrayNode charts) {
    charts.add(ofMetric("LINE", SCORE, "Return of evaluations over environment steps"));
    ObjectNode quality = chart("SCATTER", "quality", "Return against time to decide");
    quality.putObject("xaxis").put("key", LATENCY).put("type", "METRIC");
    quality.putObject("yaxis").put("key", SCORE).put("type", "METRIC");
    charts.add(quality.put("runsCountToCompare", 100));
    charts.add(ofMetric("BAR", LATENCY, "Time to decide, median [ms]"));
    charts.add(ofMetric("LINE", DRIFT, "Image error 10 steps ahead, held-out episodes"));
  }

  private static ObjectNode ofMetric(String type, String metric, String title) {
    ObjectNode chart = chart(type, metric, title).put("metricKey", metric);
    chart.putArray("selectedMetricKeys").add(metric);
    if (type.equals("LINE")) {
      chart.put("xAxisKey", "step").put("scaleType", "linear").put("lineSmoothness", 0);
      chart.put("useGlobalXaxisKey", true).put("useGlobalLineSmoothing", true);
    }
    return chart;
  }

  private static ObjectNode chart(String type, String id, String title) {
    ObjectNode chart = JsonFile.object();
    chart.put("type", type).put("uuid", SECTION + "-" + id).put("metricSectionId", SECTION);
    chart.put("displayName", title).put("deleted", false).put("isGenerated", false);
    return chart.put("runsCountToCompare", 20);
  }
}
