package org.planetbench.results.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RecordedRuns;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

class BlessingTest {
  private static final String REASON = "the first runs";
  private static final int BLESSERS = 8;

  @TempDir private Path folder;

  @Test
  void keepsTheValueOfEachSeed() throws Exception {
    RecordedRuns runs = new RecordedRuns(folder.resolve("runs"));
    runs.write(1, 100, 10);
    runs.write(2, 110, 12);
    Path references = folder.resolve("reference");
    bless(runs).writeTo(references);
    List<Reference> written = References.read(references).ofFamily("own-smoke");
    assertEquals(
        List.of("divergence", "episode_return", "image_loss", "reward_loss"),
        written.stream().map(Reference::metric).toList());
    Reference returns = written.get(1);
    assertEquals(105, returns.value());
    assertEquals(OptionalInt.of(2), returns.seeds());
    assertEquals(OptionalDouble.of(Math.sqrt(50)), returns.spread());
    assertEquals(Map.of(1L, 100.0, 2L, 110.0), returns.seedValues());
    assertArrayEquals(new double[] {100, 110}, returns.values());
    assertEquals(
        "mean of 2 evaluation episodes of all agent steps after 20 updates, from start states of the"
            + " seed",
        returns.protocol());
    assertEquals(11, written.get(2).value());
    Changes.requireExplained(references);
  }

  @Test
  void keepsHowTheRunsWereMade() throws Exception {
    RecordedRuns runs = twoSeeds();
    Path references = folder.resolve("reference");
    bless(runs).writeTo(references);
    FamilyRecord record = FamilyRecord.read(references, "own-smoke").orElseThrow();
    assertEquals("0123abc", record.commit());
    assertEquals(REASON, record.reason());
    assertEquals(Map.of("jvm", "25.0.1+8"), record.provenance());
    assertEquals("50", record.settings("cheetah_run", "rssm").get("recipe.batch"));
    assertTrue(FamilyRecord.read(references, "another").isEmpty());
  }

  @Test
  void saysWhatEachNumberWas() throws Exception {
    Path references = folder.resolve("reference");
    bless(twoSeeds()).writeTo(references);
    RecordedRuns later = new RecordedRuns(folder.resolve("later"));
    later.write(1, 100, 10);
    later.write(3, 130, 12);
    Blessing.of(RunFolder.list(later.path()), "a better planner is there", false)
        .writeTo(references);
    List<String> changes = Files.readAllLines(references.resolve(Changes.FILE));
    assertTrue(changes.get(2).endsWith(": a better planner is there"), changes::toString);
    assertEquals(
        "  - cheetah_run rssm episode_return: 105.0 (2 samples) -> 115.0 (2 samples)",
        changes.get(3));
    assertTrue(changes.get(4).endsWith(": the first runs"), changes::toString);
    Changes.requireExplained(references);
  }

  /** A call that was killed between the table and its entry: the next one mends it. */
  @Test
  void filesThatNoEntryExplainsAreBlessedAnew() throws Exception {
    RecordedRuns runs = twoSeeds();
    Path references = folder.resolve("reference");
    bless(runs).writeTo(references);
    Path record = references.resolve("own-smoke.json");
    Files.writeString(record, Files.readString(record).replace("0123abc", "4567def"));
    assertThrows(MalformedFileException.class, () -> Changes.requireExplained(references));
    bless(runs).writeTo(references);
    Changes.requireExplained(references);
  }

