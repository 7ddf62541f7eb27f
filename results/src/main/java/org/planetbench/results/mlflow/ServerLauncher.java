package org.planetbench.results.mlflow;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Starts the server's process and waits for its first answer. */
final class ServerLauncher {
  private static final int FIRST_PORT = 5000;
  private static final int PORTS_TO_TRY = 20;

  /** What MLflow says of a database that another version of it made, or brought up to date. */
  private static final Pattern OTHER_SCHEMA =
      Pattern.compile("database schema \\(found version (\\w+), but expected (\\w+)\\)");

  /**
   * Makes the server the head of a session of its own, since Ctrl-C in our terminal is not for it,
   * with a lock on its data that all its processes hold: no two servers open one database, even
   * from two machines, and none is opened while a process of the one before lives.
   */
  private static final String HEAD =
      """
      import fcntl, os, runpy, socket, subprocess, sys
      _, token, lock, *arguments = sys.argv
      held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
      try:
          fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
          os.ftruncate(held, 0)
          os.write(held, f"process {os.getpid()} on {socket.gethostname()}".encode())
      except BlockingIOError:
          sys.exit("ERROR: its data are served by " + os.read(held, 200).decode())
      except OSError:
          pass  # a file system without locks
      os.setsid()
      start = subprocess.Popen.__init__
      def start_holding(self, *args, **options):
          start(self, *args, **{**options, "pass_fds": (*options.get("pass_fds", ()), held)})
      subprocess.Popen.__init__ = start_holding
      sys.argv = ["mlflow", *arguments]
      runpy.run_module("mlflow", run_name="__main__", alter_sys=True)
      """;

  private final Path python;
  private final Path directory;
  private final Duration patience;
  private final ServerProbe probe;
  private long logged; // bytes, by servers before this one

  ServerLauncher(Path python, Path directory, Duration patience, ServerProbe probe) {
    this.python = python;
    this.directory = directory;
    this.patience = patience;
    this.probe = probe;
  }

  Path log() {
    return directory.resolve("server.log");
  }

  static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  Process spawn(int port, String token) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            python.toString(),
            "-c",
            HEAD,
            token,
            directory.resolve("server.lock").toString(),
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--workers",
            "1",
            "--backend-store-uri",
            "sqlite:///mlflow.db", // the folder's own name may mean something else in a URI
            "--artifacts-destination",
            "artifacts");
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("MLFLOW_")); // meant for our client
    environment.put("MLFLOW_DISABLE_TELEMETRY", "true");
    environment.put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false"); // else 1.9 GB, not 0.5
    environment.put(ServerProcesses.MARK, token);
    logged = Files.exists(log()) ? Files.size(log()) : 0;
    return builder
        .directory(directory.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /**
   * The version that the server of this head tells, not one of a stranger at the port.
   *
   * @return empty if the process ended, or did not answer for as long as our patience lasts
   */
  Optional<String> await(ProcessHandle head, int port, Consumer<String> progress)
      throws InterruptedException {
    long start = System.nanoTime(); // not the head's: one that is old may be late with an answer
    while (head.isAlive()) {
      Optional<String> version = probe.version(uri(port));
      if (version.isPresent() && ServerProcesses.listen(ServerProcesses.in(directory), port)) {
        return version;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waited.compareTo(patience) > 0) {
        return Optional.empty();
      }
      progress.accept("starting MLflow on port " + port + ", " + waited.toSeconds() + " s");
      Thread.sleep(500);
    }
    return Optional.empty();
  }

  /** The port of last time first, so that links stay valid; then the usual ones; then any. */
  List<Integer> freePorts(Optional<Integer> last) throws IOException {
    List<Integer> usual =
        IntStream.concat(
                IntStream.of(last.orElse(FIRST_PORT)),
                IntStream.range(FIRST_PORT, FIRST_PORT + PORTS_TO_TRY))
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

  static boolean portTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** A reason with a remedy; else the log's last line that names an error; else its last one. */
  String lastWords() {
    try {
      List<String> lines = said();
      return lines.stream()
          .map(OTHER_SCHEMA::matcher)
          .filter(Matcher::find)
          .map(this::upgrade)
          .findFirst()
          .or(
              () ->
                  lines.reversed().stream()
                      .filter(line -> line.contains("Error: ") || line.contains("ERROR: "))
                      .findFirst())
          .or(() -> lines.reversed().stream().findFirst())
          .map(String::strip)
          .orElse("it said nothing");
    } catch (IOException e) {
      return "it left no log";
    }
  }

  /** The log's lines, but those of earlier servers. */
  private List<String> said() throws IOException {
    try (InputStream in = Files.newInputStream(log())) {
      in.skipNBytes(logged);
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  private String upgrade(Matcher schema) {
    return "expected a database of schema %s, got %s; remedy: cd '%s' && cp mlflow.db mlflow.db.before && '%s' -m mlflow db upgrade sqlite:///mlflow.db"
        .formatted(schema.group(2), schema.group(1), directory, python);
  }
}
