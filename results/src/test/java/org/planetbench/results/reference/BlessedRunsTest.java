package org.planetbench.results.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RecordedRuns;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

class BlessedRunsTest {
  @TempDir private Path folder;
  private Path references;
  private RecordedRuns runs;

  @BeforeEach
  void makeFolders() throws IOException {
    references = folder.resolve("reference");
    runs = new RecordedRuns(folder.resolve("runs"));
  }

  private List<String> bless(RecordedRuns of) throws IOException, InterruptedException {
    return BlessedRuns.bless(of.path(), references, "the first bits", false);
  }

  @Test
  void keepsRunsThatCanBeVerified() throws Exception {
    assertEquals(List.of(), BlessedRuns.read(references));
    runs.write(1, 100, 10);
    Files.writeString(runs.path().resolve("cheetah_run-rssm-s1/film.gif"), "not needed");
    List<String> moved = bless(runs);
    assertEquals(1, moved.size());
    assertTrue(moved.getFirst().startsWith("cheetah_run-rssm-s1: none -> "), moved::toString);
    assertTrue(moved.getFirst().endsWith(" after 23 rows"), moved::toString);
    CertifiedRun blessed = BlessedRuns.read(references).getFirst();
    assertEquals(23, blessed.rows().certificate().all().size());
    assertTrue(Verification.of(blessed).passed());
    assertTrue(Files.notExists(references.resolve("own-bits/cheetah_run-rssm-s1/film.gif")));
    Changes.requireExplained(references);
  }

  @Test
  void replacesWhatWasThereAndSaysWhatItWas() throws Exception {
    runs.write(1, 100, 10);
    bless(runs);
    RecordedRuns later = new RecordedRuns(folder.resolve("later"));
    later.write(2, 100, 10);
    List<String> moved = bless(later);
    assertEquals(2, moved.size());
    assertTrue(moved.getLast().endsWith(" after 23 rows -> none"), moved::toString);
    assertEquals(
        List.of("cheetah_run-rssm-s2"),
        BlessedRuns.read(references).stream().map(run -> run.record().cell()).toList());
    Changes.requireExplained(references);
    assertEquals(List.of(), bless(later));
  }

  @Test
  void ofManyWhoBlessAtOnceEachPutsItsRunsInPlace() throws Exception {
    CyclicBarrier together = new CyclicBarrier(4);
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int seed = 1; seed <= 4; seed++) {
        RecordedRuns own = new RecordedRuns(folder.resolve("runs-" + seed));
        own.write(seed, 100, 10);
        ends.add(
            threads.submit(
                () -> {
                  together.await();
                  return bless(own);
                }));
      }
    }
    for (Future<?> end : ends) {
      end.get();
    }
    assertEquals(1, BlessedRuns.read(references).size());
    List<String> changes = Files.readAllLines(references.resolve(Changes.FILE));
    assertEquals(4, changes.stream().filter(line -> line.startsWith("- `own-bits` ")).count());
    Changes.requireExplained(references);
  }

  @Test
  void whatWasEditedWithoutAReasonIsFound() throws Exception {
    runs.write(1, 100, 10);
    bless(runs);
    Path certificate = references.resolve("own-bits/cheetah_run-rssm-s1/certificate.csv");
    Files.writeString(
        certificate, Files.readString(certificate).replaceFirst(",[0-9a-f]{4}", ",0000"));
    Complaint.assertSays(
        "own-bits: its files were changed",
        MalformedFileException.class,
        () -> Changes.requireExplained(references));
  }

  @Test
  void refusesWhatIsNoReference() throws IOException {
    refused("found none");
    runs.with(RunStatus.INTERRUPTED).write(1, 100, 10);
    refused("cheetah_run-rssm-s1; `bench run` goes on");
    runs.of("commit", "0123abc-dirty").write(1, 100, 10);
    refused("nobody can make these runs again");
    runs.with("recipe.backend", "torch_cuda").write(1, 100, 10);
    refused("expected a run on the CPU's reference, without recipe.backend, got one on torch_cuda");
    runs.of("resume_1.jvm", "26").write(1, 100, 10);
    refused("went on under another fingerprint (resume_1.jvm)");
    runs.write(1, 100, 10);
    Path episodes = runs.path().resolve("cheetah_run-rssm-s1/episodes.csv");
    Files.writeString(episodes, Files.readString(episodes).replace(",99.0,", ",999.0,"));
    refused("is not as it was certified");
    assertTrue(Files.notExists(references.resolve("own-bits")));
  }

  private void refused(String part) {
    Complaint.assertSays(part, IllegalArgumentException.class, () -> bless(runs));
  }
}
