package org.planetbench.harness.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.TrackingSession;
import org.planetbench.harness.submit.TrackingServer;
import org.planetbench.results.mlflow.EmbeddedMlflow;
import org.planetbench.results.mlflow.Tracking;
import org.planetbench.results.mlflow.TrackingException;
import org.planetbench.results.run.RunFolder;
import picocli.CommandLine.Option;

/** {@code --tracking-uri}: which MLflow server, if any. */
final class TrackingOption {
  private static final String NONE = "none";

  @Option(
      names = "--tracking-uri",
      paramLabel = "URI",
      description =
          "MLflow server to log to, or 'none'. Default: MLFLOW_TRACKING_URI, otherwise the embedded"
              + " server, which bench run starts and leaves for its pages (bench mlflow stop ends it)."
              + " Login, certificates, proxy and MLFLOW_EXPERIMENT_NAME are read as MLflow's Python"
              + " client does; the name of each run begins with MLFLOW_RUN_NAME.")
  private @Nullable String uri;

  /**
   * Looks at the address and its variables, before any work begins.
   *
   * @throws BadInputException if no server could ever be reached so
   */
  void check() {
    if (uri != null && uri.isBlank()) {
      throw new BadInputException(
          "--tracking-uri: expected an address such as http://localhost:5000, or none; got nothing");
    }
    if (isNone()) {
      return;
    }
    try {
      Tracking.check(chosen(), System.getenv())
          .forEach(line -> System.err.println("MLflow: " + line));
    } catch (TrackingException e) {
      String source = uri != null || chosen().isEmpty() ? "" : "MLFLOW_TRACKING_URI: ";
      throw new BadInputException(source + e.getMessage(), e);
    }
  }

  /**
   * Begins to connect, starting the embedded server where there is no other; empty if the user
   * wants no tracking.
   *
   * @param say is told what goes on
   * @param complain is told what goes wrong
   */
  Optional<TrackingSession> start(
      List<RunFolder> folders, Consumer<String> say, Consumer<String> complain) {
    if (isNone()) {
      return Optional.empty();
    }
    Path home = Checkout.ofThisProgram().home();
    return Optional.of(TrackingSession.start(chosen(), home, folders, say, complain));
  }

  /** The same for a command that only looks: it starts no server. */
  Optional<TrackingSession> startIfServed(List<RunFolder> folders, Consumer<String> say)
      throws InterruptedException {
    boolean served =
        chosen().isPresent()
            || EmbeddedMlflow.of(Checkout.ofThisProgram().home()).status().isPresent();
    return served ? start(folders, say, say) : Optional.empty();
  }

  private boolean isNone() {
    return chosen().filter(NONE::equalsIgnoreCase).isPresent();
  }

  private Optional<String> chosen() {
    return Optional.ofNullable(uri)
        .or(() -> Optional.ofNullable(System.getenv(TrackingServer.VARIABLE)))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
