package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.planetbench.results.mlflow.MlflowPublisher;
import org.planetbench.results.mlflow.Patience;
import org.planetbench.results.mlflow.Tracking;
import org.planetbench.results.mlflow.TrackingException;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;

/**
 * MLflow beside the runs. Connecting, and starting the embedded server where there is no other,
 * happens on a thread of its own, so that training begins at once; a server that is down is tried
 * again until the end. Whatever goes wrong is one line: the runs' folders keep what was not sent.
 */
public final class TrackingSession implements AutoCloseable {
  /** More runs than that are no comparison side by side. */
  private static final int COMPARABLE = 20;

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

  /** For the last try to connect: our own server may still start, another may be slow. */
  private static final Duration CONNECTING = Duration.ofSeconds(90);

  /** After which the user is told why the command doesn't end. */
  private static final Duration SILENTLY = Duration.ofSeconds(10);

  /** How much longer a server gets that answers, but slowly. */
  private static final int WHILE_IT_ANSWERS = 5;

  private static final String KEPT =
      "the runs keep what was not sent, and the next bench run or bench report sends it";

  /** An open connection. */
  private record Connection(Tracking tracking, MlflowPublisher publisher) {}

  private final Optional<String> uri;
  private final Path home;
  private final Consumer<String> say;
  private final Consumer<String> complain;
  private final List<RunFolder> folders;
  private final CompletableFuture<Connection> connected = new CompletableFuture<>();
  private final Thread connector;

  // Guarded by this.
  private long triesEnded;
  private boolean asked;
  private @Nullable String told;

  private TrackingSession(
      Optional<String> uri,
      Path home,
      List<RunFolder> folders,
      Consumer<String> say,
      Consumer<String> complain) {
    this.folders = List.copyOf(folders);
    this.uri = uri;
    this.home = home;
    this.say = say;
    this.complain = complain;
    this.connector = Thread.ofPlatform().daemon().name("mlflow-connect").unstarted(this::connect);
  }

  /**
   * Begins to connect.
   *
   * @param uri of the user's server; empty starts the embedded one
   * @param folders of the runs: what they have and get is sent
   * @param say is told what goes on, line by line
   * @param complain is told what goes wrong, a line each
   */
  public static TrackingSession start(
      Optional<String> uri,
      Path home,
      List<RunFolder> folders,
      Consumer<String> say,
      Consumer<String> complain) {
    TrackingSession session = new TrackingSession(uri, home, folders, say, complain);
    session.connector.start();
    return session;
  }

