package org.planetbench.harness.submit;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.planetbench.harness.experiment.BadInputException;

/** The API server that the user's own configuration names, as kubectl reads it. */
final class Kubernetes {
  private static final int PATIENCE_MS = 10_000;

  /** Where the configuration names none, as for kubectl. */
  private static final String DEFAULT_NAMESPACE = "default";

  private Kubernetes() {}

  /**
   * Asks the server what it would say; nothing is made.
   *
   * @throws BadInputException if there is no server, or it would refuse a job
   */
  static void requireAcceptance(List<Job> jobs, Optional<String> namespace) {
    try (KubernetesClient client = client(namespace)) {
      jobs.forEach(job -> client.resource(job).dryRun().create());
    } catch (KubernetesClientException e) {
      throw refused(e);
    }
  }

  /** All, or none. */
  static List<String> create(List<Job> jobs, Optional<String> namespace) {
    List<ScalableResource<Job>> made = new ArrayList<>();
    try (KubernetesClient client = client(namespace)) {
      try {
        for (Job job : jobs) {
          ScalableResource<Job> resource = client.batch().v1().jobs().resource(job);
          resource.create();
          made.add(resource);
        }
      } catch (KubernetesClientException e) {
        made.forEach(ScalableResource::delete);
        throw e;
      }
    } catch (KubernetesClientException e) {
      throw refused(e);
    }
    return jobs.stream().map(job -> job.getMetadata().getName()).toList();
  }

  private static KubernetesClient client(Optional<String> namespace) {
    ConfigBuilder config =
        new ConfigBuilder(Config.autoConfigure(null))
            .withConnectionTimeout(PATIENCE_MS)
            .withRequestTimeout(PATIENCE_MS)
            .withRequestRetryBackoffLimit(1);
    config.withNamespace(
        namespace.orElse(Objects.requireNonNullElse(config.getNamespace(), DEFAULT_NAMESPACE)));
    return new KubernetesClientBuilder().withConfig(config.build()).build();
  }

  private static BadInputException refused(KubernetesClientException e) {
    Status status = e.getStatus();
    if (status != null && status.getMessage() != null) {
      return new BadInputException(
          "--to kubernetes: the server refuses: " + oneLine(status.getMessage()));
    }
    Throwable cause = e.getCause() != null ? e.getCause() : e;
    return new BadInputException(
        "--to kubernetes: expected an API server that answers, as KUBECONFIG or ~/.kube/config names it, got: "
            + oneLine(String.valueOf(cause.getMessage()))
            + "; kubectl cluster-info tries it, --dry-run needs none");
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
