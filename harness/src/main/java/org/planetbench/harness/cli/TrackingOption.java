package org.planetbench.harness.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.TrackingSession;
import org.planetbench.results.RunFolder;
import picocli.CommandLine.Option;

/** {@code --tracking-uri}: which MLflow server, if any. */
final class TrackingOption {
  private static final String NONE = "none";

  @Option(
      names = "--tracking-uri",
      paramLabel = "URI",
      description = {
        "MLflow server to log to, or 'none'. Default: MLFLOW_TRACKING_URI, otherwise an embedded",
        "server that is started here and kept for its pages (bench mlflow stop ends it)."
      })
  private @Nullable String uri;

  /** Begins to connect; empty if the user wants no tracking. */
  Optional<TrackingSession> start(List<RunFolder> folders, Consumer<String> say) {
    Optional<String> chosen =
        Optional.ofNullable(uri)
            .or(() -> Optional.ofNullable(System.getenv("MLFLOW_TRACKING_URI")))
            .filter(text -> !text.isBlank());
    if (chosen.filter(NONE::equals).isPresent()) {
      return Optional.empty();
    }
    chosen.ifPresent(TrackingOption::requireHttp);
    return Optional.of(
        TrackingSession.start(chosen, Checkout.ofThisProgram().home(), folders, say));
  }

  private static void requireHttp(String text) {
    if (!text.matches("https?://[^/\\s]+.*")) {
      throw new BadInputException(
          "--tracking-uri: expected an address such as http://localhost:5000, or none; got '"
              + text
              + "'");
    }
  }
}
