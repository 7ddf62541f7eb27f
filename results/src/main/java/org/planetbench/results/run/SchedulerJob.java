package org.planetbench.results.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** One attempt of a scheduler's job, which a process is of. */
sealed interface SchedulerJob permits SlurmJob, KubernetesPod {
  /** That of a process with these variables, as the scheduler sets them. */
  static Optional<SchedulerJob> of(Map<String, String> environment) {
    return KubernetesPod.of(environment)
        .<SchedulerJob>map(pod -> pod)
        .or(() -> SlurmJob.of(environment));
  }

  /** The inverse of {@link #write}; empty where there is none. */
  static Optional<SchedulerJob> read(ObjectNode claim) {
    return KubernetesPod.read(claim).<SchedulerJob>map(pod -> pod).or(() -> SlurmJob.read(claim));
  }

  /** Says in a claim which it is. */
  void write(ObjectNode claim);

  /**
   * Whether it is known that no process of this attempt lives.
   *
   * @param observer the attempt that asks, if it is one
   */
  boolean hasEnded(Optional<SchedulerJob> observer);
}
