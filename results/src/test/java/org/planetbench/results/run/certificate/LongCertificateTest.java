package org.planetbench.results.run.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.csv.CsvRunSink;

/**
 * A certificate is checked in constant memory: a tenth of the longest one in less than a tenth of
 * 256 MiB. {@code ci/long-certificate} checks a whole one.
 */
class LongCertificateTest {
  private static final String CELL = "cheetah_run-rssm-s3";
  private static final int EPISODES = Integer.getInteger("planetbench.certificate.episodes", 100);
  private static final String HEAP = System.getProperty("planetbench.certificate.heap", "25m");
  private static final int DECISIONS = 575;
  private static final int UPDATES = 100;
  private static final List<CertificateStage> STAGES =
      List.of(
          CertificateStage.ENVIRONMENT,
          CertificateStage.RENDERER,
          CertificateStage.BELIEF,
          CertificateStage.PLANNER);

  @TempDir Path runs;

  @Test
  void isVerifiedComparedAndAuditedInLittleMemory() throws IOException, InterruptedException {
    write(runs);
    Path out = runs.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                LongCertificateTest.class.getName(),
                runs.resolve(CELL).toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> text(out));
    long rows = EPISODES * (4L * DECISIONS + 3L * UPDATES + 1);
    assertEquals(
        "verified true, %d rows; equal %d; %d streams, 0 problems%n"
            .formatted(rows, rows, EPISODES * UPDATES),
        text(out));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** In a process of its own: looks at a run as often as it can be looked at. */
  public static void main(String[] arguments) throws IOException {
    CertifiedRun run = CertifiedRuns.read(RunFolder.at(Path.of(arguments[0])));
    Verification found = Verification.of(run);
    Comparison comparison = Comparison.of(run.rows().certificate(), run.rows().certificate());
    SeedAudit.Builder audit = new SeedAudit.Builder();
    audit.add(run);
    SeedAudit audited = audit.finish();
    System.out.printf(
        "verified %s, %d rows; equal %d; %d streams, %d problems%n",
        found.passed(),
        found.head().rows(),
        comparison.agreeing(),
        audited.streams(),
        audited.problems().size());
  }

  /** With the rows that the loop certifies of each decision, update and episode. */
  private static void write(Path runs) throws IOException {
    RunFolder folder = RunFolder.create(runs, CELL);
    try (CsvRunSink sink = CsvRunSink.create(folder)) {
      for (int i = 0; i < EPISODES; i++) {
        learn(sink, UPDATES * i);
        play(sink, i);
        sink.commit();
      }
      folder.writeRecord(
          Runs.record(CELL)
              .certified(sink.head())
              .ended(RunStatus.FINISHED, Runs.START, Optional.empty()));
    }
  }

  private static void learn(CsvRunSink sink, int before) {
    ContentHash hash = new ContentHash();
    for (int update = before + 1; update <= before + UPDATES; update++) {
      String place = "update/" + update;
      sink.certify(CertificateStage.REPLAY, place, hash.add(update).finish());
      sink.certify(CertificateStage.DRAWS, place + "/model_noise", hash.add(-update).finish());
      sink.update(Runs.update(update));
    }
  }

  private static void play(CsvRunSink sink, int episode) {
    ContentHash hash = new ContentHash();
    for (int step = 0; step < DECISIONS; step++) {
      String place = "collect/" + episode + "/" + step;
      for (CertificateStage stage : STAGES) {
        sink.certify(stage, place, hash.add(episode).add(step).add(stage.id()).finish());
      }
      sink.decision(Runs.decision("collect", episode, step, 3));
    }
    sink.episode(Runs.episode("collect", episode, 1000L * (episode + 1), episode));
  }
}
