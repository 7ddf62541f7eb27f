package org.planetbench.results.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.file.Sha256;

/**
 * What MLflow 3 lists among models: the parameters that a finished run has learned. They are none
 * of MLflow's formats and need this program, so that the entry is an external one, as those of
 * {@code mlflow.create_external_model}: it has the recipe, the final returns, and which file of the
 * run's folder the parameters are, but not the file itself.
 */
record ModelEntry(
    String name,
    String type,
    SequencedMap<String, String> params,
    SequencedMap<String, String> tags) {
  private static final int MOST_PARAMS = 100;

  /** Empty for a run that learned nothing, or whose last checkpoint is gone. */
  static Optional<ModelEntry> of(RunFolder folder, RunRecord run) throws IOException {
    Optional<Path> parameters = parameters(folder);
    if (parameters.isEmpty()) {
      return Optional.empty();
    }
    SequencedMap<String, String> params = new LinkedHashMap<>();
    params.put("task", run.task());
    RunDescription.params(run).entrySet().stream()
        .filter(param -> param.getKey().startsWith("recipe."))
        .limit(MOST_PARAMS - params.size())
        .forEach(param -> params.put(param.getKey(), param.getValue()));
    SequencedMap<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.model.isExternal", "true");
    tags.put("seed", Long.toString(run.seed()));
    tags.put(RunDescription.SUITE_ID, run.suiteId());
    tags.put("parameters", folder.cell() + "/" + folder.path().relativize(parameters.get()));
    tags.put("parameters_sha256", Sha256.of(parameters.get()));
    return Optional.of(new ModelEntry(run.cell(), run.variant(), params, tags));
  }

  /** Of the newest checkpoint. */
  private static Optional<Path> parameters(RunFolder folder) throws IOException {
    if (!Files.isDirectory(folder.checkpoint())) {
      return Optional.empty();
    }
    try (Stream<Path> checkpoints = Files.list(folder.checkpoint())) {
      return checkpoints
          .filter(checkpoint -> checkpoint.getFileName().toString().matches("[0-9]+"))
          .max(Path::compareTo)
          .map(newest -> newest.resolve("model.npz"))
          .filter(Files::isRegularFile);
    }
  }
}
