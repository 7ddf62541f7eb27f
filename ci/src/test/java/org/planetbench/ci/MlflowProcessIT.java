package org.planetbench.ci;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** With the server as a process: possible wherever {@code harness/bench} is set up. */
final class MlflowProcessIT extends MlflowRoundTripIT {
  private final MlflowProcess server;

  MlflowProcessIT(@TempDir Path data) throws IOException, InterruptedException {
    server = MlflowProcess.start(data);
  }

  @Override
  URI server() {
    return server.uri();
  }

  @AfterAll
  void stop() {
    server.close();
  }
}
