package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.Complaint;

/** What MLflow 3.17's Python client does with the same address and variables. */
class ServerAddressTest {
  private static final String HOST = "http://h:5000";
  private static final String USER = "MLFLOW_TRACKING_USERNAME";
  private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

  private static Optional<String> login(String uri, Map<String, String> environment)
      throws TrackingException {
    return ServerAddress.of(uri, environment).authorization();
  }

  private static Optional<String> basic(String login) {
    byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  @Test
  void userAndPasswordComeBeforeATokenAndBlankIsUnset() throws Exception {
    Map<String, String> both = Map.of(USER, "u", PASSWORD, "p", TOKEN, "t");
    assertEquals(basic("u:p"), login(HOST, both));
    assertEquals(basic("u:p"), login(HOST, Map.of(USER, "u", PASSWORD, "p", TOKEN, "")));
    assertEquals(Optional.of("Bearer t"), login(HOST, Map.of(USER, "", PASSWORD, "", TOKEN, "t")));
    assertEquals(Optional.of("Bearer t"), login(HOST, Map.of(USER, "u", TOKEN, "t")));
    assertEquals(Optional.empty(), login(HOST, Map.of(USER, " ", PASSWORD, "p", TOKEN, " ")));
  }

  /** It would fail in each request, and be shown. */
  @Test
  void aTokenThatNoHeaderCanHaveIsRefusedAndNotShown() {
    for (String token : List.of("one\ntwo", "\u201cquoted\u201d")) {
      TrackingException refused =
          assertThrows(TrackingException.class, () -> login(HOST, Map.of(TOKEN, token)));
      assertEquals(TrackingException.Reason.REJECTED, refused.reason());
      assertFalse(String.valueOf(refused.getMessage()).contains(token), refused::getMessage);
    }
  }

  @Test
  void aPortThatNoneHasIsRefused() {
    TrackingException refused =
        assertThrows(TrackingException.class, () -> login("http://localhost:70000", Map.of()));
    assertTrue(String.valueOf(refused.getMessage()).contains("no port above 65535"));
  }

  @Test
  void aLoginInTheAddressWinsAndIsPercentDecoded() throws Exception {
    String uri = "http://ad%40min:p%2Fw+%3A@h:5000/";
    ServerAddress address = ServerAddress.of(uri, Map.of(USER, "u", PASSWORD, "p", TOKEN, "t"));
    assertEquals(basic("ad@min:p/w+:"), address.authorization());
    assertEquals(URI.create(HOST), address.uri());
    assertEquals(HOST, address.identity());
    assertEquals("*** and ***", address.mask("p/w+: and " + "p%2Fw+%3A"));
  }

  @Test
  void theFileOfCredentialsIsReadBehindTheVariables(@TempDir Path home) throws Exception {
    Files.createDirectories(home.resolve(".mlflow"));
    Files.writeString(
        home.resolve(".mlflow/credentials"),
        """
        [other]
        mlflow_tracking_username = wrong
        [mlflow]
        mlflow_tracking_username = file-user
        mlflow_tracking_password: file=password
        """);
    Map<String, String> file = Map.of("HOME", home.toString());
    assertEquals(basic("file-user:file=password"), login(HOST, file));
    Map<String, String> user = Map.of("HOME", home.toString(), USER, "u");
    assertEquals(basic("u:file=password"), login(HOST, user));
  }

  @Test
  void theSchemeMayBeWrittenInCapitals() throws Exception {
    assertEquals(
        URI.create("https://h:5000/ml"), ServerAddress.of("HTTPS://h:5000/ml/", Map.of()).uri());
  }

  @Test
  void aBrowsersAddressIsRefusedWithTheServers() {
    for (String page :
        List.of("http://h:5000/#/experiments/1", "http://h:5000/?x=1#/experiments/1/runs/ab")) {
      Complaint.assertSays(
          "is the address of a page; the server's is http://h:5000",
          TrackingException.class,
          () -> ServerAddress.of(page, Map.of()));
    }
  }

  @Test
  void noSecretIsInAComplaint() {
    for (String uri :
        List.of(
            "ftp://u:S3CRET@h/",
            "u:S3CRET@h",
            "http://u:S3CRET@/",
            "http://u:S3CRET@a b",
            "http://u:S3@CRET/x@h\\",
            "http://S3CRET@h",
            "http://u:S3CRET@h/#/experiments/1")) {
      TrackingException refused =
          assertThrows(TrackingException.class, () -> ServerAddress.of(uri, Map.of()), uri);
      assertFalse(String.valueOf(refused.getMessage()).contains("S3"), refused::getMessage);
      assertFalse(String.valueOf(refused.getMessage()).contains("CRET"), refused::getMessage);
    }
  }

  @Test
  void refusesAddressesThatAreNone() {
    for (String uri :
        List.of("file:///tmp/mlruns", "localhost:5000", "http://", "http://a b", "http://a_b")) {
      Complaint.assertSays(
          "expected one as in http://localhost:5000",
          TrackingException.class,
          () -> ServerAddress.of(uri, Map.of()));
    }
  }

  @Test
  void whatIsSetAndNotReadIsSaid() {
    List<String> notices =
        new MlflowVariables(Map.of("MLFLOW_EXPERIMENT_ID", "3", USER, "u", "MLFLOW_RUN_ID", ""))
            .notices();
    assertEquals(2, notices.size(), notices::toString);
    assertTrue(notices.getFirst().startsWith("MLFLOW_EXPERIMENT_ID is set but not read"));
    assertTrue(notices.getLast().contains("without " + PASSWORD));
  }

  @Test
  void refusesValuesThatMeanNothing() {
    for (Map<String, String> environment :
        List.of(
            Map.of("MLFLOW_TRACKING_INSECURE_TLS", "perhaps"),
            Map.of("MLFLOW_TRACKING_INSECURE_TLS", "1", "MLFLOW_TRACKING_SERVER_CERT_PATH", "/a"),
            Map.of("MLFLOW_TRACKING_SERVER_CERT_PATH", "/nowhere/cert.pem"),
            Map.of("MLFLOW_HTTP_REQUEST_TIMEOUT", "soon"),
            Map.of("HTTPS_PROXY", "socks5://u:S3CRET@proxy:1080"))) {
      TrackingException refused =
          assertThrows(
              TrackingException.class,
              () -> Tracking.check(Optional.of("https://h:5000"), environment),
              environment::toString);
      assertFalse(String.valueOf(refused.getMessage()).contains("S3CRET"), refused::getMessage);
    }
  }
}
