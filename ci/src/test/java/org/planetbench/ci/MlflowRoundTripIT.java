package org.planetbench.ci;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;

/** A smoke cell logged to a real server of the user's, and read back through its REST API. */
@Tag("native")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MlflowRoundTripIT {
  private static final String CELL = "cartpole_balance-rssm-s1";
  private static final String RUNS = "runs";

  private Path directory = Path.of("");

  abstract URI server();

  @BeforeAll
  void runACell(@TempDir Path folder) throws IOException, InterruptedException {
    directory = folder;
    bench().requireExitCode(0).requireOut("MLflow  charts").requireOut(server().toString());
  }

  private Bench.Ended bench() throws IOException, InterruptedException {
    String uri = server().toString();
    return Bench.in(directory)
        .run("run", "--profile", "smoke", "--cell", CELL, "--runs", RUNS, "--tracking-uri", uri);
  }

  private Published published() throws IOException, InterruptedException {
    return Published.find(
        new MlflowApi(server()), RunFolder.at(directory.resolve(RUNS).resolve(CELL)));
  }

  @Test
  void theServerKnowsHowTheRunWasMade() throws IOException, InterruptedException {
    published().requireDescription();
    published().requireStart();
  }

  @Test
  void theServerHasEveryEpisodeAndUpdateOnce() throws IOException, InterruptedException {
    published().requireHistories();
  }

  @Test
  void theServerHasTheFiles() throws IOException, InterruptedException {
    published().requireArtifacts();
  }

  @Test
  void theServerHasDatasetsModelAndLoad() throws IOException, InterruptedException {
    published().requireEntities();
  }

  @Test
  void theReportLinksTheRunAndIsSentAsItIs() throws IOException, InterruptedException {
    published().requireLinkInReport();
  }

  @Test
  void callingAgainAddsNothing() throws IOException, InterruptedException {
    bench().requireExitCode(0).requireOut("1 finished before");
    published().requireDescription();
    published().requireHistories();
  }
}
