package org.planetbench.results.mlflow;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.planetbench.results.mlflow.TrackingException.Reason;

/**
 * Where a tracking server is, and how to log in: {@code MLFLOW_TRACKING_USERNAME} with {@code
 * MLFLOW_TRACKING_PASSWORD}, or {@code MLFLOW_TRACKING_TOKEN}, as MLflow's own clients do.
 *
 * @param uri without a trailing slash
 * @param identity names the same server for ever, even if its port changes
 */
record ServerAddress(
    URI uri,
    String identity,
    Optional<String> user,
    Optional<String> password,
    Optional<String> token) {

  /** A user's server. */
  static ServerAddress of(String text, Map<String, String> environment) throws TrackingException {
    URI uri = parse(text.strip());
    return new ServerAddress(
        uri,
        shown(uri),
        Optional.ofNullable(environment.get("MLFLOW_TRACKING_USERNAME")),
        Optional.ofNullable(environment.get("MLFLOW_TRACKING_PASSWORD")),
        Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN")));
  }

  /** A server of our own. */
  static ServerAddress embedded(URI uri, String identity) {
    return new ServerAddress(uri, identity, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static URI parse(String text) throws TrackingException {
    String remedy = "; expected one as in http://localhost:5000, or none";
    try {
      URI uri = URI.create(text.replaceAll("/+$", ""));
      String scheme = String.valueOf(uri.getScheme());
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw new TrackingException(
            Reason.REJECTED,
            "tracking URI '" + text + "': only http and https servers can be logged to" + remedy);
      }
      if (uri.getHost() == null) {
        throw new TrackingException(
            Reason.REJECTED, "tracking URI '" + text + "': no host" + remedy);
      }
      return uri;
    } catch (IllegalArgumentException e) {
      throw new TrackingException(
          Reason.REJECTED, "tracking URI '" + text + "' is not a URI" + remedy, e);
    }
  }

  /** For messages: without what a user may have written before an at sign. */
  String shown() {
    return shown(uri);
  }

  private static String shown(URI uri) {
    String text = uri.toString();
    String secret = uri.getRawUserInfo();
    return secret == null ? text : text.replace(secret + "@", "");
  }

  URI resolve(String path) {
    return URI.create(uri + path);
  }

  BasicMlflowHostCreds credentials() {
    if (token.isPresent()) {
      return new BasicMlflowHostCreds(uri.toString(), token.get());
    }
    return user.isPresent()
        ? new BasicMlflowHostCreds(uri.toString(), user.get(), password.orElse(""))
        : new BasicMlflowHostCreds(uri.toString());
  }

  Optional<String> authorization() {
    if (token.isPresent()) {
      return Optional.of("Bearer " + token.get());
    }
    return user.map(
        name -> {
          byte[] login = (name + ":" + password.orElse("")).getBytes(StandardCharsets.UTF_8);
          return "Basic " + Base64.getEncoder().encodeToString(login);
        });
  }
}
