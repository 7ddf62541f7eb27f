package org.planetbench.results.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A job of Slurm, or a task of an array: {@code 17} or {@code 17_3}.
 *
 * @param restarts how often it was requeued before: it keeps its number then
 */
record SlurmJob(String id, int restarts) implements SchedulerJob {
  private static final long PATIENCE_SECONDS = 10;

  /** In which no process of it lives; in any other one may, {@code RESIZING} for example. */
  private static final Set<String> ENDED =
      Set.of(
          "PENDING",
          "BOOT_FAIL",
          "CANCELLED",
          "COMPLETED",
          "DEADLINE",
          "FAILED",
          "NODE_FAIL",
          "OUT_OF_MEMORY",
          "PREEMPTED",
          "TIMEOUT");

  /** The one that this process is of, as Slurm tells it in its environment. */
  static Optional<SlurmJob> of(Map<String, String> environment) {
    String array = environment.getOrDefault("SLURM_ARRAY_JOB_ID", "");
    String id =
        array.isEmpty()
            ? environment.getOrDefault("SLURM_JOB_ID", "")
            : array + "_" + environment.getOrDefault("SLURM_ARRAY_TASK_ID", "0");
    String restarts = environment.getOrDefault("SLURM_RESTART_COUNT", "0");
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SlurmJob(id, restarts.matches("\\d{1,6}") ? Integer.parseInt(restarts) : 0));
  }

  static Optional<SlurmJob> read(ObjectNode claim) {
    return Optional.of(claim.path("job"))
        .filter(JsonNode::isTextual)
        .map(id -> new SlurmJob(id.asText(), claim.path("job_restarts").asInt()));
  }

  @Override
  public void write(ObjectNode claim) {
    claim.put("job", id).put("job_restarts", restarts);
  }

  /**
   * Whether it is known that no process of this attempt lives: {@code observer} is a later attempt
   * of the job, or Slurm says that the job does not run.
   */
  @Override
  public boolean hasEnded(Optional<SchedulerJob> observer) {
    return hasEnded(observer, "squeue");
  }

  /**
   * @param squeue the program that lists jobs
   */
  boolean hasEnded(Optional<SchedulerJob> observer, String squeue) {
    return observer.filter(this::isBefore).isPresent()
        || states(squeue).filter(ENDED::containsAll).isPresent();
  }

  private boolean isBefore(SchedulerJob other) {
    return other instanceof SlurmJob that && that.id.equals(id) && that.restarts > restarts;
  }

  /**
   * What Slurm says, of a heterogeneous job a line for each part, and nothing once it has forgotten
   * the job; empty where it cannot be asked.
   */
  private Optional<List<String>> states(String squeue) {
    try {
      Process asked =
          new ProcessBuilder(List.of(squeue, "--noheader", "--jobs=" + id, "--format=%T")).start();
      try {
        if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return Optional.empty();
        }
        String said = text(asked.getInputStream());
        boolean forgotten = text(asked.getErrorStream()).contains("Invalid job id");
        return asked.exitValue() == 0 || forgotten
            ? Optional.of(said.lines().toList())
            : Optional.empty();
      } finally {
        asked.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty(); // no Slurm on this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Override
  public String toString() {
    return "Slurm job " + id;
  }
}
