package org.planetbench.results.mlflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Stands in for MLflow's server as a process: it has a child that lives on without it, answers
 * where it is told to, makes its database where its URI says, and knows nothing of locks. Called
 * with what {@link ServerLauncher} gives to Python.
 */
final class FakeServerProcess {
  /** A file among its data: it is too busy for one request, and takes the file away. */
  static final String BUSY = "busy";

  private FakeServerProcess() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> all = List.of(arguments);
    int port = Integer.parseInt(all.get(all.indexOf("--port") + 1));
    String store = all.get(all.indexOf("--backend-store-uri") + 1);
    Files.writeString(Path.of(store.replaceFirst("sqlite:///", "").replaceFirst("[?].*", "")), "");
    Process child = new ProcessBuilder("sleep", "600").start();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/health",
        exchange -> answer(exchange, Files.deleteIfExists(Path.of(BUSY)) ? 503 : 200, "OK"));
    server.createContext("/version", exchange -> answer(exchange, 200, "3.17.2"));
    server.start();
    child.waitFor();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Makes a folder that looks like a Python environment, and is this. */
  static Path venv(Path folder) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String script =
        "#!/bin/bash\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
            .formatted(
                java, System.getProperty("java.class.path"), FakeServerProcess.class.getName());
    Path python = Files.writeString(bin.resolve("python"), script);
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }
}
