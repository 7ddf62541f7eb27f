package org.planetbench.results.mlflow;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Links into MLflow's pages, as of MLflow 3. */
public final class MlflowLinks {
  /** An experiment's tag of this name, and a key, holds what a page shows. */
  static final String VIEW_TAG = "mlflow.sharedViewState.";

  /** Without it a browser that has not been there before gets the face for language models. */
  private static final String FACE = "?workflowType=machine_learning";

  private final URI server;
  private final String experimentId;

  MlflowLinks(URI server, String experimentId) {
    this.server = server;
    this.experimentId = experimentId;
  }

  /** The page of one run. */
  public String run(String runId) {
    return runs() + "/" + encode(runId) + FACE;
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
    return runs() + FACE + "&";
  }

  private String runs() {
    return server + "/#/experiments/" + encode(experimentId) + "/runs";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
