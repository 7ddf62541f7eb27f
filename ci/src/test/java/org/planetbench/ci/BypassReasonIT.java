package org.planetbench.ci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ci/bypass-reason} before a server that answers as GitHub's does. */
final class BypassReasonIT {
  private static final String MERGE_QUEUE =
      "refs/heads/gh-readonly-queue/main/pr-7-0123456789abcdef0123456789abcdef01234567";

  @TempDir private Path directory;
  private final List<String> asked = new ArrayList<>();
  private final HttpServer server;
  private String labels = "[]";
  private int status = 200;

  BypassReasonIT() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = labels.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private Bench.Ended reason(String event, String ref) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("event.json"), event);
    return new Shell(directory)
        .environment("GITHUB_EVENT_PATH", file.toString())
        .environment("GITHUB_REF", ref)
        .environment("GITHUB_API_URL", "http://127.0.0.1:" + server.getAddress().getPort())
        .environment("GITHUB_REPOSITORY", "someone/something")
        .environment("GITHUB_TOKEN", "secret")
        .run(script())
        .requireExitCode(0);
  }

  private static String script() {
    return Bench.checkout().resolve("ci/bypass-reason").toString();
  }

  @Test
  void printsTheWordsOfTheLabelOfNow() throws IOException, InterruptedException {
    labels = "[{\"name\": \"bug\"}, {\"name\": \"Gate-Bypass:  a third $(layer) on  purpose\"}]";
    String event = "{\"pull_request\": {\"number\": 5, \"title\": \"gate-bypass: of my own\"}}";
    assertEquals("a third $(layer) on purpose\n", reason(event, "refs/pull/5/merge").out());
    assertEquals(
        List.of("/repos/someone/something/issues/5/labels?per_page=100 Bearer secret"), asked);
  }

  @Test
  void othersWordsAreNoReason() throws IOException, InterruptedException {
    labels = "[{\"name\": \"no gate-bypass: please\"}, {\"name\": \"gate-bypass\"}]";
    String event = "{\"pull_request\": {\"number\": 5, \"title\": \"gate-bypass: of my own\"}}";
    assertEquals("", reason(event, "refs/pull/5/merge").out());
  }

  @Test
  void knowsThePullRequestThatTheMergeQueueTries() throws IOException, InterruptedException {
    labels = "[{\"name\": \"gate-bypass: in the queue too\"}]";
    assertEquals("in the queue too\n", reason("{\"merge_group\": {}}", MERGE_QUEUE).out());
    assertEquals(
        List.of("/repos/someone/something/issues/7/labels?per_page=100 Bearer secret"), asked);
    assertEquals("", reason("{}", "refs/heads/pr-7").out());
    assertEquals(1, asked.size());
  }

  @Test
  void whereNobodyAnswersThereIsNoReason() throws IOException, InterruptedException {
    status = 403;
    Bench.Ended ended = reason("{\"pull_request\": {\"number\": 5}}", "");
    assertEquals("", ended.out());
    ended.requireErr("no labels, so no bypass");
    assertTrue(!ended.err().contains("secret"), ended.err());
    status = 200;
    labels = "<html>";
    assertEquals("", reason("{\"pull_request\": {\"number\": 5}}", "").out());
  }

  @Test
  void readsTheLabelsThatGitLabSays() throws IOException, InterruptedException {
    Shell shell =
        new Shell(directory)
            .environment("CI_MERGE_REQUEST_LABELS", "bug,gate-bypass: the reward head grew");
    assertEquals(
        "the reward head grew\n",
        shell.run("env", "-u", "GITHUB_EVENT_PATH", script()).requireExitCode(0).out());
  }
}
