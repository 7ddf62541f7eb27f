package org.planetbench.results.run.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

/** A recorded run, and what someone may do to it. */
class CertifiedRunsTest {
  private static final String CELL = "cheetah_run-rssm-s3";
  private static final String HASH = "7c9fa136d4413fa6173637e883b6998d";

  @TempDir Path runs;
  private RunFolder folder;

  @BeforeEach
  void recordARun() throws IOException {
    folder = record("one", 0);
  }

  /** Three episodes of an action each, with an update and a prediction. */
  private RunFolder record(String name, double change) throws IOException {
    RunFolder made = RunFolder.create(runs.resolve(name), CELL);
    try (CsvRunSink sink = CsvRunSink.create(made)) {
      for (int i = 0; i < 3; i++) {
        sink.certify(CertificateStage.ENVIRONMENT, "collect/" + i + "/0", HASH);
        sink.certify(CertificateStage.PLANNER, "collect/" + i + "/0", HASH);
        sink.decision(Runs.decision("collect", i, 0, 1.5));
        sink.certify(CertificateStage.DRAWS, "collect/" + i + "/planner", hash(change, i));
        sink.episode(Runs.episode("collect", i, 1000L * (i + 1), 100 + i + (i > 0 ? change : 0)));
        sink.update(Runs.update(i + 1));
        sink.model(Runs.prediction(i + 1, "held_out", 2));
      }
      sink.commit();
      made.writeRecord(
          Runs.record(CELL)
              .certified(sink.head())
              .ended(RunStatus.FINISHED, Runs.START, Optional.empty()));
    }
    return made;
  }

  private static String hash(double change, int i) {
    return new ContentHash().add(change).add(i).finish();
  }

  private Verification verification() throws IOException {
    return Verification.of(CertifiedRuns.read(folder));
  }

  private void edit(String file, String from, String to) throws IOException {
    String text = Files.readString(folder.file(file));
    assertTrue(text.contains(from), () -> from + " is not in\n" + text);
    Files.writeString(folder.file(file), text.replace(from, to));
  }

  private void assertFinds(String... problems) throws IOException {
    List<String> found = verification().problems();
    assertEquals(problems.length, found.size(), found::toString);
    for (int i = 0; i < problems.length; i++) {
      assertTrue(found.get(i).contains(problems[i]), found::toString);
    }
  }

  @Test
  void aRunIsAsItWasRecorded() throws IOException {
    Verification verification = verification();
    assertEquals(List.of(), verification.problems());
    assertEquals(18, verification.head().rows());
    assertEquals(3, verification.rows().get(CertificateStage.PLANNER));
  }

  @Test
  void noticesAnEditedReturn() throws IOException {
    edit("episodes.csv", ",101.0,", ",901.0,");
    assertFinds("episodes.csv:3: collect/1 is not as it was certified (certificate.csv, row 9");
  }

  @Test
  void noticesAnEditedLoss() throws IOException {
    edit("updates.csv", "\n2,50.0,", "\n2,50.000000000000014,");
    assertFinds("updates.csv:3: update/2 is not as it was certified");
  }

  @Test
  void noticesAnEditedPrediction() throws IOException {
    edit("model.csv", "\n3,held_out,2,0.75,", "\n3,held_out,2,0.5,");
    assertFinds("model.csv:4: update/3/held_out/2 is not as it was certified");
  }

  /** Times are nobody's promise. */
  @Test
  void wallClockTimesAreNotCertified() throws IOException {
    edit("updates.csv", ",12.5\n", ",99.5\n");
    assertFinds();
  }

  @Test
  void noticesAMissingRowOfATable() throws IOException {
    List<String> lines = Files.readAllLines(folder.file("latency.csv"));
    Files.writeString(folder.file("latency.csv"), String.join("\n", lines.subList(0, 3)) + "\n");
    assertFinds("latency.csv: has 2 rows, and 3 were certified");
  }

  @Test
  void noticesAnAlteredCertificate() throws IOException {
    edit(
        "certificate.csv",
        "7,planner,collect/1/0," + HASH,
        "7,planner,collect/1/0," + "0".repeat(32));
    assertFinds("certificate.csv: row 7 (planner at collect/1/0) does not follow");
  }

  @Test
  void noticesACutCertificate() throws IOException {
    List<String> lines = Files.readAllLines(folder.file("certificate.csv"));
    Files.writeString(
        folder.file("certificate.csv"), String.join("\n", lines.subList(0, 18)) + "\n");
    assertFinds("ends after 17 rows", "model.csv: has 3 rows, and 2 were certified");
  }

