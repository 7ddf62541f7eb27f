package org.planetbench.results.mlflow;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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

  /** The page of one run. */
  public String run(String runId) {
    return server + "/#/experiments/" + encode(experimentId) + "/runs/" + encode(runId);
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
    // without a face a browser that has not been there before gets the one for language models
    return server + "/#/experiments/" + experimentId + "/runs?workflowType=machine_learning&";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
