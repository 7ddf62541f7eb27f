package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.mlflow.FakeMlflow.Mood;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.Complaint;

/** How a server is reached, and what is said of one that is not. */
class TrackingTest {
  /** The header's value of user me and password word. */
  private static final String ME = "bWU6d29yZA==";

  @TempDir private Path folder;
  private FakeMlflow server;

  @BeforeEach
  void startServer() throws IOException {
    server = new FakeMlflow();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private void assertRefused(String part, String uri, Map<String, String> environment) {
    Complaint.assertSays(part, TrackingException.class, () -> Tracking.connect(uri, environment));
  }

  @Test
  void saysWhyThereIsNoConnection() {
    Map<Mood, String> reasons = new LinkedHashMap<>();
    reasons.put(Mood.SILENT, "GET /version: no whole answer within 1 s");
    reasons.put(Mood.ENDLESS, "GET /version: no whole answer within 1 s");
    reasons.put(Mood.HANGING_UP, "GET /version: connection broken");
    reasons.put(Mood.PAGE, "it answers, but not as MLflow does: '<!doctype html>");
    reasons.put(
        Mood.REDIRECTING,
        "HTTP 302, a redirect to https://***@elsewhere.test/login; where that is MLflow");
    reasons.forEach(
        (mood, reason) -> {
          server.behave((call, number, body) -> mood);
          assertRefused(reason, server.uri(), Map.of("MLFLOW_HTTP_REQUEST_TIMEOUT", "1"));
        });
    server.close();
    assertRefused("connection refused", server.uri(), Map.of());
    assertRefused("unknown host", "http://no-such-host.invalid", Map.of());
  }

  @Test
  void aSecretThatTheServerRepeatsIsNotShown() {
    server.behave((call, number, body) -> Mood.REFUSING);
    assertRefused(
        "HTTP 400 {\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"no such ***\"}",
        server.uri(),
        Map.of("MLFLOW_TRACKING_TOKEN", "luck"));
  }

  @Test
  void everyRequestLogsIn() throws Exception {
    String uri = server.uri().replace("//", "//me:word@");
    Tracking tracking = Tracking.connect(uri, Map.of());
    publishARun(tracking);
    assertEquals(Set.of("Basic " + ME), server.authorizations);
    assertEquals(server.uri(), tracking.uri().toString());
  }

  /** Of a GET, and of a POST, where MLflow's own client follows a 303. */
  @Test
  void aRedirectIsToldAndGetsNoLogin() throws Exception {
    server.experimentStage = "deleted";
    server.redirectStatus = 303;
    List<Map<String, String>> logins =
        List.of(
            Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "word"),
            Map.of("MLFLOW_TRACKING_TOKEN", "t0ken"));
    try (FakeMlflow elsewhere = new FakeMlflow()) {
      server.redirection = elsewhere.uri() + "/api/2.0/mlflow/experiments/get-by-name";
      for (String redirected : List.of("experiments/get-by-name", "experiments/restore")) {
        server.behave(
            (call, number, body) -> call.equals(redirected) ? Mood.REDIRECTING : Mood.NORMAL);
        for (Map<String, String> login : logins) {
          assertRefused(
              "experiment planet-bench: HTTP 303, a redirect to " + elsewhere.uri(),
              server.uri(),
              login);
        }
      }
      assertEquals(List.of(), elsewhere.calls);
    }
  }

  /** MLflow's own client, which is used here, takes the redirect of a POST for success. */
  @Test
  void anEmptyAnswerIsNoneOfMlflows() {
    server.experimentStage = "deleted";
    server.behave(
        (call, number, body) ->
            call.equals("experiments/restore") ? Mood.REDIRECTING : Mood.NORMAL);
    assertRefused(
        "experiment planet-bench: it answers, but not as MLflow does: ''", server.uri(), Map.of());
  }

  @Test
  void theVariablesNameExperimentAndRuns() throws Exception {
    publishARun(
        Tracking.connect(
            server.uri(), Map.of("MLFLOW_EXPERIMENT_NAME", "my-exp", "MLFLOW_RUN_NAME", "rr")));
    assertEquals("my-exp", server.experimentName);
    assertEquals("rr/cheetah_run-rssm-s3", server.onlyRun().created.path("run_name").asText());
  }

