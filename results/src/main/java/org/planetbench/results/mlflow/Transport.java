package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.planetbench.results.mlflow.TrackingException.Reason;

/**
 * HTTP to one tracking server: its login, certificates and proxy, a deadline for each request, and
 * failures in one line without secrets. Redirects are told, not followed: a login must not go where
 * nobody sent it.
 */
final class Transport implements AutoCloseable {
  /** No answer of MLflow's that we ask for is nearly as long. */
  private static final long LONGEST_ANSWER_BYTES = 32L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerAddress address;
  private final Duration limit;
  private final Optional<String> proxyAuthorization;
  private final Optional<String> proxy;
  private final HttpClient http;
  private final AtomicLong answers = new AtomicLong();

  /**
   * @param limit how long a request may take before it counts as failed
   */
  Transport(ServerAddress address, Duration limit) throws TrackingException {
    this.address = address;
    this.limit = limit;
    EnvironmentProxies proxies = EnvironmentProxies.of(address.uri(), address.variables());
    this.proxyAuthorization = proxies.authorization();
    this.proxy = proxies.shown();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limit)
            .proxy(proxies);
    if (address.uri().getScheme().equals("https")) {
      TrustedCertificates.of(address.variables()).ifPresent(builder::sslContext);
    }
    this.http = builder.build();
  }

  /** How many requests were answered, however. */
  long answers() {
    return answers.get();
  }

  String text(String what, String path) throws TrackingException, InterruptedException {
    return send(what, request(path).GET(), limit);
  }

  /** Of MLflow's API. */
  JsonNode get(String what, String path) throws TrackingException, InterruptedException {
    return parse(what, send(what, request("/api/2.0/mlflow/" + path).GET(), limit));
  }

  JsonNode post(String what, String path, JsonNode body)
      throws TrackingException, InterruptedException {
    HttpRequest.Builder request =
        request("/api/2.0/mlflow/" + path)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
    return parse(what, send(what, request, limit));
  }

  /**
   * @throws java.io.FileNotFoundException if the file is gone
   */
  void put(String what, String path, Path file, Duration longest)
      throws IOException, InterruptedException {
    send(what, request(path).PUT(HttpRequest.BodyPublishers.ofFile(file)), longest);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
    address.authorization().ifPresent(value -> request.header("Authorization", value));
    proxyAuthorization.ifPresent(value -> request.header("Proxy-Authorization", value));
    return request;
  }

  private String send(String what, HttpRequest.Builder request, Duration longest)
      throws TrackingException, InterruptedException {
    try {
      HttpResponse<String> response =
          Deadline.call(
              longest,
              () ->
                  http.send(
                      request.build(),
                      HttpResponse.BodyHandlers.limiting(
                          HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER_BYTES)));
      answers.incrementAndGet();
      if (response.statusCode() / 100 != 2) {
        throw Failures.status(response);
      }
      return response.body();
    } catch (TrackingException e) {
      throw masked(what, e);
    } catch (IOException e) {
      throw masked(what, Failures.translate(e, proxy));
    }
  }

  private JsonNode parse(String what, String body) throws TrackingException {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw masked(what, new TrackingException(Reason.REJECTED, Failures.notMlflow(body), e));
    }
  }

  private TrackingException masked(String what, TrackingException e) {
    String message = address.mask(what + ": " + e.getMessage());
    return new TrackingException(e.reason(), message, e);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
