package org.planetbench.results.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.planetbench.results.run.file.JsonFile;

/**
 * A process, as the processes of other machines can tell it from any other.
 *
 * @param host the machine's name
 * @param boot what the kernel calls this run of the machine, {@code boot_id}
 * @param namespace in which the number of the process counts: a container has its own
 * @param process its number
 * @param started in clock ticks since the machine's start: a number may be used again
 * @param job of a scheduler, if it is one's
 * @param since when it took the claim, by its own clock: for people
 */
public record Owner(
    String host,
    String boot,
    String namespace,
    long process,
    long started,
    Optional<SchedulerJob> job,
    Instant since) {
  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0; // columns after the program's name
  private static final int START = 19;

  /** Whether a process lives, as far as it can be told from here. */
  enum Life {
    ALIVE,
    DEAD,
    UNKNOWN
  }

  /** This process. */
  public static Owner here() {
    long process = ProcessHandle.current().pid();
    return new Owner(
        text(PROC.resolve("sys/kernel/hostname")).orElse("unknown"),
        text(PROC.resolve("sys/kernel/random/boot_id")).orElse("unknown"),
        ownNamespace(),
        process,
        stat(process).map(columns -> Long.parseLong(columns[START])).orElse(0L),
        SchedulerJob.of(System.getenv()),
        Instant.now());
  }

  private static String ownNamespace() {
    try {
      return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "unknown";
    }
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The columns after the name of the program, which may hold blanks; empty without a process. */
  private static Optional<String[]> stat(long process) {
    return text(PROC.resolve(process + "/stat"))
        .map(line -> line.substring(line.lastIndexOf(')') + 2).split(" "))
        .filter(columns -> columns.length > START);
  }

  /** Whether it is one process with {@code other}, whenever that took its claim. */
  boolean isSameProcess(Owner other) {
    return isOnTheMachineOf(other) && process == other.process && started == other.started;
  }

  boolean isOnTheMachineOf(Owner other) {
    return !boot.equals("unknown")
        && host.equals(other.host)
        && boot.equals(other.boot)
        && namespace.equals(other.namespace);
  }

  /**
   * Whether it lives, as {@code observer} can tell: on one machine the kernel says, of a job the
   * scheduler may. Where processes of other users are hidden, a missing one says nothing.
   */
  Life seenBy(Owner observer) {
    if (isOnTheMachineOf(observer)) {
      Optional<String[]> columns = stat(process);
      if (columns.isEmpty()) {
        return Files.isReadable(PROC.resolve("1/stat")) ? Life.DEAD : Life.UNKNOWN;
      }
      boolean same = Long.parseLong(columns.get()[START]) == started;
      return same && !columns.get()[STATE].equals("Z") ? Life.ALIVE : Life.DEAD;
    }
    return job.filter(own -> own.hasEnded(observer.job)).isPresent() ? Life.DEAD : Life.UNKNOWN;
  }

  /** What a claim's file says; {@link #read} is the inverse. */
  String toText() throws IOException {
    ObjectNode json = JsonFile.object();
    json.put("host", host);
    json.put("boot_id", boot);
    json.put("pid_namespace", namespace);
    json.put("process", process);
    json.put("process_started_ticks", started);
    job.ifPresent(own -> own.write(json));
    json.put("claimed_at", since.toString());
    return JsonFile.text(json);
  }

  /** Empty for a file that holds no owner. */
  static Optional<Owner> read(Path file) {
    try {
      ObjectNode json = JsonFile.read(file);
      return Optional.of(
          new Owner(
              json.path("host").asText(),
              json.path("boot_id").asText(),
              json.path("pid_namespace").asText(),
              json.path("process").asLong(),
              json.path("process_started_ticks").asLong(),
              SchedulerJob.read(json),
              Instant.parse(json.path("claimed_at").asText())));
    } catch (IOException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** For messages: {@code process 123 on host n7}, and which job that is. */
  @Override
  public String toString() {
    return "process " + process + " on host " + host + job.map(own -> ", " + own).orElse("");
  }
}