  @Test
  void anExperimentThatAnotherCommandMakesMeanwhileIsTaken() throws Exception {
    server.behave(
        (call, number, body) -> {
          if (call.equals("experiments/create")) {
            server.experimentStage = "active";
            return Mood.REFUSING;
          }
          return Mood.NORMAL;
        });
    assertEquals("7", Tracking.connect(server.uri(), Map.of()).experimentId());
  }

  /** Without it MLflow 3's page guesses from traces of language models. */
  @Test
  void theExperimentIsOneOfTrainingUnlessItsUserChoseOtherwise() throws Exception {
    Tracking.connect(server.uri(), Map.of());
    assertEquals("custom_model_development", server.experimentTags.get(MlflowServer.KIND));
    server.experimentTags.put(MlflowServer.KIND, "genai_development");
    Tracking.connect(server.uri(), Map.of());
    assertEquals("genai_development", server.experimentTags.get(MlflowServer.KIND));
    assertEquals(1, server.count("experiments/set-experiment-tag"));
  }

  @Test
  void whoMayNotTagTheExperimentLogsNevertheless() throws Exception {
    server.behave(
        (call, number, body) ->
            call.equals("experiments/set-experiment-tag") ? Mood.REFUSING : Mood.NORMAL);
    assertEquals("7", Tracking.connect(server.uri(), Map.of()).experimentId());
  }

  @Test
  void theReportIsOneRunOfItsOwnSentAgainWhenItChanged() throws Exception {
    Tracking tracking = Tracking.connect(server.uri(), Map.of());
    Path report = folder.resolve("report");
    Files.createDirectories(report.resolve("plots"));
    Files.writeString(report.resolve("index.html"), "page");
    for (String content : List.of("1", "1", "2")) {
      Files.writeString(report.resolve("plots/a.svg"), content);
      assertEquals(Optional.empty(), tracking.publishReport("quick-1", report));
    }
    FakeMlflow.Run run = server.onlyRun();
    assertEquals("report-quick-1", run.created.path("run_name").asText());
    assertEquals("quick-1", run.tags.get("planetbench.report_of"));
    assertFalse(run.tags.containsKey("suite_id"), "the charts of the suite would show it");
    assertEquals(Map.of("report/index.html", "page", "report/plots/a.svg", "2"), run.artifacts);
    assertEquals(4, server.count("artifact"));
  }

  /** As if the command had been killed before it could say that the report is there. */
  @Test
  void aReportThatIsNotFinishedInMlflowIsSentAgain() throws Exception {
    Tracking tracking = Tracking.connect(server.uri(), Map.of());
    Path report = Files.createDirectories(folder.resolve("report"));
    Files.writeString(report.resolve("index.html"), "page");
    server.behave((call, number, body) -> call.equals("runs/update") ? Mood.REFUSING : Mood.NORMAL);
    assertThrows(TrackingException.class, () -> tracking.publishReport("quick-1", report));
    server.behave((call, number, body) -> Mood.NORMAL);
    assertEquals(Optional.empty(), tracking.publishReport("quick-1", report));
    assertEquals(List.of("FINISHED"), server.onlyRun().statuses);
    assertEquals(2, server.count("artifact"));
  }

