package org.planetbench.results.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.planetbench.results.mlflow.TrackingException.Reason;

/**
 * HTTP to one tracking server: its login, certificates and proxy, a deadline for each request, and
 * failures in one line without secrets. Redirects are told, not followed: a login must not go where
 * nobody sent it.
 *
 * <p>A server that many send to at once goes on with requests that nobody waits for any more: to
 * ask again at once would give it more to do. So deadlines grow with each that passed, to six times
 * as long, which is MLflow's own where ours is not set.
 *
 * <p>MLflow's own client tells a server what its API takes, where that needs no login: it follows a
 * redirect of any GET, and a 303 of any request, with the login. It knows no proxies and no
 * certificates of one's own, and starts a Python for each file: those requests are made without it,
 * too.
 */
final class Transport implements AutoCloseable {
  /** No answer of MLflow's that we ask for is nearly as long. */
  private static final long LONGEST_ANSWER_BYTES = 32L << 20;

  private static final int LONGEST_FACTOR = 6;

  /** Of MLflow's client: it logs each request that a deadline ends. Held, or it is forgotten. */
  private static final Logger RETRIES = Logger.getLogger("org.mlflow_project.apachehttp");

  static {
    RETRIES.setLevel(Level.WARNING);
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerAddress address;
  private final Duration limit;
  private final Optional<String> proxyAuthorization;
  private final Optional<String> proxy;
  private final HttpClient http;
  private final Optional<MlflowClient> client;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong signs = new AtomicLong();
  private int factor = 1; // of the deadlines: by one thread

  /**
   * @param limit how long a request may take before it counts as failed, to begin with
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
    Optional<SSLContext> certificates =
        address.uri().getScheme().equals("https")
            ? TrustedCertificates.of(address.variables())
            : Optional.empty();
    certificates.ifPresent(builder::sslContext);
    this.http = builder.build();
    boolean plain =
        proxies.select(address.uri()).equals(List.of(Proxy.NO_PROXY))
            && certificates.isEmpty()
            && address.authorization().isEmpty();
    this.client =
        plain
            ? Optional.of(new MlflowClient(new BasicMlflowHostCreds(address.uri().toString())))
            : Optional.empty();
  }

  /** How many requests were answered, however. */
  long answers() {
    return answers.get();
  }

  /** Another number whenever a request was answered, or some more of a file went out. */
  long signsOfLife() {
    return answers.get() + signs.get();
  }

  String text(String what, String path) throws TrackingException, InterruptedException {
    return send(what, request(path).GET(), limit);
  }

  /** Of MLflow's API. */
  JsonNode get(String what, String path) throws TrackingException, InterruptedException {
    return parse(what, send(what, request("/api/2.0/mlflow/" + path).GET(), limit));
  }

  /** How MLflow's API is told something. */
  enum Method {
    POST,
    PATCH
  }

  /** Of MLflow's API. */
  JsonNode send(Method method, String what, String path, JsonNode body)
      throws TrackingException, InterruptedException {
    return parse(
        what,
        client.isPresent()
            ? send(what, () -> send(client.get(), method, path, body.toString()))
            : send(what, request(method.name(), path, body), limit));
  }

  private static String send(MlflowClient client, Method method, String path, String body) {
    return switch (method) {
      case POST -> client.sendPost(path, body);
      case PATCH -> client.sendPatch(path, body);
    };
  }

  private HttpRequest.Builder request(String method, String path, JsonNode body) {
    return request("/api/2.0/mlflow/" + path)
        .header("Content-Type", "application/json; charset=utf-8")
        .method(
            method, HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
  }

  /**
   * @throws java.io.FileNotFoundException if the file is gone
   */
  void put(String what, String path, Path file, Duration longest)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path).PUT(new CountedBody(HttpRequest.BodyPublishers.ofFile(file), signs));
    send(what, request, longest, Failures::ofFile);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
    address.authorization().ifPresent(value -> request.header("Authorization", value));
    proxyAuthorization.ifPresent(value -> request.header("Proxy-Authorization", value));
    return request;
  }

  private String send(String what, HttpRequest.Builder request, Duration longest)
      throws TrackingException, InterruptedException {
    return send(what, request, longest, Failures::status);
  }

  /**
   * @param failure of an answer whose status is no success
   */
  private String send(
      String what,
      HttpRequest.Builder request,
      Duration longest,
      Function<HttpResponse<String>, TrackingException> failure)
      throws TrackingException, InterruptedException {
    return answer(
        what,
        longest,
        () -> {
          HttpResponse<String> response =
              http.send(
                  request.build(),
                  HttpResponse.BodyHandlers.limiting(
                      HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER_BYTES));
          answers.incrementAndGet();
          if (response.statusCode() / 100 != 2) {
            throw failure.apply(response);
          }
          return response.body();
        });
  }

  /** By MLflow's client. */
  private String send(String what, Callable<String> request)
      throws TrackingException, InterruptedException {
    return answer(
        what,
        limit,
        () -> {
          try {
            String body = request.call();
            answers.incrementAndGet();
            return body;
          } catch (MlflowHttpException e) {
            answers.incrementAndGet();
            throw Failures.status(e.getStatusCode(), e.getBodyMessage());
          } catch (MlflowClientException e) {
            throw e.getCause() instanceof IOException broken
                ? broken
                : new TrackingException(Reason.REJECTED, String.valueOf(e.getMessage()), e);
          }
        });
  }

  private String answer(String what, Duration longest, Callable<String> request)
      throws TrackingException, InterruptedException {
    Duration deadline = longest.multipliedBy(factor);
    try {
      return Deadline.call(deadline, request);
    } catch (TimeoutException e) {
      factor = Math.min(2 * factor, LONGEST_FACTOR);
      throw masked(what, Failures.late(deadline, e));
    } catch (TrackingException e) {
      throw masked(what, e);
    } catch (IOException e) {
      throw masked(what, Failures.translate(e, proxy));
    }
  }

  /** MLflow answers with objects; its client takes a redirect of a POST for an answer, too. */
  private JsonNode parse(String what, String body) throws TrackingException {
    try {
      JsonNode answer = JSON.readTree(body);
      if (answer.isObject()) {
        return answer;
      }
    } catch (IOException e) {
      // said below
    }
    throw masked(what, new TrackingException(Reason.REJECTED, Failures.notMlflow(body)));
  }

  private TrackingException masked(String what, TrackingException e) {
    String message = address.mask(what + ": " + e.getMessage());
    return new TrackingException(e.reason(), message, e);
  }

  @Override
  public void close() {
    client.ifPresent(MlflowClient::close);
    http.shutdownNow();
  }
}
