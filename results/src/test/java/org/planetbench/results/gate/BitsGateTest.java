package org.planetbench.results.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.reference.BlessedRuns;
import org.planetbench.results.run.RecordedRuns;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.certificate.RunRows;

class BitsGateTest {
  private static final BlessedRuns.Counted NONE =
      new BlessedRuns.Counted(List.of(), new LinkedHashMap<>());

  @TempDir private Path folder;
  private BlessedRuns.Counted run = NONE;
  private BlessedRuns.Counted other = NONE;
  private BlessedRuns.Counted elsewhere = NONE;

  @BeforeEach
  void record() throws IOException {
    run = certified(100, "25.0.1+8");
    other = certified(101, "25.0.1+8");
    elsewhere = certified(101, "26");
  }

  private BlessedRuns.Counted certified(double episodeReturn, String jvm) throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve(episodeReturn + " " + jvm));
    runs.of("jvm", jvm).write(1, episodeReturn, 10);
    return BlessedRuns.countable(runs.path());
  }

  private static Judgement judge(
      BlessedRuns.Counted blessed, BlessedRuns.Counted base, BlessedRuns.Counted head)
      throws IOException {
    return new BitsGate(blessed.runs(), base, false).judge(head).getFirst();
  }

  private static void assertFails(String part, Judgement judgement) {
    Verdict verdict = assertInstanceOf(Verdict.Regression.class, judgement.verdict());
    assertTrue(verdict.why().contains(part), verdict::why);
  }

  @Test
  void equalBitsPass() throws IOException {
    Judgement judgement = judge(run, NONE, run);
    assertEquals("own-bits", judgement.against());
    assertEquals("23 rows are equal", judgement.verdict().why());
    assertInstanceOf(Verdict.Pass.class, judgement.verdict());
    assertTrue(judgement.compared());
    assertInstanceOf(Verdict.Pass.class, judge(NONE, run, run).verdict());
  }

  @Test
  void otherBitsFailWithThePlaceWhereTheyBegin() throws IOException {
    assertFails("row 21: episode at evaluate/0", judge(run, NONE, other));
    assertFails("if that is meant, bless it", judge(run, NONE, other));
    Judgement againstBase = judge(NONE, run, other);
    assertEquals("base", againstBase.against());
    assertFails("a commit says Result-affecting: yes", againstBase);
  }

  /** What was blessed has to be blessed anew: then the announced change is equal to it. */
  @Test
  void anAnnouncedChangeMayDifferFromTheBaseOnly() throws IOException {
    BitsGate gate = new BitsGate(List.of(), run, true);
    assertEquals(
        "other bits, first in row 21: episode at evaluate/0 (record of an episode); as was announced",
        gate.judge(other).getFirst().verdict().why());
    assertFails("bless it", new BitsGate(run.runs(), run, true).judge(other).getFirst());
    assertInstanceOf(
        Verdict.Pass.class,
        new BitsGate(other.runs(), run, true).judge(other).getFirst().verdict());
  }

  /** A setting is the change's doing: else it would do away with what was blessed, for good. */
  @Test
  void blessedBitsAreAskedWhateverIsSetOtherwise() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("set otherwise"));
    runs.with("recipe.batch", "49").write(1, 101, 10);
    BlessedRuns.Counted changed = BlessedRuns.countable(runs.path());
    BitsGate announced = new BitsGate(run.runs(), run, true);
    assertFails("bless it", announced.judge(changed).getFirst());
    assertFails("recipe.batch: 50 against 49", judge(run, run, changed));
    RecordedRuns threads = new RecordedRuns(folder.resolve("threads"));
    threads.with("threads", "2").write(1, 100, 10);
    BlessedRuns.Counted other = BlessedRuns.countable(threads.path());
    assertEquals("base", judge(run, run, other).against(), "which add in another order");
  }

  /** On a machine of another fingerprint only the base can be asked. */
  @Test
  void blessedBitsOfAnotherFingerprintAreNotAsked() throws IOException {
    Judgement alone = judge(elsewhere, NONE, run);
    assertInstanceOf(Verdict.MissingReference.class, alone.verdict());
    assertTrue(alone.verdict().why().contains("jvm: 25.0.1+8 against 26"), alone.verdict()::why);
    assertEquals("base", judge(elsewhere, run, run).against());
    assertInstanceOf(Verdict.Pass.class, judge(elsewhere, run, run).verdict());
    assertInstanceOf(Verdict.MissingReference.class, judge(NONE, NONE, run).verdict());
  }

  @Test
  void whatIsDamagedOrUnfinishedSaysNothingEitherWay() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("damaged"));
    runs.write(1, 100, 10);
    Path cell = runs.path().resolve("cheetah_run-rssm-s1");
    Path episodes = cell.resolve("episodes.csv");
    Files.write(episodes, Files.readAllLines(episodes).subList(0, 2));
    assertSaysNothing(
        "episodes.csv: has 1 rows, and 3 were certified; restore it, or run the cell again", runs);
    Files.writeString(cell.resolve("run.json"), "{");
    assertSaysNothing("not valid JSON", runs);
    runs.with(RunStatus.INTERRUPTED).write(1, 100, 10);
    assertSaysNothing("the run is not finished; `bench run` goes on with it", runs);
  }

  private void assertSaysNothing(String why, RecordedRuns runs) throws IOException {
    BlessedRuns.Counted others = BlessedRuns.countable(runs.path());
    Verdict ofHead = judge(run, run, others).verdict();
    assertInstanceOf(Verdict.Inconclusive.class, ofHead);
    assertTrue(ofHead.why().contains(why), ofHead::why);
    Verdict besideIt = judge(NONE, others, run).verdict();
    assertInstanceOf(Verdict.MissingReference.class, besideIt, "the run itself is whole");
    assertTrue(besideIt.why().contains("the base's run does not count: "), besideIt::why);
    assertTrue(besideIt.why().contains(why), besideIt::why);
    assertInstanceOf(Verdict.Pass.class, judge(run, others, run).verdict(), "it was blessed");
  }

  @Test
  void blessedBitsThatAreNotAsCertifiedAreNothingToCompareWith() throws IOException {
    CertifiedRun whole = run.runs().getFirst();
    RunRows rows = whole.rows();
    CertifiedRun cut =
        new CertifiedRun(
            whole.record(),
            new RunRows(
                rows.certificate(),
                Rows.of(rows.episodes().all().subList(0, 1)),
                rows.updates(),
                rows.decisions(),
                rows.model()));
    Verdict blamed = new BitsGate(List.of(cut), run, false).judge(run).getFirst().verdict();
    assertInstanceOf(Verdict.MissingReference.class, blamed, "the run itself is whole");
    assertTrue(blamed.why().contains("is not as it was recorded: episodes.csv"), blamed::why);
  }

  @Test
  void eachCellIsComparedWithItsOwn() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("another cell"));
    runs.write(2, 100, 10);
    List<CertifiedRun> both =
        Stream.concat(run.runs().stream(), BlessedRuns.all(runs.path()).stream()).toList();
    List<Judgement> judgements =
        new BitsGate(run.runs(), NONE, false)
            .judge(new BlessedRuns.Counted(both, new LinkedHashMap<>()));
    assertEquals(2, judgements.size());
    assertInstanceOf(Verdict.Pass.class, judgements.getFirst().verdict());
    assertInstanceOf(Verdict.MissingReference.class, judgements.getLast().verdict());
  }
}
