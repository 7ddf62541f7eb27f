package org.planetbench.results.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * A pod of an index of a Job of Kubernetes.
 *
 * @param job the Job's name and the index, such as {@code bench-paper-1/3}
 * @param pod its own name, which no other pod has
 */
public record KubernetesPod(String job, String pod) implements SchedulerJob {
  /** The variable with the Job's name, which {@code bench submit} sets. */
  public static final String JOB = "PLANETBENCH_JOB";

  /** The variable with the index, which Kubernetes sets. */
  public static final String INDEX = "JOB_COMPLETION_INDEX";

  /**
   * The variable with the pod's own name, which {@code bench submit} has Kubernetes set: the pods
   * of an index all have the same host name.
   */
  public static final String POD = "PLANETBENCH_POD";

  private static final String KEY = "pod";

  static Optional<KubernetesPod> of(Map<String, String> environment) {
    String job = environment.getOrDefault(JOB, "");
    String index = environment.getOrDefault(INDEX, "");
    String pod = environment.getOrDefault(POD, "");
    return job.isEmpty() || index.isEmpty() || pod.isEmpty()
        ? Optional.empty()
        : Optional.of(new KubernetesPod(job + "/" + index, pod));
  }

  static Optional<KubernetesPod> read(ObjectNode claim) {
    return Optional.of(claim.path(KEY))
        .filter(JsonNode::isTextual)
        .map(pod -> new KubernetesPod(claim.path("job").asText(), pod.asText()));
  }

  @Override
  public void write(ObjectNode claim) {
    claim.put("job", job).put(KEY, pod);
  }

  /** The Job makes another pod of an index only once the one before has ended. */
  @Override
  public boolean hasEnded(Optional<SchedulerJob> observer) {
    return observer
        .filter(
            other ->
                other instanceof KubernetesPod that
                    && that.job.equals(job)
                    && !that.pod.equals(pod))
        .isPresent();
  }

  @Override
  public String toString() {
    return "Kubernetes pod " + pod;
  }
}
