package org.planetbench.results.mlflow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class CountedBodyTest {
  private static final int BYTES = 8 << 20;

  /** The server takes half of it, and the rest only once the sender has shown to be alive. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void showsThatAFileGoesOutBeforeItHasGone(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[BYTES]);
    CountDownLatch seen = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          InputStream body = exchange.getRequestBody();
          long got = body.readNBytes(BYTES / 2).length;
          await(seen);
          byte[] answer = Long.toString(got + body.readAllBytes().length).getBytes(US_ASCII);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    AtomicLong parts = new AtomicLong();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
      CompletableFuture<String> sent =
          client
              .sendAsync(
                  HttpRequest.newBuilder(address)
                      .PUT(new CountedBody(BodyPublishers.ofFile(file), parts))
                      .build(),
                  BodyHandlers.ofString())
              .thenApply(answer -> answer.body());
      try {
        while (parts.get() < 2 && !sent.isDone()) {
          Thread.sleep(5);
        }
        assertTrue(parts.get() >= 2 && !sent.isDone(), "before any answer");
      } finally {
        seen.countDown(); // or the client would wait for its answer
      }
      assertEquals(Integer.toString(BYTES), sent.get());
    } finally {
      server.stop(0);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
