package org.planetbench.results.mlflow;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.planetbench.results.mlflow.MlflowVariables.Login;
import org.planetbench.results.mlflow.TrackingException.Reason;

/**
 * Where a tracking server is, and how to log in, as MLflow's Python client does: the login in the
 * address, else {@code MLFLOW_TRACKING_USERNAME} with {@code MLFLOW_TRACKING_PASSWORD}, else {@code
 * MLFLOW_TRACKING_TOKEN}.
 *
 * @param uri without login and trailing slash
 * @param identity names the same server for ever, even if its port changes
 * @param authorization the header's value
 * @param secrets what no message may show
 */
record ServerAddress(
    URI uri,
    String identity,
    Optional<String> authorization,
    List<String> secrets,
    MlflowVariables variables) {
  static final int MAX_PORT = 65_535;

  private static final String REMEDY = "; expected one as in http://localhost:5000, or none";

  ServerAddress {
    secrets = List.copyOf(secrets);
  }

  /** A user's server. */
  static ServerAddress of(String text, Map<String, String> environment) throws TrackingException {
    MlflowVariables variables = new MlflowVariables(environment);
    URI uri = parse(text.strip());
    Optional<Login> login = loginOf(uri).or(variables::login);
    Optional<String> token = login.isPresent() ? Optional.empty() : variables.token();
    requireHeaderValue(token);
    URI plain = URI.create(withoutLogin(uri));
    return new ServerAddress(
        plain,
        plain.toString(),
        login.map(ServerAddress::basic).or(() -> token.map(word -> "Bearer " + word)),
        secrets(uri, login, token),
        variables);
  }

  /** The token itself is in no message. */
  private static void requireHeaderValue(Optional<String> token) throws TrackingException {
    if (token.filter(word -> !word.matches("[ -~]*")).isPresent()) {
      throw new TrackingException(
          Reason.REJECTED,
          "MLFLOW_TRACKING_TOKEN: expected one line of printable ASCII, got another character in it");
    }
  }

  /** A server of our own. */
  static ServerAddress embedded(URI uri, String identity, MlflowVariables variables) {
    return new ServerAddress(uri, identity, Optional.empty(), List.of(), variables);
  }

  private static URI parse(String text) throws TrackingException {
    String shown = "tracking URI '" + masked(text) + "'";
    URI uri;
    try {
      uri = URI.create(text.replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw new TrackingException(Reason.REJECTED, shown + " is not a URI" + REMEDY);
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new TrackingException(
          Reason.REJECTED, shown + ": only http and https servers can be logged to" + REMEDY);
    }
    if (uri.getHost() == null) {
      boolean named = uri.getRawAuthority() != null;
      throw new TrackingException(
          Reason.REJECTED,
          shown
              + (named ? ": no host name of letters, digits, dots and hyphens" : ": no host")
              + REMEDY);
    }
    if (uri.getPort() > MAX_PORT) {
      throw new TrackingException(
          Reason.REJECTED, "%s: no port above %d%s".formatted(shown, MAX_PORT, REMEDY));
    }
    if (uri.getRawFragment() != null || uri.getRawQuery() != null) {
      String server = masked(text).replaceFirst("[#?].*$", "").replaceFirst("/+$", "");
      throw new TrackingException(
          Reason.REJECTED, shown + " is the address of a page; the server's is " + server);
    }
    return URI.create(scheme + uri.toString().substring(scheme.length()));
  }

  private static Optional<Login> loginOf(URI uri) throws TrackingException {
    String login = uri.getRawUserInfo();
    if (login == null) {
      return Optional.empty();
    }
    String[] parts = login.split(":", 2);
    if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new TrackingException(
          Reason.REJECTED,
          "tracking URI '"
              + masked(uri.toString())
              + "': expected user:password before the @, or nothing");
    }
    return Optional.of(new Login(decoded(parts[0]), decoded(parts[1])));
  }

  /** A plus sign is one here: only forms write a space so. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String basic(Login login) {
    String both = login.user() + ":" + login.password();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> secrets(URI uri, Optional<Login> login, Optional<String> token) {
    List<String> secrets = new ArrayList<>();
    Stream.ofNullable(uri.getRawUserInfo())
        .flatMap(text -> Stream.of(text, text.substring(text.indexOf(':') + 1)))
        .forEach(secrets::add);
    login.ifPresent(known -> secrets.addAll(List.of(basic(known).substring(6), known.password())));
    token.ifPresent(secrets::add);
    return secrets.stream().filter(secret -> !secret.isBlank()).toList();
  }

  private static String withoutLogin(URI uri) {
    String login = uri.getRawUserInfo();
    return login == null ? uri.toString() : uri.toString().replace(login + "@", "");
  }

  /** An address for messages, however malformed: whatever stands before an at sign is hidden. */
  static String masked(String address) {
    int at = address.lastIndexOf('@');
    int slashes = address.indexOf("//");
    int from = slashes < 0 || slashes > at ? 0 : slashes + 2;
    return at < 0 ? address : address.substring(0, from) + "***" + address.substring(at);
  }

  /** Any text, without what must not be shown. */
  String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, "***");
    }
    return masked;
  }

  /** For messages. */
  String shown() {
    return uri.toString();
  }

  URI resolve(String path) {
    return URI.create(uri + path);
  }
}
