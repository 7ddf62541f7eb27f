package org.planetbench.results.mlflow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Asks whether an MLflow server answers. */
final class ServerProbe {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+.*");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .proxy(EnvironmentProxies.none())
          .build();

  /** The server's version if it is healthy, and an MLflow at all. */
  Optional<String> version(URI server) throws InterruptedException {
    return get(server.resolve("/health")).filter(health -> health.strip().equals("OK")).isPresent()
        ? get(server.resolve("/version")).map(String::strip).filter(VERSION.asMatchPredicate())
        : Optional.empty();
  }

  private Optional<String> get(URI uri) throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(uri).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
