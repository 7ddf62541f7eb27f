package org.planetbench.results.mlflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.results.mlflow.TrackingException.Reason;

/**
 * The variables, and the file of credentials, that MLflow's own Python client reads, with its
 * precedence. One that is set to nothing counts as unset: CI systems set an undefined secret so.
 */
final class MlflowVariables {
  private static final String USERNAME = "MLFLOW_TRACKING_USERNAME";
  private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  private static final String INSECURE = "MLFLOW_TRACKING_INSECURE_TLS";
  private static final String CERTIFICATE = "MLFLOW_TRACKING_SERVER_CERT_PATH";
  private static final String TIMEOUT = "MLFLOW_HTTP_REQUEST_TIMEOUT";

  /** What we can't do as Python's client does: the variable, and what to do instead. */
  private static final SequencedMap<String, String> NOT_READ = new LinkedHashMap<>();

  static {
    NOT_READ.put("MLFLOW_EXPERIMENT_ID", "MLFLOW_EXPERIMENT_NAME is");
    NOT_READ.put("MLFLOW_RUN_ID", "each cell is a run of its own");
    NOT_READ.put("MLFLOW_TRACKING_AUTH", "user and password, or a token, are");
    NOT_READ.put("MLFLOW_TRACKING_AWS_SIGV4", "user and password, or a token, are");
    NOT_READ.put("MLFLOW_TRACKING_CLIENT_CERT_PATH", "user and password, or a token, are");
    NOT_READ.put("MLFLOW_WORKSPACE", "runs go to the server's default workspace");
  }

  private final Map<String, String> environment;

  MlflowVariables(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** A variable's text; empty if it is blank. */
  Optional<String> text(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** A name and a password. */
  record Login(String user, String password) {}

  /** Of the variables, else of {@code ~/.mlflow/credentials}: only both are a login. */
  Optional<Login> login() {
    Map<String, String> file = credentialsFile();
    Optional<String> user = text(USERNAME).or(() -> of(file, USERNAME));
    Optional<String> password = text(PASSWORD).or(() -> of(file, PASSWORD));
    return user.flatMap(name -> password.map(word -> new Login(name, word)));
  }

  private static Optional<String> of(Map<String, String> file, String name) {
    return Optional.ofNullable(file.get(name.toLowerCase(Locale.ROOT)));
  }

  Optional<String> token() {
    return text("MLFLOW_TRACKING_TOKEN").map(String::strip);
  }

  Optional<String> experiment() {
    return text("MLFLOW_EXPERIMENT_NAME");
  }

  /** What every run's name begins with: one name would say nothing of many cells. */
  String namePrefix() {
    return text("MLFLOW_RUN_NAME").map(name -> name + "/").orElse("");
  }

  boolean isInsecureTls() throws TrackingException {
    String value = text(INSECURE).map(String::strip).orElse("false");
    if (!value.matches("(?i)true|false|1|0")) {
      throw new TrackingException(
          Reason.REJECTED, INSECURE + ": expected true or false, got '" + value + "'");
    }
    boolean insecure = value.matches("(?i)true|1");
    if (insecure && text(CERTIFICATE).isPresent()) {
      throw new TrackingException(
          Reason.REJECTED, INSECURE + " is true, so " + CERTIFICATE + " must not be set");
    }
    return insecure;
  }

  /** A file, or a folder of files, with the certificates to trust instead of the JDK's. */
  Optional<Path> certificates() {
    return text(CERTIFICATE)
        .or(() -> text("REQUESTS_CA_BUNDLE"))
        .or(() -> text("CURL_CA_BUNDLE"))
        .map(Path::of);
  }

  /** How long a request may take. */
  Duration limit(Duration otherwise) throws TrackingException {
    Optional<String> seconds = text(TIMEOUT).map(String::strip);
    if (seconds.isEmpty()) {
      return otherwise;
    }
    if (!seconds.get().matches("[1-9][0-9]{0,5}")) {
      throw new TrackingException(
          Reason.REJECTED,
          TIMEOUT + ": expected a whole number of seconds, got '" + seconds.get() + "'");
    }
    return Duration.ofSeconds(Long.parseLong(seconds.get()));
  }

  /** What is set and has no effect, a line each. */
  List<String> notices() {
    List<String> notices = new ArrayList<>();
    NOT_READ.forEach(
        (name, instead) ->
            text(name).ifPresent(set -> notices.add(name + " is set but not read; " + instead)));
    if (text(USERNAME).isPresent() && login().isEmpty()) {
      notices.add(USERNAME + " is set without " + PASSWORD + ", and not used");
    }
    return notices;
  }

  /** The section {@code [mlflow]} of an INI file; empty if there is none. */
  private Map<String, String> credentialsFile() {
    Map<String, String> entries = new LinkedHashMap<>();
    Optional<Path> file = text("HOME").map(home -> Path.of(home, ".mlflow", "credentials"));
    if (file.filter(Files::isReadable).isEmpty()) {
      return entries;
    }
    try {
      String section = "";
      for (String line : Files.readAllLines(file.get(), StandardCharsets.UTF_8)) {
        String text = line.strip();
        String[] parts = text.split("\\s*[=:]\\s*", 2);
        if (text.startsWith("[")) {
          section = text;
        } else if (section.equals("[mlflow]") && parts.length == 2 && !text.matches("[#;].*")) {
          entries.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return entries;
  }
}
