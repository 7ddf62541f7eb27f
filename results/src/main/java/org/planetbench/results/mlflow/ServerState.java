package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.file.JsonFile;

/**
 * {@code server.json}: which server serves the data beside it. It travels with copies of its folder
 * and with images, so it says whose it is: what names another home speaks of another server.
 *
 * @param token a random word that its processes have, too
 * @param home where it serves
 * @param processes the first one is its head
 */
record ServerState(int port, String token, Home home, List<Started> processes) {
  /** Clocks that tell when a process started differ a little from reading to reading. */
  private static final long SAME_START_MS = 5000;

  /**
   * The data that a server serves, and from where.
   *
   * @param data the folder's real path
   * @param checkout that it was started from; others may share the data
   * @param host the machine's name: folders may be seen from several
   */
  record Home(String data, String checkout, String host) {
    static Home of(Path data, Path checkout) {
      return new Home(real(data).toString(), real(checkout).toString(), thisHost());
    }

    /** Whether both mean the same data on the same machine. */
    boolean isAlso(Home other) {
      return data.equals(other.data) && host.equals(other.host);
    }

    private static Path real(Path path) {
      try {
        return path.toRealPath();
      } catch (IOException e) {
        return path.toAbsolutePath().normalize(); // not there yet
      }
    }

    private static String thisHost() {
      try {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      } catch (IOException e) {
        return "unknown";
      }
    }
  }

  /**
   * A process for ever: numbers are used again, but not by one that started at the same time.
   *
   * @param startedMs 0 if the system doesn't tell
   */
  record Started(long pid, long startedMs) {
    static Started of(ProcessHandle process) {
      return new Started(process.pid(), startMs(process));
    }

    Optional<ProcessHandle> living() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> Math.abs(startMs(process) - startedMs) <= SAME_START_MS);
    }

    private static long startMs(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
  }

  ServerState {
    processes = List.copyOf(processes);
  }

  /** The same server, with the processes that it has by now; its head stays the first. */
  ServerState with(List<ProcessHandle> all) {
    List<Started> renewed = new ArrayList<>(List.of(processes.getFirst()));
    all.stream().filter(process -> process.pid() != pid()).map(Started::of).forEach(renewed::add);
    return new ServerState(port, token, home, renewed);
  }

  /**
   * Empty if there is none, or one that makes no sense. One from before there were tokens has an
   * empty token and home, which are nobody's.
   */
  static Optional<ServerState> read(Path file) {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      ObjectNode object = JsonFile.read(file);
      List<Started> processes = new ArrayList<>();
      for (JsonNode process : object.path("processes")) {
        processes.add(
            new Started(process.path("pid").asLong(), process.path("started_ms").asLong()));
      }
      int port = object.path("port").asInt();
      Home home =
          new Home(
              object.path("data").asText(),
              object.path("checkout").asText(),
              object.path("host").asText());
      return processes.isEmpty() || port < 1 || port > 65535
          ? Optional.empty()
          : Optional.of(new ServerState(port, object.path("token").asText(), home, processes));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    ObjectNode object = JsonFile.object().put("port", port).put("token", token);
    object.put("data", home.data()).put("checkout", home.checkout()).put("host", home.host());
    ArrayNode all = object.putArray("processes");
    for (Started process : processes) {
      all.addObject().put("pid", process.pid()).put("started_ms", process.startedMs());
    }
    JsonFile.write(file, object);
  }

  long pid() {
    return processes.getFirst().pid();
  }

  /** Whether its head lives: the very process that was started for it. */
  boolean isAlive() {
    return !token.isEmpty() && ServerProcesses.isHead(pid(), token);
  }

  List<ProcessHandle> living() {
    return processes.stream().flatMap(process -> process.living().stream()).toList();
  }
}
