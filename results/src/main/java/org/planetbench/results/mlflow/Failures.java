package org.planetbench.results.mlflow;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.planetbench.results.mlflow.TrackingException.Reason;

/** Says of each failure of HTTP whether to try again, in one line. */
final class Failures {
  private static final String LOG_IN =
      "; MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, log in";
  private static final String TRUST =
      "; MLFLOW_TRACKING_SERVER_CERT_PATH names the PEM file to trust,"
          + " MLFLOW_TRACKING_INSECURE_TLS=true trusts any";

  /** Of SQLAlchemy. */
  private static final String NO_CONNECTION = "QueuePool limit";

  private static final Set<Integer> OF_STORE = Set.of(404, 500, 501, 503);

  private Failures() {}

  /**
   * @param proxy that was asked, if any
   */
  static TrackingException translate(IOException failure, Optional<String> proxy) {
    String by = proxy.map(name -> " by proxy " + name).orElse("");
    return switch (failure) {
      case HttpConnectTimeoutException late ->
          new TrackingException(
              Reason.UNREACHABLE, "no connection within the time limit" + by, late);
      case ConnectException refused when isUnknown(refused) ->
          new TrackingException(Reason.UNREACHABLE, "unknown host" + by, refused);
      case ConnectException refused ->
          new TrackingException(Reason.UNREACHABLE, "connection refused" + by, refused);
      case UnknownHostException unknown ->
          new TrackingException(Reason.UNREACHABLE, "unknown host" + by, unknown);
      case SSLException tls -> ofTls(tls);
      case IOException other ->
          new TrackingException(
              Reason.UNREACHABLE, "connection broken (" + oneLine(other) + ")" + by, other);
    };
  }

  /** Of an answer that was not whole in time. */
  static TrackingException late(Duration limit, TimeoutException e) {
    String seconds = Double.toString(limit.toMillis() / 1000.0).replaceFirst("\\.0$", "");
    return new TrackingException(
        Reason.UNREACHABLE,
        "no whole answer within %s s; MLFLOW_HTTP_REQUEST_TIMEOUT allows more seconds"
            .formatted(seconds),
        e);
  }

  private static boolean isUnknown(Throwable failure) {
    return failure instanceof UnresolvedAddressException
        || (failure.getCause() != null && isUnknown(failure.getCause()));
  }

  /** A certificate that isn't believed won't be the next time either. */
  private static TrackingException ofTls(SSLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return new TrackingException(
            Reason.REJECTED,
            "its certificate is not trusted (" + oneLine(root(cause)) + ")" + TRUST,
            failure);
      }
    }
    String message = String.valueOf(failure.getMessage());
    return message.contains("SSL message") || message.contains("plaintext")
        ? new TrackingException(Reason.REJECTED, "it speaks no TLS; try http://", failure)
        : new TrackingException(
            Reason.UNREACHABLE, "TLS failed (" + oneLine(failure) + ")", failure);
  }

  /**
   * 408, 429 and 5xx pass; other statuses come again with the same request. MLflow says 400 as well
   * where all connections to its database are taken.
   */
  static TrackingException status(HttpResponse<String> response) {
    if (response.statusCode() / 100 == 3) {
      String target = response.headers().firstValue("Location").orElse("nowhere");
      return new TrackingException(
          Reason.REJECTED,
          String.format(
              Locale.ROOT,
              "HTTP %d, a redirect to %s; where that is MLflow, give its address",
              response.statusCode(),
              ServerAddress.masked(target)));
    }
    return status(response.statusCode(), response.body());
  }

  static TrackingException status(int status, @Nullable String body) {
    String said = "HTTP " + status + " " + abbreviate(body == null ? "" : body);
    boolean passes =
        status >= 500 || status == 408 || status == 429 || said.contains(NO_CONNECTION);
    Reason reason = passes ? Reason.UNREACHABLE : status == 404 ? Reason.MISSING : Reason.REJECTED;
    return new TrackingException(
        reason, said.strip() + (status == 401 || status == 403 ? LOG_IN : ""));
  }

  /**
   * Of a file. Where the server stores files is another matter than the server itself: it may be
   * out of order for long, or not be there at all, while runs and metrics are taken as ever. What a
   * gateway says of a server that does not answer, 502 and 504, is of the server.
   */
  static TrackingException ofFile(HttpResponse<String> response) {
    TrackingException e = status(response);
    String message = String.valueOf(e.getMessage());
    boolean ofStore = OF_STORE.contains(response.statusCode());
    return ofStore && !message.contains(NO_CONNECTION)
        ? new TrackingException(Reason.REJECTED, message, e)
        : e;
  }

  /** Of an answer that should have been MLflow's. */
  static String notMlflow(String body) {
    return "it answers, but not as MLflow does: '" + abbreviate(body) + "'";
  }

  /** Whose message is not another one's with the name of its class. */
  private static Throwable root(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : root(cause);
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : abbreviate(message);
  }

  private static String abbreviate(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 300 ? line : line.substring(0, 300) + "...";
  }
}
