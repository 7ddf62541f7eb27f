package org.planetbench.results.mlflow;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.planetbench.results.mlflow.TrackingException.Reason;

/** Says of each failure of the client or of HTTP whether to try again, in one line. */
final class Failures {
  private Failures() {}

  static TrackingException translate(String what, Throwable failure) {
    return switch (failure) {
      case TrackingException known -> known;
      case MlflowHttpException http ->
          status(what, http.getStatusCode(), String.valueOf(http.getBodyMessage()), http);
      case MlflowClientException client when client.getCause() instanceof IOException e ->
          unreachable(what, e);
      case IOException io -> unreachable(what, io);
      case Throwable other ->
          new TrackingException(Reason.REJECTED, what + ": " + oneLine(other), other);
    };
  }

  /** 408, 429 and 5xx pass; other statuses come again with the same request. */
  static TrackingException status(String what, int status, String body, Throwable cause) {
    Reason reason =
        status >= 500 || status == 408 || status == 429
            ? Reason.UNREACHABLE
            : status == 404 ? Reason.MISSING : Reason.REJECTED;
    return new TrackingException(reason, what + ": HTTP " + status + " " + abbreviate(body), cause);
  }

  private static TrackingException unreachable(String what, IOException e) {
    String why =
        switch (e) {
          case ConnectException refused -> "connection refused";
          case UnknownHostException unknown -> "unknown host " + unknown.getMessage();
          case IOException other -> oneLine(other);
        };
    return new TrackingException(Reason.UNREACHABLE, what + ": " + why, e);
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return failure.getClass().getSimpleName() + (message == null ? "" : ": " + abbreviate(message));
  }

  private static String abbreviate(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 300 ? line : line.substring(0, 300) + "...";
  }
}