  /** Who edits a table and makes the chain anew still has another end than the record. */
  @Test
  void noticesACertificateMadeAnew() throws IOException {
    RunFolder other = record("other", 1);
    for (String file : List.of("episodes.csv", "certificate.csv")) {
      Files.copy(
          other.file(file), folder.file(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertFinds("certificate.csv: ends after 18 rows with ");
  }

  @Test
  void aFinishedRunWithoutAnEndOfItsCertificateIsNotVerified() throws IOException {
    edit("run.json", "\"certificate\": {", "\"certificate_\": {");
    Complaint.assertSays(
        "certificate_: unknown key", MalformedFileException.class, this::verification);
    folder.writeRecord(Runs.record(CELL).ended(RunStatus.FINISHED, Runs.START, Optional.empty()));
    assertFinds("run.json: expected the end of the finished run's certificate, got none");
  }

  @Test
  void saysWhetherARunWithoutACertificateShouldHaveOne() throws IOException {
    Files.delete(folder.file("certificate.csv"));
    String missing = "has no certificate, and should: certificate.csv is missing;";
    Complaint.assertSays(missing, MalformedFileException.class, this::verification);
    edit("run.json", "\"schema_version\": 3", "\"schema_version\": 1");
    Complaint.assertSays(missing, MalformedFileException.class, this::verification);
    removeHead();
    Complaint.assertSays(
        "has no certificate: an older planet-bench made the run;",
        MalformedFileException.class,
        this::verification);
    assertEquals(3, CertifiedRuns.readGenuine(folder).rows().episodes().all().size());
  }

  private void removeHead() throws IOException {
    String text = Files.readString(folder.file("run.json"));
    Files.writeString(
        folder.file("run.json"), text.replaceFirst("\"certificate\": \\{[^}]*\\},", ""));
  }

  /** That a record calls its run older does not hide what was certified. */
  @Test
  void anAlteredRunOfAnyVersionIsNotGenuine() throws IOException {
    edit("run.json", "\"schema_version\": 3", "\"schema_version\": 1");
    assertEquals(18, CertifiedRuns.readGenuine(folder).rows().certificate().all().size());
    edit("episodes.csv", ",101.0,", ",901.0,");
    assertNotGenuine("episodes.csv:3: collect/1 is not as it was certified");
    removeHead();
    assertNotGenuine("expected the end of the finished run's certificate, got none");
  }

  @Test
  void aRunIsNotGenuineUnderAnotherName() throws IOException {
    edit("run.json", "\"variant\": \"rssm\"", "\"variant\": \"ssm\"");
    assertNotGenuine(
        "run.json:4: cell: expected task, variant and seed, 'cheetah_run-ssm-s3', got");
    Complaint.assertSays(
        "; the record was altered:", MalformedFileException.class, this::verification);
    edit("run.json", "\"variant\": \"ssm\"", "\"variant\": \"rssm\"");
    edit("run.json", "\"recipe.batch\"", "\"seed\": \"4\",\n\"recipe.batch\"");
    assertNotGenuine("settings.seed: expected '3' as above, got '4'; the record was altered:");
  }

  private void assertNotGenuine(String problem) {
    Complaint.assertSays(
        problem, MalformedFileException.class, () -> CertifiedRuns.readGenuine(folder));
  }

  @Test
  void comparesRuns() throws IOException {
    CertifiedRun one = CertifiedRuns.read(folder);
    CertifiedRun same = CertifiedRuns.read(record("same", 0));
    assertEquals(
        new RunComparison.Equal(18, List.of()),
        RunComparison.of(one, same, List.of(), Distance.TOLERANCE));
    CertifiedRun changed = CertifiedRuns.read(record("changed", 30));
    RunComparison.Different different =
        assertInstanceOf(
            RunComparison.Different.class,
            RunComparison.of(one, changed, List.of(), Distance.TOLERANCE));
    assertEquals(
        "row 2: draws at collect/0/planner (random streams: seed or number of draws)",
        different.divergence().describe());
  }

  /** Neither the program nor the run is to blame that it is still at work. */
  @Test
  void anUnfinishedRunIsEqualAsFarAsItGoes() throws IOException {
    CertifiedRun one = CertifiedRuns.read(folder);
    RunFolder begun = record("begun", 0);
    Path certificate = begun.file("certificate.csv");
    List<String> rows = Files.readAllLines(certificate);
    Files.write(certificate, rows.subList(0, rows.size() - 1));
    RunComparison.Different shorter =
        assertInstanceOf(
            RunComparison.Different.class,
            RunComparison.of(one, CertifiedRuns.read(begun), List.of(), Distance.TOLERANCE));
    assertEquals(17, shorter.divergence().agreeing());
    begun.writeRecord(
        begun
            .readRecord()
            .ended(RunStatus.INTERRUPTED, Instant.parse("2026-01-01T00:00:00Z"), Optional.empty()));
    CertifiedRun unfinished = CertifiedRuns.read(begun);
    for (RunComparison comparison :
        List.of(
            RunComparison.of(one, unfinished, List.of(), Distance.TOLERANCE),
            RunComparison.of(unfinished, one, List.of(), Distance.TOLERANCE))) {
      assertEquals(
          17, assertInstanceOf(RunComparison.Unfinished.class, comparison).divergence().agreeing());
    }
  }

  @Test
  void anotherFingerprintMakesDifferentRunsNotComparable() throws IOException {
    CertifiedRun one = CertifiedRuns.read(folder);
    CertifiedRun elsewhere =
        with(CertifiedRuns.read(record("elsewhere", 30)), "jvm", "26", "commit", "other");
    RunComparison.NotComparable verdict =
        assertInstanceOf(
            RunComparison.NotComparable.class,
            RunComparison.of(one, elsewhere, List.of(), Distance.TOLERANCE));
    assertEquals(List.of("jvm"), verdict.differences().stream().map(d -> d.fact()).toList());
    assertEquals(3, verdict.distance().returns().compared());
    assertEquals(30.0 / 131, verdict.distance().returns().largest(), 1e-12);
    assertEquals(Optional.of("collect/1"), verdict.distance().returns().firstOutside());
    assertEquals(new Distance.Part(3, 0, Optional.empty()), verdict.distance().losses());
  }

  @Test
  void equalRunsAreEqualDespiteTheirFingerprints() throws IOException {
    CertifiedRun one = CertifiedRuns.read(folder);
    RunComparison verdict = RunComparison.of(one, with(one, "gl.backend", "egl"), List.of(), 0);
    assertEquals(
        new RunComparison.Equal(18, List.of(new Fingerprint.Difference("gl.backend", "", "egl"))),
        verdict);
  }

  @Test
  void theProgramItselfIsNoPartOfTheFingerprint() throws IOException {
    CertifiedRun one = CertifiedRuns.read(folder);
    assertEquals(
        List.of(),
        Fingerprint.differences(
            one.record(), with(one, "commit", "other", "cores", "64", "os", "Linux 7").record()));
  }

  private static CertifiedRun with(CertifiedRun run, String... facts) {
    RunRecord r = run.record();
    SequencedMap<String, String> provenance = new LinkedHashMap<>(r.provenance());
    for (int i = 0; i < facts.length; i += 2) {
      provenance.put(facts[i], facts[i + 1]);
    }
    RunRecord changed = r.withProvenance(provenance);
    return new CertifiedRun(changed, run.rows());
  }

  /** A digit of the content of a row: what differs from there on is not the program's doing. */
  @Test
  void aBrokenChainIsNotBlamedOnTheProgram() throws IOException {
    edit(
        "certificate.csv",
        "7,planner,collect/1/0," + HASH,
        "7,planner,collect/1/0," + HASH.replace('7', '8'));
    CertifiedRun broken = CertifiedRuns.read(folder);
    CertifiedRun whole = CertifiedRuns.read(record("whole", 0));
    RunComparison.Altered altered =
        assertInstanceOf(
            RunComparison.Altered.class,
            RunComparison.of(
                whole, broken, List.of(Verification.of(whole), Verification.of(broken)), 0));
    assertTrue(altered.problem().startsWith("certificate.csv: row 7 (planner at collect/1/0)"));
    assertEquals(7, altered.divergence().agreeing());
  }

  @Test
  void aShorterCertificateAgreesAsFarAsItGoes() throws IOException {
    List<CertificateRow> rows = CertifiedRuns.read(folder).rows().certificate().all();
    Comparison.Diverged diverged =
        assertInstanceOf(
            Comparison.Diverged.class, Comparison.of(Rows.of(rows), Rows.of(rows.subList(0, 5))));
    assertEquals(5, diverged.agreeing());
    assertEquals("row 5: the other certificate ends here", diverged.describe());
  }

  @Test
  void lossesThatAreNoNumbersAreApart() throws IOException {
    RunRows finite = update(1000);
    RunRows nan = update(Double.NaN);
    assertTrue(Distance.of(nan, nan, 0).within());
    assertEquals(Optional.of("update/7"), Distance.of(finite, nan, 0.01).losses().firstOutside());
    assertTrue(Distance.of(finite, update(1009), 0.01).within());
  }

  private static RunRows update(double loss) {
    return new RunRows(
        Rows.of(List.of()),
        Rows.of(List.of()),
        Rows.of(List.of(Runs.update(7, 0, loss, 0, 0, 0, 0, 0))),
        Rows.of(List.of()),
        Rows.of(List.of()));
  }
}
