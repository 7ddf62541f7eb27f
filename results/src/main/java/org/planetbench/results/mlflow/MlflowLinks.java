package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.planetbench.results.JsonFile;
import org.planetbench.results.Metric;
import org.planetbench.results.Section;
import org.planetbench.results.Statistic;

/** Links into MLflow's pages, as of MLflow 3. */
public final class MlflowLinks {
  /** An experiment's tag of this name, and a key, holds what a page shows. */
  static final String VIEW_TAG = "mlflow.sharedViewState.";

  private static final String SCORE = Metric.EPISODE_RETURN.key(Section.EVAL, Statistic.MEAN);

  private final URI server;
  private final String experimentId;

  MlflowLinks(URI server, String experimentId) {
    this.server = server;
    this.experimentId = experimentId;
  }

  /** The chart page with the runs of one invocation, best first. */
  public String charts(String suiteId) {
    return runsPage()
        + "searchFilter="
        + encode(filter(suiteId))
        + "&orderByKey="
        + encode("metrics.`" + SCORE + "`")
        + "&orderByAsc=false&startTime=ALL&lifecycleFilter=Active&compareRunsMode=CHART";
  }

  /** The page that sets these runs side by side, params and all. */
  public String compare(List<String> runIds) {
    ArrayNode runs = JsonFile.object().putArray("runs");
    runIds.forEach(runs::add);
    ArrayNode experiments = JsonFile.object().putArray("experiments");
    experiments.add(experimentId);
    return server
        + "/#/compare-runs?runs="
        + encode(runs.toString())
        + "&experiments="
        + encode(experiments.toString());
  }

  /** The page of one run. */
  public String run(String runId) {
    return server + "/#/experiments/" + experimentId + "/runs/" + runId;
  }

  String view(String suiteId) {
    return runsPage() + "viewStateShareKey=" + encode(viewKey(suiteId)) + "&compareRunsMode=CHART";
  }

  /** The same for the same invocation: preparing it again replaces it. */
  String viewKey(String suiteId) {
    return Artifacts.sha256(suiteId);
  }

  /** What MLflow's page keeps under the tag: its filter, and one curve per task and variant. */
  String viewState(String suiteId) {
    ObjectNode state = JsonFile.object();
    state.put("searchFilter", filter(suiteId));
    state.put("orderByKey", "metrics.`" + SCORE + "`").put("orderByAsc", false);
    state.put("startTime", "ALL").put("lifecycleFilter", "Active");
    ObjectNode groups = state.putObject("groupBy").put("aggregateFunction", "average");
    ArrayNode keys = groups.putArray("groupByKeys");
    keys.addObject().put("mode", "tag").put("groupByData", "task");
    keys.addObject().put("mode", "tag").put("groupByData", "variant");
    state.put("useGroupedValuesInCharts", true).put("hideEmptyCharts", true);
    return state.toString();
  }

  private static String filter(String suiteId) {
    return "tags.`" + RunDescription.SUITE_ID + "` = '" + suiteId.replace("'", "") + "'";
  }

  private String runsPage() {
    return server + "/#/experiments/" + experimentId + "/runs?";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
