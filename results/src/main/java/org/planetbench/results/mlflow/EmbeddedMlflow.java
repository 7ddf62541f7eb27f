package org.planetbench.results.mlflow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.planetbench.results.AtomicFile;
import org.planetbench.results.RunLock;
import org.planetbench.results.mlflow.TrackingException.Reason;

/**
 * The tracking server that comes with the project: started when one is needed, kept for its pages
 * after the command that started it, found again by the next.
 */
public final class EmbeddedMlflow {
  private static final int FIRST_PORT = 5000;
  private static final int PORTS_TO_TRY = 20;
  private static final Duration STOPPING = Duration.ofSeconds(10);

  /** Makes the server the head of a session of its own: Ctrl-C in our terminal is not for it. */
  private static final String OWN_SESSION =
      "import os, sys; os.setsid(); os.execv(sys.executable, [sys.executable] + sys.argv[1:])";

  private final Path python;
  private final Path directory;
  private final Duration patience;
  private final ServerProbe probe = new ServerProbe();

  /**
   * A server that runs and answers.
   *
   * @param identity stays the same when the port changes
   */
  public record Running(URI uri, long pid, String version, Path directory, String identity) {}

  /**
   * @param venv a Python environment with MLflow
   * @param directory for database, artifacts, log and state
   * @param patience how long a start may take
   */
  public EmbeddedMlflow(Path venv, Path directory, Duration patience) {
    this.python = venv.toAbsolutePath().resolve("bin").resolve("python");
    this.directory = directory.toAbsolutePath().normalize();
    this.patience = patience;
  }

  /** The one of the checkout {@code home}. */
  public static EmbeddedMlflow of(Path home) {
    Path bench = home.resolve(".bench");
    return new EmbeddedMlflow(
        bench.resolve("venv"), bench.resolve("mlflow"), Duration.ofSeconds(90));
  }

  public Path log() {
    return directory.resolve("server.log");
  }

  /** The server if it runs; a stale state file counts for nothing. */
  public Optional<Running> status() throws InterruptedException {
    Optional<ServerState> state = ServerState.read(stateFile()).filter(ServerState::isAlive);
    if (state.isEmpty()) {
      return Optional.empty();
    }
    URI uri = uri(state.get().port());
    return probe.version(uri).map(version -> running(state.get(), version));
  }

  /**
   * Takes the server that runs, or starts one and waits until it answers.
   *
   * @param progress is told now and then, in words, what is going on
   */
  public Running start(Consumer<String> progress) throws IOException, InterruptedException {
    AtomicFile.createFolder(directory);
    RunLock lock = awaitLock(progress);
    try {
      Optional<Running> running = status();
      if (running.isPresent()) {
        return running.get();
      }
      stopLocked(); // one that lives but does not answer
      return launch(progress);
    } finally {
      lock.close();
    }
  }

  /** Ends the server and all it started. Returns whether there was one. */
  public boolean stop() throws IOException, InterruptedException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    RunLock lock = awaitLock(message -> {});
    try {
      return stopLocked();
    } finally {
      lock.close();
    }
  }

  private Running launch(Consumer<String> progress) throws IOException, InterruptedException {
    if (!Files.isExecutable(python)) {
      throw new TrackingException(
          Reason.REJECTED, "no MLflow server at " + python + "; `bench doctor` says how to get it");
    }
    long start = System.nanoTime();
    List<Integer> ports = freePorts();
    for (int port : ports) {
      Process server = spawn(port);
      ServerState.of(List.of(server.toHandle()), port).write(stateFile());
      Optional<String> version = awaitVersion(server, port, start, progress);
      if (version.isPresent()) {
        List<ProcessHandle> processes =
            Stream.concat(Stream.of(server.toHandle()), server.toHandle().descendants()).toList();
        ServerState state = ServerState.of(processes, port);
        state.write(stateFile());
        return running(state, version.get());
      }
      if (!portTaken(port)) {
        break; // it failed for a reason that another port would not change
      }
    }
    throw new TrackingException(
        Reason.UNREACHABLE, "MLflow did not start: " + lastWords() + "; see " + log());
  }

  private Process spawn(int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            python.toString(),
            "-c",
            OWN_SESSION,
            "-m",
            "mlflow",
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--workers",
            "1",
            "--backend-store-uri",
            "sqlite:///" + directory.resolve("mlflow.db"),
            "--artifacts-destination",
            directory.resolve("artifacts").toString());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("MLFLOW_")); // meant for our client
    environment.put("MLFLOW_DISABLE_TELEMETRY", "true");
    environment.put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false"); // else 1.9 GB, not 0.5
    return builder
        .directory(directory.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /** Empty if the process ended, or time is up, without an answer. */
  private Optional<String> awaitVersion(
      Process server, int port, long start, Consumer<String> progress) throws InterruptedException {
    while (server.isAlive()) {
      Optional<String> version = probe.version(uri(port));
      if (version.isPresent()) {
        return version;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waited.compareTo(patience) > 0) {
        stop(Stream.concat(server.descendants(), Stream.of(server.toHandle())).toList());
        return Optional.empty();
      }
      progress.accept("starting MLflow on port " + port + ", " + waited.toSeconds() + " s");
      Thread.sleep(500);
    }
    return Optional.empty();
  }

  /** The port of last time first, so that links stay valid; then the usual ones; then any. */
  private List<Integer> freePorts() throws IOException {
    int last = ServerState.read(stateFile()).map(ServerState::port).orElse(FIRST_PORT);
    List<Integer> usual =
        IntStream.concat(IntStream.of(last), IntStream.range(FIRST_PORT, FIRST_PORT + PORTS_TO_TRY))
            .distinct()
            .filter(port -> !portTaken(port))
            .limit(3)
            .boxed()
            .toList();
    if (!usual.isEmpty()) {
      return usual;
    }
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return List.of(any.getLocalPort());
    }
  }

  private static boolean portTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private boolean stopLocked() throws InterruptedException {
    Optional<ServerState> state = ServerState.read(stateFile());
    List<ProcessHandle> alive = state.map(ServerState::living).orElse(List.of());
    stop(
        alive.stream()
            .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process)))
            .distinct()
            .toList());
    return !alive.isEmpty();
  }

  /** Politely, then not. */
  private static void stop(List<ProcessHandle> processes) throws InterruptedException {
    processes.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + STOPPING.toNanos();
    while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    processes.forEach(ProcessHandle::destroyForcibly);
  }

  private RunLock awaitLock(Consumer<String> progress) throws IOException, InterruptedException {
    Path file = directory.resolve(".lock");
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<RunLock> lock = RunLock.tryAcquire(file);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() > deadline) {
        throw new TrackingException(
            Reason.UNREACHABLE,
            RunLock.holder(file) + " is starting or stopping MLflow for too long");
      }
      progress.accept("waiting for " + RunLock.holder(file) + ", which is starting MLflow");
      Thread.sleep(250);
    }
  }

  /** The log's last line that names an error; else its last one. */
  private String lastWords() {
    try {
      List<String> lines =
          Files.readString(log(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.reversed().stream()
          .filter(line -> line.contains("Error: ") || line.contains("ERROR: "))
          .findFirst()
          .or(() -> lines.reversed().stream().findFirst())
          .map(String::strip)
          .orElse("it said nothing");
    } catch (IOException e) {
      return "it left no log";
    }
  }

  private Path stateFile() {
    return directory.resolve("server.json");
  }

  private static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private Running running(ServerState state, String version) {
    return new Running(uri(state.port()), state.pid(), version, directory, "embedded:" + directory);
  }
}
