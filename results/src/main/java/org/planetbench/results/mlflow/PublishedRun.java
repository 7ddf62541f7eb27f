package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;

/**
 * Where a run is at a tracking server, as far as its folder says.
 *
 * @param page of the run; empty if the server's address is not known
 */
public record PublishedRun(String id, Optional<URI> page) {
  /**
   * The one that the record names; before it names one, the only one. Its address is the one that
   * the run was sent to.
   */
  public static Optional<PublishedRun> of(RunFolder folder, RunRecord run) {
    List<JsonNode> there =
        Cursor.servers(folder).stream()
            .filter(server -> server.path("run_key").asText().equals(run.runKey()))
            .toList();
    return run.mlflowRunId()
        .map(id -> named(id, there))
        .or(() -> there.size() == 1 ? Optional.of(of(there.getFirst())) : Optional.empty());
  }

  /** The run's ids at all servers: what {@link #of} depends on and publishing changes. */
  public static List<String> ids(RunFolder folder) {
    return Cursor.servers(folder).stream().map(server -> server.path("run_id").asText()).toList();
  }

  private static PublishedRun named(String id, List<JsonNode> there) {
    return there.stream()
        .filter(server -> server.path("run_id").asText().equals(id))
        .map(PublishedRun::of)
        .findFirst()
        .orElse(new PublishedRun(id, Optional.empty()));
  }

  private static PublishedRun of(JsonNode server) {
    String id = server.path("run_id").asText();
    return new PublishedRun(id, page(server, id));
  }

  /** Only what a browser opens as a page: the file may come from elsewhere. */
  private static Optional<URI> page(JsonNode server, String id) {
    try {
      URI address = URI.create(server.path("tracking_uri").asText());
      String scheme = String.valueOf(address.getScheme());
      MlflowLinks links = new MlflowLinks(address, server.path("experiment_id").asText());
      return scheme.equals("http") || scheme.equals("https")
          ? Optional.of(URI.create(links.run(id)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
