package org.planetbench.results.mlflow;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.planetbench.results.mlflow.ServerState.Home;
import org.planetbench.results.mlflow.TrackingException.Reason;
import org.planetbench.results.run.RunLock;
import org.planetbench.results.run.file.AtomicFile;

/**
 * The tracking server that comes with the project: started when one is needed, kept for its pages
 * after the command that started it, found again by the next. It belongs to its folder of data: a
 * copy of the folder has none until it starts its own.
 */
public final class EmbeddedMlflow {
  /** In a lock of wheels. */
  private static final Pattern MLFLOW = Pattern.compile("mlflow==([^ ;\\\\]+)");

  private static final Duration STOPPING = Duration.ofSeconds(10);

  private final Path python;
  private final Path directory;
  private final Path checkout;
  private final Duration patience;
  private final ServerProbe probe = new ServerProbe();

  /**
   * A server that runs and answers.
   *
   * @param checkout that started it; several may share the data
   * @param identity stays the same when the port changes
   */
  public record Running(
      URI uri, long pid, String version, Path directory, Path checkout, String identity) {}

  /**
   * @param venv a Python environment with MLflow
   * @param directory for database, artifacts, log and state
   * @param checkout whose server it is
   * @param patience how long a server may take to answer
   */
  EmbeddedMlflow(Path venv, Path directory, Path checkout, Duration patience) {
    this.python = venv.toAbsolutePath().resolve("bin").resolve("python");
    this.directory = directory.toAbsolutePath().normalize();
    this.checkout = checkout;
    this.patience = patience;
  }

  /** The one of the checkout {@code home}. */
  public static EmbeddedMlflow of(Path home) {
    Path bench = home.resolve(".bench");
    return new EmbeddedMlflow(
        bench.resolve("venv"), bench.resolve("mlflow"), home, Duration.ofSeconds(90));
  }

  /** The server if it runs and answers; a record of another home counts for nothing. */
  public Optional<Running> status() throws InterruptedException {
    Optional<ServerState> alive = alive();
    if (alive.isEmpty()) {
      return Optional.empty();
    }
    ServerState state = alive.get();
    List<ProcessHandle> processes = ServerProcesses.in(directory);
    boolean strangers = !processes.isEmpty() && !ServerProcesses.listen(processes, state.port());
    return strangers
        ? Optional.empty()
        : probe.version(ServerLauncher.uri(state.port())).map(version -> running(state, version));
  }

  /** The numbers of all processes of this server, whether or not it answers. */
  public List<Long> processes() {
    return living().stream().map(ProcessHandle::pid).toList();
  }

