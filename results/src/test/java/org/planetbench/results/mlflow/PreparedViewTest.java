package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

class PreparedViewTest {
  @Test
  void showsTheParamsThatDifferOnATask() {
    PreparedView view =
        PreparedView.ofSuite(
            "quick-1",
            List.of(
                run("cheetah_run", "quick-1", Map.of("seed", "1", "recipe.batch", "50", "r", "4")),
                run("cheetah_run", "quick-1", Map.of("seed", "2", "recipe.batch", "16", "r", "4")),
                run("walker_walk", "quick-1", Map.of("seed", "1", "r", "2"))));
    assertEquals(List.of("recipe.batch"), view.params());
    assertEquals("tags.`suite_id` = 'quick-1'", view.filter());
    assertEquals(List.of("task", "variant"), view.groupedBy());
  }

  @Test
  void keepsRunsOfSeveralInvocationsApart() {
    List<RunRecord> runs =
        List.of(run("walker_walk", "a", Map.of()), run("walker_walk", "b", Map.of()));
    PreparedView view = PreparedView.ofRuns(List.of("1f", "2e"), runs);
    assertEquals("attributes.run_id IN ('1f','2e')", view.filter());
    assertEquals(List.of("task", "variant", "suite_id"), view.groupedBy());
    assertNotEquals(view.key(), PreparedView.ofRuns(List.of("1f"), runs).key());
  }

  @Test
  void setsRunsSideBySideWithoutAverages() throws IOException {
    List<RunRecord> runs =
        List.of(run("walker_walk", "a", Map.of()), run("walker_walk", "a", Map.of()));
    PreparedView view = PreparedView.sideBySide(List.of("1f", "2e"), runs);
    JsonNode state = new ObjectMapper().readTree(view.state());
    assertEquals("attributes.run_id IN ('1f','2e')", state.path("searchFilter").textValue());
    assertTrue(state.path("groupBy").isMissingNode());
    String first = state.at("/compareRunCharts/0/metricKey").textValue();
    assertEquals("eval/episode_return_mean", first);
    assertNotEquals(view.key(), PreparedView.ofRuns(List.of("1f", "2e"), runs).key());
  }

  /** Else a browser that comes for the first time shows the face for language models. */
  @Test
  void itsLinksOpenTheFaceForTraining() {
    PreparedView view = new PreparedView("f", List.of("task"), List.of());
    MlflowLinks links = new MlflowLinks(URI.create("http://h"), "7");
    assertEquals(
        "http://h/#/experiments/7/runs?workflowType=machine_learning&viewStateShareKey="
            + view.key()
            + "&compareRunsMode=CHART",
        links.charts(view));
  }

  /** What MLflow 3.17's page reads; a chart that names no section of the state is never shown. */
  @Test
  void itsStateHasColumnsAndCharts() throws IOException {
    PreparedView view = new PreparedView("f", List.of("task"), List.of("recipe.batch"));
    JsonNode state = new ObjectMapper().readTree(view.state());
    assertEquals("params.`recipe.batch`", state.at("/selectedColumns/3").textValue());
    assertEquals("task", state.at("/groupBy/groupByKeys/0/groupByData").textValue());
    String section = state.at("/compareRunSections/0/uuid").textValue();
    JsonNode charts = state.required("compareRunCharts");
    assertEquals(4, charts.size());
    for (JsonNode chart : charts) {
      assertEquals(section, chart.required("metricSectionId").textValue());
    }
    assertTrue(state.toString().length() < RunDescription.LONGEST_TAG);
  }

  private static RunRecord run(String task, String suite, Map<String, String> settings) {
    return RunRecord.started(
            new RunRecord.Identity("key", "cell", task, "rssm", 1, "tiny", "quick", suite),
            new LinkedHashMap<>(settings),
            new LinkedHashMap<>(),
            Instant.EPOCH)
        .ended(RunStatus.FINISHED, Instant.EPOCH, Optional.empty());
  }
}
