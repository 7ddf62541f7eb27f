package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.submit.KubernetesOptions;
import picocli.CommandLine.Option;

/** Options of {@code bench submit --to kubernetes}. */
final class KubernetesChoice {
  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description =
          "The image that ci/images/build made of this commit, with its digest: name@sha256:...")
  private @Nullable String image;

  @Option(
      names = "--claim",
      paramLabel = "PVC[/PATH]",
      description =
          "The PersistentVolumeClaim that --runs lies in, and where in it. The pods see it as /runs.")
  private @Nullable String claim;

  @Option(
      names = "--namespace",
      paramLabel = "NS",
      description = "Default: that of the current context.")
  private @Nullable String namespace;

  @Option(
      names = "--queue",
      paramLabel = "Q",
      description = "Kueue's local queue: the jobs wait there until it starts them.")
  private @Nullable String queue;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description =
          "A YAML file with a Job: its labels, annotations, node selectors, tolerations and the"
              + " variables of its container 'bench' are those of the jobs.")
  private @Nullable Path template;

  KubernetesOptions options() throws IOException {
    return KubernetesOptions.of(
        required("--image", image),
        required("--claim", claim),
        Optional.ofNullable(namespace),
        Optional.ofNullable(queue),
        Optional.ofNullable(template));
  }

  private static String required(String option, @Nullable String value) {
    if (value == null) {
      throw new BadInputException(
          "--to kubernetes: expected --image and --claim, got no " + option);
    }
    return value;
  }
}
