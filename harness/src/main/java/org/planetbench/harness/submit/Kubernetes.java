package org.planetbench.harness.submit;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
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
import java.util.Set;
import org.planetbench.harness.experiment.BadInputException;

/** The API server that the user's own configuration names, as kubectl reads it. */
final class Kubernetes {
  private static final int PATIENCE_MS = 10_000;

  private static final int LOOKS = 16;
  private static final int BETWEEN_LOOKS_MS = 500;

  /** Why a container waits that has no image. */
  private static final Set<String> NO_IMAGE =
      Set.of("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName");

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

  /**
   * All, or none.
   *
   * @throws BadInputException if the server refuses a job, or a node finds no image
   */
  static List<String> create(List<Job> jobs, Optional<String> namespace)
      throws InterruptedException {
    List<ScalableResource<Job>> made = new ArrayList<>();
    try (KubernetesClient client = client(namespace)) {
      try {
        for (Job job : jobs) {
          ScalableResource<Job> resource = client.batch().v1().jobs().resource(job);
          make(resource, made);
        }
        if (!Boolean.TRUE.equals(jobs.getFirst().getSpec().getSuspend())) {
          requireImage(client, jobs.getFirst().getMetadata().getName());
        }
      } catch (KubernetesClientException e) {
        throw withdrawn(made, refused(e));
      } catch (BadInputException e) {
        throw withdrawn(made, e);
      }
    } catch (KubernetesClientException e) {
      throw refused(e);
    }
    return jobs.stream().map(job -> job.getMetadata().getName()).toList();
  }

  /** Where no answer comes, it may be made. */
  private static void make(ScalableResource<Job> job, List<ScalableResource<Job>> made) {
    try {
      job.create();
      made.add(job);
    } catch (KubernetesClientException e) {
      if (e.getStatus() == null) {
        made.add(job);
      }
      throw e;
    }
  }

  /**
   * Nothing stays half-submitted, with pods or without; the reason says so of what could not be
   * taken back.
   */
  private static BadInputException withdrawn(
      List<ScalableResource<Job>> made, BadInputException reason) {
    StringBuilder text = new StringBuilder(String.valueOf(reason.getMessage()));
    for (ScalableResource<Job> job : made.reversed()) {
      try {
        job.withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
      } catch (KubernetesClientException e) {
        text.append("; job ")
            .append(job.item().getMetadata().getName())
            .append(" may have been made and could not be deleted: ")
            .append(oneLine(String.valueOf(e.getMessage())));
      }
    }
    return new BadInputException(text.toString(), reason);
  }

  /**
   * Looks for some seconds whether a node can pull the image: pods without one wait for ever, and
   * no job fails. Where no pod begins so soon nothing is known, and nothing is said.
   */
  private static void requireImage(KubernetesClient client, String job)
      throws InterruptedException {
    for (int look = 0; look < LOOKS; look++) {
      List<ContainerState> states = states(client, job);
      if (states.stream().anyMatch(s -> s.getRunning() != null || s.getTerminated() != null)) {
        return;
      }
      for (ContainerState state : states) {
        ContainerStateWaiting waiting = state.getWaiting();
        if (waiting != null && NO_IMAGE.contains(waiting.getReason())) {
          throw new BadInputException(
              "--image: expected one that the nodes can pull, got: %s; push it, or give --template the imagePullSecrets"
                  .formatted(oneLine(String.valueOf(waiting.getMessage()))));
        }
      }
      Thread.sleep(BETWEEN_LOOKS_MS);
    }
  }

  /** Of the containers of its pods; none where whoever submits may not see pods. */
  private static List<ContainerState> states(KubernetesClient client, String job) {
    try {
      return client.pods().withLabel("job-name", job).list().getItems().stream()
          .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
          .map(ContainerStatus::getState)
          .toList();
    } catch (KubernetesClientException e) {
      return List.of();
    }
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
