package org.planetbench.results.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job of Slurm, or a task of an array: {@code 17} or {@code 17_3}.
 *
 * @param restarts how often it was requeued before: it keeps its number then
 * @param cluster whose number it is, since another has one like it; empty where nobody said
 * @param user whose job it is; empty where nobody said
 */
record SlurmJob(String id, int restarts, String cluster, String user) implements SchedulerJob {
  private static final long PATIENCE_SECONDS = 10;

  /** So long one that did not answer in time is not asked again: many claims are looked at. */
  private static final Duration LEFT_ALONE = Duration.ofMinutes(1);

  /** When a program last did not answer, by {@link System#nanoTime}. */
  private static final Map<String, Long> SILENT = new ConcurrentHashMap<>();

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

  /** What this machine asks, once it was said: it does not change under a process. */
  private static final Map<String, String> CLUSTERS = new ConcurrentHashMap<>();

  private static final String OURSELVES = System.getProperty("user.name", "");

  private static final Pattern CLUSTER = Pattern.compile("(?m)^ClusterName\\s*=\\s*(\\S+)");

  SlurmJob(String id, int restarts) {
    this(id, restarts, "", OURSELVES);
  }

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
            new SlurmJob(
                id,
                restarts.matches("\\d{1,6}") ? Integer.parseInt(restarts) : 0,
                environment.getOrDefault("SLURM_CLUSTER_NAME", ""),
                OURSELVES));
  }

  static Optional<SlurmJob> read(ObjectNode claim) {
    return Optional.of(claim.path("job"))
        .filter(JsonNode::isTextual)
        .map(
            id ->
                new SlurmJob(
                    id.asText(),
                    claim.path("job_restarts").asInt(),
                    claim.path("job_cluster").asText(),
                    claim.path("job_user").asText()));
  }

  @Override
  public void write(ObjectNode claim) {
    claim
        .put("job", id)
        .put("job_restarts", restarts)
        .put("job_cluster", cluster)
        .put("job_user", user);
  }

  /**
   * Whether it is known that no process of this attempt lives: {@code observer} is a later attempt
   * of the job, or Slurm says that the job does not run.
   */
  @Override
  public boolean hasEnded(Optional<SchedulerJob> observer) {
    return hasEnded(observer, "squeue", "scontrol");
  }

  /**
   * @param squeue the program that lists jobs
   * @param scontrol the program that says which cluster this machine asks
   */
  boolean hasEnded(Optional<SchedulerJob> observer, String squeue, String scontrol) {
    return observer.filter(this::isBefore).isPresent()
        || (isOfTheClusterHere(observer, scontrol)
            && states(squeue).filter(this::haveEnded).isPresent());
  }

  /** Of another user's job a Slurm that keeps jobs private says nothing, as of a forgotten one. */
  private boolean haveEnded(List<String> states) {
    boolean mayBeHidden = !user.isEmpty() && !user.equals(OURSELVES);
    return ENDED.containsAll(states) && !(states.isEmpty() && mayBeHidden);
  }

  private boolean isBefore(SchedulerJob other) {
    return other instanceof SlurmJob that
        && that.id.equals(id)
        && that.cluster.equals(cluster)
        && that.restarts > restarts;
  }

  /** What the Slurm of another cluster says of the number is said of another job. */
  private boolean isOfTheClusterHere(Optional<SchedulerJob> observer, String scontrol) {
    if (cluster.isEmpty()) {
      return true;
    }
    Optional<String> here =
        observer
            .map(job -> job instanceof SlurmJob that ? that.cluster : "")
            .filter(name -> !name.isEmpty());
    return here.or(() -> clusterOf(scontrol)).filter(cluster::equals).isPresent();
  }

  private static Optional<String> clusterOf(String scontrol) {
    Optional<String> known = Optional.ofNullable(CLUSTERS.get(scontrol));
    Optional<String> said = known.or(() -> askedClusterOf(scontrol));
    said.ifPresent(name -> CLUSTERS.put(scontrol, name));
    return said;
  }

  private static Optional<String> askedClusterOf(String scontrol) {
    return Said.by(List.of(scontrol, "show", "config"))
        .map(said -> CLUSTER.matcher(said.out))
        .filter(Matcher::find)
        .map(found -> found.group(1));
  }

  /**
   * What Slurm says, of a heterogeneous job a line for each part, and nothing once it has forgotten
   * the job; empty where it cannot be asked.
   */
  private Optional<List<String>> states(String squeue) {
    return Said.by(List.of(squeue, "--noheader", "--jobs=" + id, "--format=%T"))
        .filter(said -> said.exitCode == 0 || said.error.contains("Invalid job id"))
        .map(said -> said.out.lines().toList());
  }

  /** What a program of Slurm's answered. */
  private record Said(int exitCode, String out, String error) {
    /** Empty where there is no Slurm, or it does not answer. */
    static Optional<Said> by(List<String> command) {
      String program = command.getFirst();
      Long silent = SILENT.get(program);
      if (silent != null && System.nanoTime() - silent < LEFT_ALONE.toNanos()) {
        return Optional.empty();
      }
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SQUEUE_")); // they filter
        Process asked = builder.start();
        try {
          if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            SILENT.put(program, System.nanoTime());
            return Optional.empty();
          }
          return Optional.of(
              new Said(
                  asked.exitValue(), text(asked.getInputStream()), text(asked.getErrorStream())));
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
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Override
  public String toString() {
    return "Slurm job " + id;
  }
}
