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
import org.planetbench.results.JsonFile;

/**
 * {@code server.json}: which processes are our server. The first one is its head; the others are
 * there so that none is forgotten when the head is killed alone.
 */
record ServerState(int port, List<Started> processes) {
  /** Clocks that tell when a process started differ a little from reading to reading. */
  private static final long SAME_START_MS = 5000;

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

  static ServerState of(List<ProcessHandle> processes, int port) {
    return new ServerState(port, processes.stream().map(Started::of).toList());
  }

  /** Empty if there is none, or one that makes no sense: then no server is ours. */
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
      return processes.isEmpty() || port < 1 || port > 65535
          ? Optional.empty()
          : Optional.of(new ServerState(port, processes));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    ObjectNode object = JsonFile.object().put("port", port);
    ArrayNode all = object.putArray("processes");
    for (Started process : processes) {
      all.addObject().put("pid", process.pid()).put("started_ms", process.startedMs());
    }
    JsonFile.write(file, object);
  }

  long pid() {
    return processes.getFirst().pid();
  }

  boolean isAlive() {
    return processes.getFirst().living().isPresent();
  }

  List<ProcessHandle> living() {
    return processes.stream().flatMap(process -> process.living().stream()).toList();
  }
}
