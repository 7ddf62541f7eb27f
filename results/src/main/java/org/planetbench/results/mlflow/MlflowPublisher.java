package org.planetbench.results.mlflow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.planetbench.results.run.RunFolder;

/**
 * Keeps a tracking server up to date with run folders, from a thread of its own. The folders are
 * the spool: what was committed there is sent sooner or later, whatever dies in between, and a run
 * never waits for the server.
 */
public final class MlflowPublisher implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final int FAILURES_PER_SWEEP = 3;

  /** Between lines on how far it is, for whoever waits. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

  private final ServerAddress address;
  private final String experiment;
  private final Duration poll;
  private final MlflowServer server;
  private final Thread thread;

  // Guarded by this.
  private final SequencedMap<Path, Watched> watched = new LinkedHashMap<>();
  private long sweepsAsked;
  private long sweepsDone;
  private int sweepsInVain; // the last ones, in a row
  private boolean retryAsked; // of what was refused
  private boolean closed;
  private Optional<String> trouble = Optional.empty();

  private int first; // whose turn it is in the next sweep: by the publisher's thread

  /**
   * How a {@link #flush} ended.
   *
   * @param complete whether the server has everything
   * @param alive whether anything came through meanwhile
   * @param line what to tell the user
   * @param problems what the server refused or could not store, by cell, when it was last tried
   */
  public record Flush(boolean complete, boolean alive, String line, List<String> problems) {}

  private MlflowPublisher(
      ServerAddress address, String experiment, Duration poll, MlflowServer server) {
    this.address = address;
    this.experiment = experiment;
    this.poll = poll;
    this.server = server;
    this.thread = Thread.ofPlatform().daemon().name("mlflow-publisher").unstarted(this::work);
  }

  /**
   * @param poll how often folders are looked at
   * @param limit how long one request may take
   */
  static MlflowPublisher start(
      ServerAddress address, String experiment, Duration poll, Duration limit)
      throws TrackingException {
    MlflowPublisher publisher =
        new MlflowPublisher(address, experiment, poll, new MlflowServer(address, limit));
    publisher.thread.start();
    return publisher;
  }

  /** From now on sends what this folder gets, and what it has from earlier. */
  public synchronized void watch(RunFolder folder) {
    watched.computeIfAbsent(key(folder), path -> new Watched(folder));
    sweepsAsked++;
    notifyAll();
  }

  /** The server's id of this folder's run, once it has one. */
  public Optional<String> runId(RunFolder folder) {
    return Cursor.runId(folder, address);
  }

  /**
   * Waits until the server has all that is committed by now, but not longer than this; and only
   * some seconds for a server that is down, since nothing is lost.
   */
  public Flush flush(Duration longest) throws InterruptedException {
    return flush(Patience.of(longest, longest), line -> {});
  }

  /**
   * The same for a server that may be slow.
   *
   * @param say is told now and then how far it is
   */
  public synchronized Flush flush(Patience patience, Consumer<String> say)
      throws InterruptedException {
    long mine = ++sweepsAsked;
    sweepsInVain = 0;
    retryAsked = true;
    notifyAll();
    long start = System.nanoTime();
    long answersBefore = server.answers();
    long signsBefore = server.signsOfLife();
    long signs = signsBefore;
    long lastSign = start;
    long told = start;
    long left = patience.quiet().toNanos();
    while (sweepsDone < mine && sweepsInVain < patience.failures() && left > 0) {
      wait(Math.clamp(left / 1_000_000, 1, 100));
      long now = System.nanoTime();
      lastSign = server.signsOfLife() == signs ? lastSign : now;
      signs = server.signsOfLife();
      left =
          Math.min(
              patience.quiet().toNanos() - (now - lastSign),
              patience.longest().toNanos() - (now - start));
      if (now - told > BETWEEN_LINES.toNanos()) {
        told = now;
        say.accept(progress(server.answers() - answersBefore));
      }
    }
    return sweepsDone >= mine
        ? complete()
        : incomplete(
            signs > signsBefore,
            server.answers() - answersBefore,
            Duration.ofNanos(System.nanoTime() - start));
  }

  private String progress(long answers) {
    long sent = watched.values().stream().filter(Watched::published).count();
    return "%d of %d runs are sent, %d requests were answered%s"
        .formatted(
            sent, watched.size(), answers, trouble.map("; last trouble: "::concat).orElse(""));
  }

  private Flush complete() {
    int runs = watched.size();
    return new Flush(
        true,
        true,
        runs + (runs == 1 ? " run is" : " runs are") + " in " + address.shown(),
        problems());
  }

  private Flush incomplete(boolean alive, long answers, Duration waited) {
    List<Watched> open = watched.values().stream().filter(run -> !run.published()).toList();
    Optional<String> left =
        open.stream()
            .flatMap(run -> run.left().map(why -> run.folder().cell() + ": " + why).stream())
            .findFirst();
    String slow =
        String.format(
            Locale.ROOT,
            "it is slow: %d requests were answered in %d s",
            answers,
            waited.toSeconds());
    String line =
        open.size()
            + " of "
            + watched.size()
            + " runs not fully sent to MLflow ("
            + trouble.or(() -> left).orElse(slow)
            + "); nothing is lost, the next command sends the rest";
    return new Flush(false, alive, line, problems());
  }

  private List<String> problems() {
    List<String> all = new ArrayList<>();
    for (Watched run : watched.values()) {
      run.problems().forEach(problem -> all.add(run.folder().cell() + ": " + problem));
    }
    return all;
  }

  private void work() {
    Duration pause = FIRST_PAUSE;
    try (server) {
      while (!isClosed()) {
        long asked = asked();
        boolean again = takeRetry(); // after asked(): a flush in between has its retry, too
        long before = progress();
        Optional<String> failure = sweep(again);
        boolean further = progress() > before;
        if (again && failure.isPresent()) {
          askRetry(); // not all had their turn
        }
        done(failure, asked, further);
        pause = failure.isEmpty() || further ? FIRST_PAUSE : longer(pause);
        if (waitFor(failure.isEmpty() ? poll : pause, asked)) {
          pause = FIRST_PAUSE; // someone asks: try at once
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  /**
   * One look at every folder, or at as many as it takes to see that the server is down. The next
   * sweep begins after the run that failed last: some that fail always must not keep the others
   * from their turn. Returns why the server could not be reached, if so.
   *
   * @param again whether to try once more what was refused
   */
  private Optional<String> sweep(boolean again) throws InterruptedException {
    Optional<String> failure = Optional.empty();
    List<Watched> runs = runs();
    int start = first;
    int failures = 0;
    for (int i = 0; i < runs.size() && failures < FAILURES_PER_SWEEP; i++) {
      int turn = (start + i) % runs.size();
      try {
        runs.get(turn).publish(server, address, experiment, again);
      } catch (TrackingException | RuntimeException e) {
        // whatever else goes wrong with one run must not end this thread, and the others with it
        failure = Optional.of(String.valueOf(e.getMessage()));
        trouble(failure);
        failures++;
        first = turn + 1;
      }
    }
    trouble(failure); // that another run was sent is no end of it: only a sweep without any is
    return failure;
  }

  /** How often anything came further by now. */
  private long progress() {
    return runs().stream().mapToLong(Watched::progress).sum();
  }

  private synchronized List<Watched> runs() {
    return new ArrayList<>(watched.values());
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized long asked() {
    return sweepsAsked;
  }

  private synchronized void askRetry() {
    retryAsked = true;
  }

  private synchronized boolean takeRetry() {
    boolean taken = retryAsked;
    retryAsked = false;
    return taken;
  }

  private synchronized void trouble(Optional<String> reason) {
    trouble = reason;
  }

  private synchronized void done(Optional<String> failure, long asked, boolean further) {
    if (failure.isEmpty() && watched.values().stream().allMatch(Watched::published)) {
      sweepsDone = asked;
    }
    sweepsInVain = failure.isEmpty() || further ? 0 : sweepsInVain + 1;
    notifyAll();
  }

  /** Returns whether someone asked for a sweep meanwhile. */
  private synchronized boolean waitFor(Duration pause, long asked) throws InterruptedException {
    long deadline = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos();
        !closed && sweepsAsked == asked && left > 0;
        left = deadline - System.nanoTime()) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return sweepsAsked != asked;
  }

  private static Path key(RunFolder folder) {
    return folder.path().toAbsolutePath().normalize();
  }

  /** Ends the thread, in the midst of what it sends if need be. Call {@link #flush} before. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
