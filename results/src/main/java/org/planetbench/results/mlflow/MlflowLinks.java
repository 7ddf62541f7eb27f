package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.planetbench.results.JsonFile;

/** Links into MLflow's pages, as of MLflow 3. */
public final class MlflowLinks {
  /** An experiment's tag of this name, and a key, holds what a page shows. */
  static final String VIEW_TAG = "mlflow.sharedViewState.";

  private final URI server;
  private final String experimentId;

  MlflowLinks(URI server, String experimentId) {
    this.server = server;
    this.experimentId = experimentId;
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

  /** A prepared view's charts. */
  String charts(PreparedView view) {
    return table(view) + "&compareRunsMode=CHART";
  }

  /** A prepared view's table of runs. */
  String table(PreparedView view) {
    return runsPage() + "viewStateShareKey=" + encode(view.key());
  }

  private String runsPage() {
    return server + "/#/experiments/" + experimentId + "/runs?";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