  private void connect() {
    try {
      while (!connected.isDone()) {
        try {
          Tracking tracking = Tracking.open(uri, home, System.getenv(), line -> {});
          MlflowPublisher publisher = tracking.publisher();
          folders.forEach(publisher::watch);
          connected.complete(new Connection(tracking, publisher));
          say.accept("MLflow: " + tracking.uri());
        } catch (TrackingException e) {
          endTry(e.getMessage());
          if (e.reason() == TrackingException.Reason.REJECTED) {
            connected.completeExceptionally(e);
          }
        } catch (IOException e) {
          endTry(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        }
        awaitNextTry();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      connected.completeExceptionally(e); // nobody waits for what will not come
      throw e;
    }
  }

  private synchronized void awaitNextTry() throws InterruptedException {
    notifyAll(); // there may be a connection
    long deadline = System.nanoTime() + BETWEEN_TRIES.toNanos();
    for (long left = BETWEEN_TRIES.toNanos();
        !connected.isDone() && !asked && left > 0;
        left = deadline - System.nanoTime()) {
      wait(Math.max(1, left / 1_000_000));
    }
    asked = false;
  }

  /** Waits for the end of the try that goes on, or of one more that begins at once. */
  private synchronized void awaitTry(Duration longest) throws InterruptedException {
    asked = true;
    notifyAll();
    long ended = triesEnded;
    long deadline = System.nanoTime() + longest.toNanos();
    for (long left = longest.toNanos();
        !connected.isDone() && triesEnded == ended && left > 0;
        left = deadline - System.nanoTime()) {
      wait(Math.max(1, left / 1_000_000));
    }
  }

  /**
   * Tells each reason once, however often it comes. Whoever heard it and then asks for another try
   * is not taken to mean the one that just failed.
   */
  private synchronized void endTry(@Nullable String problem) {
    triesEnded++;
    notifyAll();
    String line = "MLflow: " + problem;
    if (!line.equals(told)) {
      told = line;
      complain.accept(line);
    }
  }

  private synchronized boolean wasTold() {
    return told != null;
  }

  /**
   * Waits until the server has all that is committed by now, so that the folders say where; but not
   * for a server that is down, and only some seconds for one that is slow.
   */
  public void settle() throws InterruptedException {
    awaitTry(SILENTLY);
    if (isConnected()) {
      connected.join().publisher().flush(SILENTLY);
    }
  }

  /**
   * Sends what is left. A server that answers gets more time than one that doesn't.
   *
   * @param quiet how long to wait for a sign of life
   * @return what went wrong, a line each, and nothing that was said before
   */
  public List<String> finish(Duration quiet) throws InterruptedException {
    awaitTry(CONNECTING);
    if (!isConnected()) {
      return notConnected(CONNECTING);
    }
    MlflowPublisher.Flush flush = connected.join().publisher().flush(SILENTLY);
    if (!flush.complete() && flush.alive()) {
      say.accept("MLflow: sending the rest; Ctrl-C leaves it to the next command");
      flush = flush(Patience.of(quiet, quiet.multipliedBy(WHILE_IT_ANSWERS)));
    }
    return problems(flush);
  }

  /**
   * How far it came.
   *
   * @param mayHelp whether the same once more may send more: not what the server refuses
   * @param refused whether it refuses everything
   * @param problems what went wrong, a line each: none if the server has everything
   */
  public record Sent(boolean mayHelp, boolean refused, List<String> problems) {}

  /**
   * The same for whoever has nothing else to do: a server that is down, or has too much to do, is
   * waited for.
   */
  public Sent sendAll(Patience patience) throws InterruptedException {
    try {
      connected.get(patience.quiet().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return new Sent(false, true, notConnected(patience.quiet())); // why was said
    } catch (TimeoutException e) {
      return new Sent(true, false, notConnected(patience.quiet()));
    }
    MlflowPublisher.Flush flush = flush(patience);
    return new Sent(!flush.complete(), false, problems(flush));
  }

  private MlflowPublisher.Flush flush(Patience patience) throws InterruptedException {
    return connected.join().publisher().flush(patience, line -> say.accept("MLflow: " + line));
  }

  private List<String> notConnected(Duration waited) {
    String server = uri.isPresent() ? "the server" : "the embedded server";
    return wasTold()
        ? List.of("MLflow: nothing was sent; " + KEPT)
        : List.of(
            "MLflow: %s is not ready after %d s; %s".formatted(server, waited.toSeconds(), KEPT));
  }

  private static List<String> problems(MlflowPublisher.Flush flush) {
    List<String> problems = new ArrayList<>(flush.problems());
    if (!flush.complete()) {
      problems.add(flush.line());
    }
    return problems;
  }

  /**
   * Sends the report of a suite, after {@link #finish}.
   *
   * @return what went wrong, a line each
   */
  public List<String> sendReport(String suiteId, Path report) throws InterruptedException {
    if (!isConnected()) {
      return List.of();
    }
    try {
      return connected.join().tracking().publishReport(suiteId, report).stream().toList();
    } catch (IOException e) {
      return List.of("MLflow: the report was not sent (" + e.getMessage() + ")");
    }
  }

  /** What prepares a view: each gives the links to its charts and to its table. */
  private interface Preparation {
    List<String> prepare(Tracking tracking, List<RunRecord> records)
        throws TrackingException, InterruptedException;
  }

  /** Where MLflow shows the runs of a suite, a line each; none without a connection. */
  public List<String> links(String suiteId) throws InterruptedException {
    return links((tracking, records) -> tracking.preparedView(suiteId, records));
  }

  /** The same of the runs of this session, of whatever suites they are. */
  public List<String> links() throws InterruptedException {
    return links((tracking, records) -> tracking.preparedView(runIds(), records));
  }

  private List<String> links(Preparation preparation) throws InterruptedException {
    if (!isConnected() || runIds().isEmpty()) {
      return List.of();
    }
    Tracking tracking = connected.join().tracking();
    List<String> links = new ArrayList<>();
    try {
      List<String> prepared = preparation.prepare(tracking, records());
      links.add("charts       " + prepared.get(0));
      links.add("table        " + prepared.get(1));
      if (runIds().size() > 1 && runIds().size() <= COMPARABLE) {
        links.add("comparison   " + tracking.sideBySide(runIds(), records()));
      }
    } catch (TrackingException e) {
      // a view is a convenience: the runs are there without it
    }
    return links;
  }

  private List<String> runIds() {
    MlflowPublisher publisher = connected.join().publisher();
    return folders.stream().flatMap(folder -> publisher.runId(folder).stream()).toList();
  }

  /** What can't be read is left out: the report says so. */
  private List<RunRecord> records() {
    List<RunRecord> records = new ArrayList<>();
    for (RunFolder folder : folders) {
      try {
        records.add(folder.readRecord());
      } catch (IOException e) {
        complain.accept("MLflow: " + e.getMessage());
      }
    }
    return records;
  }

  @Override
  public void close() {
    connector.interrupt();
    if (isConnected()) {
      connected.join().publisher().close();
    }
  }

  private boolean isConnected() {
    return connected.isDone() && !connected.isCompletedExceptionally();
  }
}
