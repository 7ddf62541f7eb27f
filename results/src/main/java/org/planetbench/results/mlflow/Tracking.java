package org.planetbench.results.mlflow;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.planetbench.results.run.RunRecord;

/**
 * A tracking server that can be reached, and an experiment there.
 *
 * <pre>{@code
 * Tracking tracking = Tracking.connect(uri, System.getenv());
 * try (MlflowPublisher publisher = tracking.publisher()) {
 *   publisher.watch(folder);
 *   ...
 *   System.err.println(publisher.flush(Duration.ofSeconds(30)).line());
 * }
 * }</pre>
 */
public final class Tracking {
  /** Unless {@code MLFLOW_EXPERIMENT_NAME} names another. */
  private static final String DEFAULT_EXPERIMENT = "planet-bench";

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final ServerAddress address;
  private final Duration limit;
  private final String experiment;
  private final String experimentId;

  private Tracking(ServerAddress address, Duration limit, String experiment, String experimentId) {
    this.address = address;
    this.limit = limit;
    this.experiment = experiment;
    this.experimentId = experimentId;
  }

  /**
   * Looks at an address, and at the variables that say how to reach it, without reaching it.
   *
   * @param uri of the user's server, if there is one
   * @param environment where {@code MLFLOW_TRACKING_USERNAME} and the like are looked up
   * @return what is set there and has no effect, a line each
   * @throws TrackingException saying in one line what is wrong
   */
  public static List<String> check(Optional<String> uri, Map<String, String> environment)
      throws TrackingException {
    MlflowVariables variables = new MlflowVariables(environment);
    Duration limit = variables.limit(LIMIT);
    if (uri.isPresent()) {
      new Transport(ServerAddress.of(uri.get(), environment), limit).close();
    }
    return variables.notices();
  }

  /**
   * The user's server if there is a URI, else our own of the checkout {@code home}, started if need
   * be.
   *
   * @param progress is told while our own server starts
   */
  public static Tracking open(
      Optional<String> uri, Path home, Map<String, String> environment, Consumer<String> progress)
      throws IOException, InterruptedException {
    return uri.isPresent()
        ? connect(uri.get(), environment)
        : connect(EmbeddedMlflow.of(home).start(progress), environment);
  }

  /** Reaches a user's server and makes the experiment if need be. */
  public static Tracking connect(String uri, Map<String, String> environment)
      throws TrackingException, InterruptedException {
    return connect(ServerAddress.of(uri, environment));
  }

  /** Reaches our own server, which runs. */
  public static Tracking connect(EmbeddedMlflow.Running embedded, Map<String, String> environment)
      throws TrackingException, InterruptedException {
    return connect(
        ServerAddress.embedded(
            embedded.uri(), embedded.identity(), new MlflowVariables(environment)));
  }

  private static Tracking connect(ServerAddress address)
      throws TrackingException, InterruptedException {
    Duration limit = address.variables().limit(LIMIT);
    String experiment = address.variables().experiment().orElse(DEFAULT_EXPERIMENT);
    try (MlflowServer server = new MlflowServer(address, limit)) {
      server.requireReachable();
      return new Tracking(address, limit, experiment, server.experiment(experiment));
    }
  }

  /** Starts to publish; close it at the end. */
  public MlflowPublisher publisher() throws TrackingException {
    return MlflowPublisher.start(address, experiment, POLL, limit);
  }

  public MlflowLinks links() {
    return new MlflowLinks(URI.create(address.shown()), experimentId);
  }

  /**
   * Prepares a view of the runs of one invocation: curves averaged over seeds, and what differs.
   *
   * @return the links to its charts and to its table
   */
  public List<String> preparedView(String suiteId, List<RunRecord> runs)
      throws TrackingException, InterruptedException {
    return prepared(PreparedView.ofSuite(suiteId, runs));
  }

  /** The same of any runs. */
  public List<String> preparedView(List<String> runIds, List<RunRecord> runs)
      throws TrackingException, InterruptedException {
    return prepared(PreparedView.ofRuns(runIds, runs));
  }

  /**
   * Prepares a view of these runs without averages, one beside the other.
   *
   * @return the link to its charts
   */
  public String sideBySide(List<String> runIds, List<RunRecord> runs)
      throws TrackingException, InterruptedException {
    return prepared(PreparedView.sideBySide(runIds, runs)).getFirst();
  }

  private List<String> prepared(PreparedView view) throws TrackingException, InterruptedException {
    try (MlflowServer server = new MlflowServer(address, limit)) {
      server.tagExperiment(experimentId, MlflowLinks.VIEW_TAG + view.key(), view.state());
    }
    return List.of(links().charts(view), links().table(view));
  }

  /**
   * Sends the report of a suite, as a run of its own, unless the server has it.
   *
   * @return why nothing was sent, if so
   */
  public Optional<String> publishReport(String suiteId, Path report)
      throws IOException, InterruptedException {
    try (MlflowServer server = new MlflowServer(address, limit)) {
      String prefix = address.variables().namePrefix();
      return new ReportPublisher(server, experimentId, prefix).publish(suiteId, report);
    }
  }

  public URI uri() {
    return URI.create(address.shown());
  }

  public String experimentId() {
    return experimentId;
  }
}
