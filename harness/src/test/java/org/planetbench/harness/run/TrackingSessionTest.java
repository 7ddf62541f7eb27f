package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that get no connection: what they say, and that they end. CI tests the others. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class TrackingSessionTest {
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final String KEPT =
      "MLflow: nothing was sent; the runs keep what was not sent, and the next bench run or bench report sends it";

  @TempDir Path home;

  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private volatile int status;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private TrackingSession start() {
    return TrackingSession.start(Optional.of(address()), home, List.of(), said::add, said::add);
  }

  private String nextLine() throws InterruptedException {
    return String.valueOf(said.poll(1, TimeUnit.MINUTES));
  }

  private void requireNothingWasSent(TrackingSession session) throws InterruptedException {
    assertEquals(List.of(KEPT), session.finish(QUIET));
    assertEquals(List.of(), session.links("suite"));
    assertEquals(List.of(), session.links());
    assertEquals(List.of(), session.sendReport("suite", home));
  }

  @Test
  void anAbsentServerIsSaidOnceAndTriedAgain() throws Exception {
    stopServer();
    try (TrackingSession session = start()) {
      String line = nextLine();
      assertTrue(line.startsWith("MLflow: ") && line.contains(address()), line);
      session.settle();
      requireNothingWasSent(session);
    }
    assertEquals(List.of(), List.copyOf(said), "each reason once");
  }

  @Test
  void aServerThatIsBusyIsTriedAgain() throws Exception {
    status = 503;
    try (TrackingSession session = start()) {
      assertTrue(nextLine().contains("503"));
      int first = requests.get();
      requireNothingWasSent(session);
      assertTrue(requests.get() > first, "no other try");
    }
  }

  /** Its answer would be the same. */
  @Test
  void aServerThatRefusesIsNotTriedAgain() throws Exception {
    status = 403;
    try (TrackingSession session = start()) {
      assertTrue(nextLine().contains("403"));
      requireNothingWasSent(session);
      assertEquals(1, requests.get());
    }
  }
}
