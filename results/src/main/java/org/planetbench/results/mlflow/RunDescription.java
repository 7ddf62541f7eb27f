package org.planetbench.results.mlflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

/** A run's record in MLflow's words: params, tags, status; cut to what the server takes. */
final class RunDescription {
  /** The tag that makes an MLflow run ours: looked up before one is created. */
  static final String RUN_KEY = "planetbench.run_key";

  static final String SUITE_ID = "suite_id";

  static final int LONGEST_PARAM = 6000;
  static final int LONGEST_TAG = 8000;
  private static final int LONGEST_KEY = 250;
  private static final String CUT = "... (cut)";

  private RunDescription() {}

  /** Every setting. */
  static SequencedMap<String, String> params(RunRecord run) {
    SequencedMap<String, String> params = new LinkedHashMap<>();
    run.settings().forEach((key, value) -> params.put(key(key), cut(value, LONGEST_PARAM)));
    return params;
  }

  static SequencedMap<String, String> tags(RunRecord run) {
    SequencedMap<String, String> tags = new LinkedHashMap<>();
    tags.put(RUN_KEY, run.runKey());
    tags.put("task", run.task());
    tags.put("variant", run.variant());
    tags.put("seed", Long.toString(run.seed()));
    tags.put("recipe", run.recipe());
    tags.put("profile", run.profile());
    tags.put(SUITE_ID, run.suiteId());
    tags.put("status", run.status().id());
    tags.put("resumes", Integer.toString(run.resumes()));
    run.certificate().ifPresent(head -> tags.put("certificate", head.digest()));
    String commit = run.provenance().getOrDefault("commit", "unknown");
    tags.put("commit", commit);
    tags.put("mlflow.user", System.getProperty("user.name", "unknown"));
    tags.put("mlflow.source.name", "planet-bench");
    tags.put("mlflow.source.type", "LOCAL");
    tags.put("mlflow.source.git.commit", commit.replaceFirst("-dirty$", ""));
    tags.put("mlflow.note.content", note(run));
    run.provenance().forEach((key, value) -> tags.put(key("provenance." + key), value));
    tags.replaceAll((key, value) -> cut(value, LONGEST_TAG));
    return tags;
  }

  /** Markdown; shown on top of the run's page. */
  private static String note(RunRecord run) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "`%s` on `%s`, seed %d, recipe `%s`, profile `%s`",
            run.variant(),
            run.task(),
            run.seed(),
            run.recipe(),
            run.profile()));
    run.error().ifPresent(error -> lines.add("**Failed:** " + error));
    run.warnings().forEach(warning -> lines.add("**Warning:** " + warning));
    return String.join("\n\n", lines);
  }

  /** What MLflow calls our status. */
  static String status(RunStatus status) {
    return switch (status) {
      case RUNNING -> "RUNNING";
      case FINISHED -> "FINISHED";
      case FAILED -> "FAILED";
      case INTERRUPTED -> "KILLED";
    };
  }

  /** Parts of at most {@code size} entries, in order. */
  static List<Map<String, String>> parts(SequencedMap<String, String> all, int size) {
    List<Map<String, String>> parts = new ArrayList<>();
    Map<String, String> part = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : all.entrySet()) {
      if (part.size() == size) {
        parts.add(part);
        part = new LinkedHashMap<>();
      }
      part.put(entry.getKey(), entry.getValue());
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  /** MLflow takes letters, digits and {@code _ - . space : /}. */
  static String key(String text) {
    String key = text.replaceAll("[^\\p{Alnum}_\\-. :/]", "_");
    return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - CUT.length()) + CUT;
  }
}