  @Test
  void aCertificateOfOnesOwnIsTrustedIfAsked() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "127.0.0.1");
    try (FakeMlflow secure = FakeMlflow.secure(certificate.context())) {
      assertRefused(
          "its certificate is not trusted (unable to find valid certification path to requested"
              + " target); MLFLOW_TRACKING_SERVER_CERT_PATH names the PEM file",
          secure.uri(),
          Map.of());
      for (Map<String, String> environment :
          List.of(
              Map.of("MLFLOW_TRACKING_SERVER_CERT_PATH", certificate.pem().toString()),
              Map.of("REQUESTS_CA_BUNDLE", certificate.pem().toString()),
              Map.of("MLFLOW_TRACKING_INSECURE_TLS", "true"))) {
        assertEquals("7", Tracking.connect(secure.uri(), environment).experimentId());
      }
    }
  }

  /** As behind a company's proxy: login, certificate and path at once, for files, too. */
  @Test
  void everyRequestOverTlsLogsInBelowThePrefix() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "127.0.0.1");
    Map<String, String> bundle = Map.of("REQUESTS_CA_BUNDLE", certificate.pem().toString());
    Map<String, String> logins =
        Map.of(
            "MLFLOW_TRACKING_USERNAME", "me",
            "MLFLOW_TRACKING_PASSWORD", "word",
            "MLFLOW_TRACKING_TOKEN", "unused");
    Map<String, String> tokens = Map.of("MLFLOW_TRACKING_TOKEN", "t0ken");
    for (Map<String, String> secrets : List.of(logins, tokens)) {
      try (FakeMlflow secure = FakeMlflow.secure(certificate.context())) {
        secure.prefix = "/team/mlflow";
        Map<String, String> environment = new HashMap<>(bundle);
        environment.putAll(secrets);
        publishARun(Tracking.connect(secure.uri() + "/team/mlflow/", environment));
        assertFalse(secure.onlyRun().artifacts.isEmpty());
        assertEquals(
            Set.of(secrets.equals(tokens) ? "Bearer t0ken" : "Basic " + ME), secure.authorizations);
        for (Path file : files(folder)) {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertFalse(text.contains("t0ken") || text.contains(ME), file::toString);
        }
      }
      AtomicFile.deleteFolder(folder.resolve("cheetah_run-rssm-s3"));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() throws Exception {
    TestCertificate other = TestCertificate.make(folder, "10.0.0.1");
    try (FakeMlflow secure = FakeMlflow.secure(other.context())) {
      assertRefused(
          "its certificate is not trusted",
          secure.uri(),
          Map.of("MLFLOW_TRACKING_SERVER_CERT_PATH", other.pem().toString()));
    }
  }

  @Test
  void aProxyIsAsked() throws Exception {
    String proxy = server.uri().replace("//", "//me:word@");
    Tracking.connect("http://mlflow.test:8080", Map.of("HTTP_PROXY", proxy));
    assertEquals(Set.of("mlflow.test:8080"), server.hosts);
    server.hosts.clear();
    Tracking.connect(server.uri(), Map.of("HTTP_PROXY", "http://127.0.0.1:1")); // not for this host
    assertRefused(
        "unknown host",
        "http://no-such-host.invalid",
        Map.of("http_proxy", server.uri(), "NO_PROXY", "example.org,.invalid"));
    assertRefused(
        "connection refused by proxy 127.0.0.1:1",
        "http://mlflow.test",
        Map.of("ALL_PROXY", "127.0.0.1:1"));
  }

  @Test
  void aProxyIsLoggedInToOnTheWayToAnHttpsServer() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "127.0.0.1", "mlflow.test");
    try (FakeMlflow secure = FakeMlflow.secure(certificate.context());
        TestProxy proxy = new TestProxy(secure.port())) {
      Map<String, String> environment =
          Map.of(
              "https_proxy",
              "http://me:word@127.0.0.1:" + proxy.port(),
              "MLFLOW_TRACKING_SERVER_CERT_PATH",
              certificate.pem().toString());
      Tracking.connect("https://mlflow.test", environment);
      assertTrue(proxy.head().contains("CONNECT mlflow.test:443"), proxy::head);
      assertTrue(proxy.head().contains("Proxy-Authorization: Basic " + ME), proxy::head);
    }
  }

  private void publishARun(Tracking tracking) throws Exception {
    RunFolder run = RunFolder.create(folder, "cheetah_run-rssm-s3");
    CsvRunSink sink = CsvRunSink.create(run);
    sink.episode(Runs.episode("seed", 0, 1000, 1));
    sink.commit();
    run.writeRecord(
        Runs.record("cheetah_run-rssm-s3")
            .ended(RunStatus.FAILED, Runs.START, Optional.of("as planned")));
    try (MlflowPublisher publisher = tracking.publisher()) {
      publisher.watch(run);
      assertTrue(publisher.flush(Duration.ofSeconds(60)).complete());
    }
  }
}
