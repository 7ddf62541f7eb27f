package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.file.JsonFile;

/**
 * What MLflow calls a dataset of a run: an environment that episodes were played in. Nothing is
 * downloaded for it, so that it has no address; it is told apart by what decides which episode the
 * same actions give: the task, the suite's models, the physics and the pictures.
 *
 * @param context {@code training} or {@code evaluation}: these start in other states
 * @param source where it comes from, as JSON
 * @param profile the settings that it depends on, as JSON
 * @param digest of all of these
 */
record Dataset(String name, String context, String source, String profile, String digest) {
  /** What MLflow calls a dataset that a program makes. */
  static final String SOURCE_TYPE = "code";

  private static final List<String> SETTINGS =
      List.of(
          "action_repeat",
          "control_period_ms",
          "render_quality",
          "schedule.agent_steps_per_episode",
          EvaluationStarts.KEY);
  private static final List<String> PROVENANCE =
      List.of(
          "mujoco.version", "mujoco.library_sha256", "mujoco.suite_sha256", "gl.pictures_sha256");
  private static final int DIGITS = 32; // the server takes 36

  /** Those that were played by now, each once, in the order of their first episodes. */
  static List<Dataset> of(RunRecord run, List<EpisodeRow> episodes) {
    return episodes.stream()
        .filter(row -> !row.isHeldOut())
        .map(row -> List.of(task(run, row), context(row)))
        .distinct()
        .map(played -> of(run, played.get(0), played.get(1)))
        .toList();
  }

  private static String task(RunRecord run, EpisodeRow row) {
    return row.task().isEmpty() ? run.task() : row.task();
  }

  private static String context(EpisodeRow row) {
    return row.isEvaluation() ? "evaluation" : "training";
  }

  private static Dataset of(RunRecord run, String task, String context) {
    SortedMap<String, String> made = new TreeMap<>();
    PROVENANCE.stream()
        .filter(run.provenance()::containsKey)
        .forEach(key -> made.put(key, run.provenance().get(key)));
    String suite = made.isEmpty() ? "planet-bench's own, without physics" : "dm_control";
    ObjectNode source = JsonFile.object();
    ObjectNode tags = source.putObject("tags").put("mlflow.source.name", "planet-bench");
    tags.put("suite", suite).put("task", task).put("starts", context);
    made.forEach(tags::put);
    ObjectNode profile = JsonFile.object();
    SETTINGS.forEach(
        key -> {
          String ofTask = run.settings().get(key + "." + task);
          String value = ofTask == null ? run.settings().get(key) : ofTask;
          if (value != null) {
            profile.put(key, value);
          }
        });
    String digest = DigestUtils.sha256Hex(source + "\n" + profile).substring(0, DIGITS);
    return new Dataset(task, context, source.toString(), profile.toString(), digest);
  }
}