  @Test
  void ofManyWhoBlessAtOnceEachGivesItsReason() throws Exception {
    Path references = folder.resolve("reference");
    CyclicBarrier together = new CyclicBarrier(BLESSERS);
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(BLESSERS)) {
      for (int i = 0; i < BLESSERS; i++) {
        Blessing blessing = ofTimes("own-" + i % 2, i);
        ends.add(
            threads.submit(
                () -> {
                  together.await();
                  return blessing.writeTo(references);
                }));
      }
    }
    for (Future<?> end : ends) {
      end.get();
    }
    String changes = Files.readString(references.resolve(Changes.FILE));
    for (int i = 0; i < BLESSERS; i++) {
      assertTrue(changes.contains(": the reason of " + i + "\n"), changes);
    }
    Changes.requireExplained(references);
  }

  private static Blessing ofTimes(String family, int value) {
    Score.Kind kind = new Score.Kind("cheetah_run", "rssm", "planning_time", "ms", "once", 0);
    return Blessing.ofScores(
        family,
        "0123abc",
        new LinkedHashMap<>(),
        List.of(new Score(kind, 1, value), new Score(kind, 2, value)),
        "the reason of " + value,
        false);
  }

  /** Whose constants a variant has is no fact of the machine. */
  @Test
  void variantsOfSeveralEditionsMakeOneReference() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("runs"));
    runs.of("edition", "paper").write(1, 100, 10);
    runs.of("edition", "controlled").write(2, 110, 12);
    Blessing blessing = Blessing.of(RunFolder.list(runs.path()), "three words here", false);
    assertFalse(blessing.record().provenance().containsKey("edition"));
  }

  @Test
  void refusesWhatIsNoReference() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("runs"));
    refused("found none", runs);
    runs.write(1, 100, 10);
    refused("cheetah_run rssm divergence: expected 2 seeds or more, got 1", runs);
    runs.write(2, 110, 12);
    Complaint.assertSays(
        "three words or more",
        IllegalArgumentException.class,
        () -> Blessing.of(RunFolder.list(runs.path()), "because", false));
    runs.with(RunStatus.INTERRUPTED).write(3, 100, 10);
    refused("cheetah_run-rssm-s3; `bench run` goes on with them", runs);
    runs.with("recipe.batch", "12").write(3, 100, 10);
    refused("recipe.batch 12 instead of 50", runs);
    runs.with("recipe.backend", "torch_cuda").write(3, 100, 10);
    refused(
        "cheetah_run-rssm-s3: expected a run on the CPU's reference, without recipe.backend, got one on torch_cuda; bless runs of the backend nd4j",
        runs);
    runs.of("commit", "fedcba9").write(3, 100, 10);
    refused("commit: expected one for all runs, got 0123abc, fedcba9", runs);
    runs.of("resume_1.commit", "fedcba9-dirty").write(3, 100, 10);
    refused("cheetah_run-rssm-s3: went on with another commit: 0123abc, fedcba9-dirty", runs);
    runs.of("resume_1.jvm", "26").write(3, 100, 10);
    refused("cheetah_run-rssm-s3: went on under another fingerprint (resume_1.jvm)", runs);
    runs.of("jvm", "26").write(3, 100, 10);
    refused("jvm: expected one for all runs, got 25.0.1+8, 26", runs);
    runs.write(3, Double.NaN, 10);
    refused("cheetah_run rssm episode_return of seed 3 is NaN", runs);
  }

  @Test
  void refusesRunsWithoutACertificate() throws IOException {
    RecordedRuns runs = twoSeeds();
    RunFolder copy = RunFolder.list(runs.path()).getFirst();
    copy.writeRecord(copy.readRecord().abridged());
    Files.delete(copy.file("certificate.csv"));
    Complaint.assertSays(
        "has no certificate: it is an abridged copy",
        MalformedFileException.class,
        () -> bless(runs));
  }

  /** What was written and can't be read again would end every later call. */
  @Test
  void refusesWhatItCouldNotReadAgain() throws IOException {
    RecordedRuns runs = twoSeeds();
    for (RunFolder folder : RunFolder.list(runs.path())) {
      Path record = folder.file(RunFolder.RECORD);
      Files.writeString(
          record,
          Files.readString(record).replace("\"profile\": \"smoke\"", "\"profile\": \"Nightly\""));
    }
    refused("family: expected a name of [a-z0-9-], got 'own-Nightly'; give the profile", runs);
    Score.Kind tiny = new Score.Kind("cheetah_run", "rssm", "plan_p50", "times", "tiny", 0);
    Score.Kind small = new Score.Kind("cheetah_run", "rssm", "plan_p50", "times", "small", 0);
    Complaint.assertSays(
        "cheetah_run rssm plan_p50: expected one number, got two, 'small' and 'tiny'",
        IllegalArgumentException.class,
        () ->
            Blessing.ofScores(
                "own-latency",
                "0123abc",
                new LinkedHashMap<>(),
                List.of(
                    new Score(tiny, 1, 2),
                    new Score(tiny, 2, 2.5),
                    new Score(small, 3, 3),
                    new Score(small, 4, 3.5)),
                REASON,
                false));
  }

  @Test
  void takesRunsOfADirtyCheckoutOnlyIfToldTo() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("runs"));
    runs.of("commit", "0123abc-dirty").write(1, 100, 10);
    runs.of("commit", "0123abc-dirty").write(2, 110, 10);
    refused("nobody can make these runs again", runs);
    Blessing blessing = Blessing.of(RunFolder.list(runs.path()), REASON, true);
    assertEquals("0123abc-dirty", blessing.record().commit());
  }

  private RecordedRuns twoSeeds() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("runs"));
    runs.write(1, 100, 10);
    runs.write(2, 110, 12);
    return runs;
  }

  private static Blessing bless(RecordedRuns runs) throws IOException {
    return Blessing.of(RunFolder.list(runs.path()), REASON, false);
  }

  private static void refused(String part, RecordedRuns runs) {
    Complaint.assertSays(part, IllegalArgumentException.class, () -> bless(runs));
  }
}
