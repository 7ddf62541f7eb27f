package org.planetbench.harness.submit;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.run.file.InputFile;

/**
 * What Kubernetes alone is told.
 *
 * @param image of the program, with its digest
 * @param claim the PersistentVolumeClaim that holds the folder of runs
 * @param path of that folder in the claim; empty for the claim's root
 * @param namespace empty for that of the user's configuration
 * @param queue of Kueue; empty for none
 * @param template what a site adds to the jobs
 */
public record KubernetesOptions(
    String image,
    String claim,
    String path,
    Optional<String> namespace,
    Optional<String> queue,
    Job template) {
  private static final int LARGEST = 1 << 20;
  private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";

  public KubernetesOptions {
    require(
        "--image",
        "the image with its digest, such as registry/planet-bench/bench@sha256:..., so that all cells run one program",
        image,
        "[^@\\s]+@sha256:[0-9a-f]{64}");
    require(
        "--claim", "a PersistentVolumeClaim's name, such as results or results/paper", claim, NAME);
    namespace.ifPresent(text -> require("--namespace", "a name", text, NAME));
    queue.ifPresent(text -> require("--queue", "a queue's name", text, NAME));
    if (path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw new BadInputException(
          "--claim: expected a folder below the claim's root, got '" + path + "'");
    }
  }

  /**
   * @param claim its name, or that and the path of the folder of runs in it, after a slash
   * @param template a YAML file with a Job, of which all stays that submitting does not set
   */
  public static KubernetesOptions of(
      String image,
      String claim,
      Optional<String> namespace,
      Optional<String> queue,
      Optional<Path> template)
      throws IOException {
    String[] parts = claim.split("/", 2);
    return new KubernetesOptions(
        image,
        parts[0],
        parts.length > 1 ? parts[1].replaceFirst("/+$", "") : "",
        namespace,
        queue,
        template.isPresent() ? read(template.get()) : new Job());
  }

  private static Job read(Path file) throws IOException {
    String text = InputFile.text(file, LARGEST);
    try {
      if (new KubernetesSerialization().unmarshal(text) instanceof Job job) {
        return job;
      }
    } catch (RuntimeException e) { // of several readers
      throw new BadInputException(
          "--template: %s: expected a Job in YAML, got what is none: %s"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
    throw new BadInputException(
        "--template: %s: expected a Job (apiVersion: batch/v1, kind: Job), got another kind"
            .formatted(file));
  }

  private static void require(String option, String expected, String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new BadInputException("%s: expected %s, got '%s'".formatted(option, expected, text));
    }
  }
}