  /**
   * Takes the server that runs, or starts one and waits until it answers.
   *
   * @param progress is told now and then, in words, what is going on
   */
  public Running start(Consumer<String> progress) throws IOException, InterruptedException {
    AtomicFile.createFolder(directory);
    Optional<Running> shared = Files.isWritable(directory) ? Optional.empty() : status();
    if (shared.isPresent()) {
      return shared.get(); // another user's, as its folder is
    }
    RunLock lock = awaitLock(progress);
    try {
      Optional<Running> running = adopt(progress);
      if (running.isPresent()) {
        return running.get();
      }
      stopLocked(); // what lives but does not answer
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
    Optional<ServerState> alive = alive();
    if (alive.isPresent() && living().isEmpty()) {
      long pid = alive.get().pid();
      String user = ProcessHandle.of(pid).flatMap(head -> head.info().user()).orElse("unknown");
      throw new TrackingException(
          Reason.REJECTED,
          String.format(Locale.ROOT, "process %d is of user %s, who can stop it", pid, user));
    }
    RunLock lock = awaitLock(message -> {});
    try {
      return stopLocked();
    } finally {
      lock.close();
    }
  }

  /** The one that runs, or is about to: whoever started it may be gone. */
  private Optional<Running> adopt(Consumer<String> progress)
      throws IOException, InterruptedException {
    Optional<ServerState> alive = alive();
    Optional<ProcessHandle> head = alive.flatMap(state -> ProcessHandle.of(state.pid()));
    if (head.isEmpty()) {
      return Optional.empty();
    }
    if (ServerProcesses.in(directory).isEmpty()) {
      return status(); // another user's
    }
    ServerState state = alive.orElseThrow();
    Optional<String> version = launcher().await(head.get(), state.port(), progress);
    if (version.isEmpty()
        || installed().filter(other -> !other.equals(version.get())).isPresent()) {
      return Optional.empty();
    }
    ServerState renewed = state.with(ServerProcesses.in(directory));
    if (!renewed.equals(state)) {
      renewed.write(stateFile());
    }
    return Optional.of(running(renewed, version.get()));
  }

  /** A server that outlives a change of its version has parts of both in memory: it is not kept. */
  private Optional<String> installed() throws IOException {
    Path lock = python.resolve("../../mlflow.lock").normalize();
    if (!Files.isRegularFile(lock)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(lock)) {
      return lines
          .map(MLFLOW::matcher)
          .filter(Matcher::lookingAt)
          .map(found -> found.group(1))
          .findFirst();
    }
  }

  private Running launch(Consumer<String> progress) throws IOException, InterruptedException {
    if (!Files.isExecutable(python)) {
      throw new TrackingException(
          Reason.REJECTED, "no MLflow server at " + python + "; `bench doctor` says how to get it");
    }
    if (python.toString().contains("%")) { // Alembic takes it for the name of an option
      throw new TrackingException(
          Reason.REJECTED,
          "the embedded MLflow server does not start below a folder with '%%' in its name, got %s; remedy: move the checkout, or set MLFLOW_TRACKING_URI to another server or to none"
              .formatted(checkout));
    }
    ServerLauncher launcher = launcher();
    Optional<ServerState> before = ServerState.read(stateFile());
    for (int port : launcher.freePorts(before.map(ServerState::port))) {
      String token = UUID.randomUUID().toString();
      ProcessHandle head = launcher.spawn(port, token).toHandle();
      ServerState state =
          new ServerState(port, token, home(), List.of(ServerState.Started.of(head)));
      if (before.filter(this::isOfAnother).isEmpty()) {
        state.write(stateFile()); // whoever comes next takes it, should this command be killed
      }
      Optional<String> version = launcher.await(head, port, progress);
      if (version.isPresent()) {
        ServerState whole = state.with(ServerProcesses.in(directory));
        whole.write(stateFile());
        return running(whole, version.get());
      }
      stopLocked();
      if (!ServerLauncher.portTaken(port)) {
        break; // it failed for a reason that another port would not change
      }
    }
    throw new TrackingException(
        Reason.UNREACHABLE,
        "MLflow did not start: " + launcher.lastWords() + "; see " + launcher.log());
  }

  /**
   * Whether it may be of a server that lives, elsewhere or as another user's, and has the data
   * open: then ours ends, and theirs has to be found as before.
   */
  private boolean isOfAnother(ServerState state) {
    return !state.home().isAlso(home()) || state.isAlive();
  }

  /** Politely, then not; also processes that were started meanwhile. */
  private boolean stopLocked() throws IOException, InterruptedException {
    List<ProcessHandle> first = living();
    first.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + STOPPING.toNanos();
    List<ProcessHandle> left = living();
    while (!left.isEmpty() && System.nanoTime() < deadline + STOPPING.toNanos()) {
      if (System.nanoTime() > deadline) {
        left.forEach(ProcessHandle::destroyForcibly);
      }
      Thread.sleep(50);
      left = living();
    }
    if (!left.isEmpty()) {
      throw new TrackingException(Reason.UNREACHABLE, "MLflow's " + left + " can't be ended");
    }
    return !first.isEmpty();
  }

  /** Found by their mark; and what a record from before there were marks names. */
  private List<ProcessHandle> living() {
    Stream<ProcessHandle> recorded =
        ServerState.read(stateFile()).stream()
            .flatMap(state -> state.living().stream())
            .filter(process -> ServerProcesses.worksIn(process.pid(), directory));
    return Stream.concat(ServerProcesses.in(directory).stream(), recorded).distinct().toList();
  }

  private Optional<ServerState> alive() {
    return ServerState.read(stateFile())
        .filter(state -> state.home().isAlso(home()))
        .filter(ServerState::isAlive);
  }

  /** Whoever has it may wait for a server that never answers, and then for a new one. */
  private RunLock awaitLock(Consumer<String> progress) throws IOException, InterruptedException {
    Path file = directory.resolve(".lock");
    long deadline = System.nanoTime() + 2 * patience.toNanos();
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

  private ServerLauncher launcher() {
    return new ServerLauncher(python, Path.of(home().data()), patience, probe);
  }

  private Home home() {
    return Home.of(directory, checkout);
  }

  private Path stateFile() {
    return directory.resolve("server.json");
  }

  private static Running running(ServerState state, String version) {
    Home home = state.home();
    return new Running(
        ServerLauncher.uri(state.port()),
        state.pid(),
        version,
        Path.of(home.data()),
        Path.of(home.checkout()),
        "embedded:" + home.data());
  }
}
