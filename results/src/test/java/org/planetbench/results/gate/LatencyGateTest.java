package org.planetbench.results.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.reference.Blessing;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.Score;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

class LatencyGateTest {
  private static final double[] BASE = {10.0, 10.1, 10.2, 9.9, 10.05, 10.15};

  private static final GatePolicy.Latency POLICY =
      new GatePolicy.Latency("own-latency", 0.01, 0.8, 1.07, 1.25, 1.6, 6, 1.5);

  private static final LatencyGate GATE = new LatencyGate(POLICY, List.of());

  @TempDir private Path folder;

  private static List<PlanTime> times(double[] base, double[] head) {
    List<PlanTime> times = new ArrayList<>();
    for (int i = 0; i < base.length; i++) {
      times.add(time(Side.BASE, i, base[i], "a cpu"));
    }
    for (int i = 0; i < head.length; i++) {
      times.add(time(Side.HEAD, i, head[i], "a cpu"));
    }
    return times;
  }

  private static PlanTime time(Side side, int round, double ratio, String cpu) {
    return time(side, round, ratio, cpu, 1);
  }

  private static PlanTime time(Side side, int round, double ratio, String cpu, double gmac) {
    String method = "tiny cem 1 threads";
    return new PlanTime(
        side, round, "cheetah_run", "rssm", method, cpu, "0123abc", gmac, ratio, 2 * ratio);
  }

  private static double[] times(double factor) {
    double[] scaled = new double[BASE.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = factor * BASE[(i + 1) % BASE.length] + 0.001 * i;
    }
    return scaled;
  }

  /** A tenth more multiply-adds, each as fast as before. */
  @Test
  void whatComputesMoreIsSlower() {
    List<PlanTime> times = times(BASE, new double[0]);
    for (int i = 0; i < BASE.length; i++) {
      times.add(time(Side.HEAD, i, BASE[i], "a cpu", 1.1));
    }
    assertInstanceOf(Verdict.Regression.class, GATE.judge(times).getFirst().verdict());
  }

  /** All 36 pairs are greater: one of 924 ways to deal twelve values to two sides. */
  @Test
  void findsAPlannerThatGotSlower() {
    List<Judgement> judgements = GATE.judge(times(BASE, times(1.15)));
    assertEquals(2, judgements.size());
    for (Judgement judgement : judgements) {
      assertInstanceOf(Verdict.Regression.class, judgement.verdict());
      Evidence evidence = judgement.verdict().evidence().orElseThrow();
      assertEquals(36, evidence.statistic());
      assertEquals(1 / 924.0, evidence.pValue(), 1e-12);
      assertEquals(15, evidence.estimate(), 0.5);
      assertTrue(evidence.difference().low() > 12, evidence::toString);
      assertTrue(evidence.difference().high() < 19, evidence::toString);
    }
  }

  @Test
  void passesWhatIsAsFastAFasterOneAndOneThatIsALittleSlower() {
    assertEquals("no difference was found", why(1));
    assertEquals("faster", why(0.8));
    assertEquals("slower by less than is tolerated", why(1.05));
  }

  private static String why(double factor) {
    Verdict verdict = GATE.judge(times(BASE, times(factor))).getFirst().verdict();
    assertInstanceOf(Verdict.Pass.class, verdict);
    return verdict.why();
  }

  @Test
  void absentEvidenceIsNoPass() {
    assertEquals(List.of(), GATE.judge(List.of()));
    assertInstanceOf(
        Verdict.MissingReference.class,
        GATE.judge(times(new double[0], BASE)).getFirst().verdict());
    assertInstanceOf(
        Verdict.Inconclusive.class,
        GATE.judge(times(new double[] {10, 11}, BASE)).getFirst().verdict());
    double[] restless = {10, 30, 11, 60, 9, 25};
    assertInstanceOf(
        Verdict.Inconclusive.class, GATE.judge(times(restless, BASE)).getFirst().verdict());
  }

  /** One of 70 ways to deal eight values is more than a level of 0.5 %. */
  @Test
  void roundsThatCouldNeverDifferAreNoPass() {
    GatePolicy.Latency policy =
        new GatePolicy.Latency("own-latency", 0.01, 0.8, 1.07, 1.25, 1.6, 4, 1.5);
    double[] four = Arrays.copyOf(BASE, 4);
    Verdict verdict =
        new LatencyGate(policy, List.of())
            .judge(times(four, Arrays.copyOf(times(2), 4)))
            .getFirst()
            .verdict();
    assertInstanceOf(Verdict.Inconclusive.class, verdict);
    assertTrue(verdict.why().startsWith("4 rounds against 4 cannot differ"), verdict::why);
  }

  /** Less than what is tolerated is never told, however still the machine. */
  @Test
  void whatCouldBeDetectedIsMoreThanWhatIsTolerated() {
    double[] still = {10, 10.0001, 10.0002, 9.9999, 10.0003, 9.9998};
    Evidence evidence =
        GATE.judge(times(still, still)).getFirst().verdict().evidence().orElseThrow();
    assertEquals(7, evidence.detectable(), 0.1);
  }

  private List<Reference> blessed() throws IOException {
    List<Score> scores =
        times(new double[0], BASE).stream().flatMap(time -> time.scores().stream()).toList();
    return Blessing.ofScores(
            "own-latency", "0123abc", new LinkedHashMap<>(), scores, "a first measurement", false)
        .references();
  }

  @Test
  void holdsTimesAgainstWhatWasBlessedOnSuchAMachine() throws IOException {
    LatencyGate gate = new LatencyGate(POLICY, blessed());
    List<Judgement> alone = gate.judge(times(new double[0], times(1.15)));
    assertEquals(
        List.of("own-latency", "own-latency"), alone.stream().map(Judgement::against).toList());
    assertEquals("slower by less than is tolerated", alone.getFirst().verdict().why());
    List<Judgement> worse = gate.judge(times(new double[0], times(1.4)));
    assertInstanceOf(Verdict.Regression.class, worse.getFirst().verdict());
    assertEquals("slower than own-latency", worse.getFirst().verdict().why());
    assertInstanceOf(Verdict.Pass.class, worse.getLast().verdict());
    assertInstanceOf(
        Verdict.Regression.class, gate.judge(times(new double[0], times(1.7))).getLast().verdict());
  }

  /**
   * A busy machine has both sides slower than the reference, and that is not the change's fault.
   */
  @Test
  void withABaseTheReferenceIsForInformation() throws IOException {
    List<Judgement> both = new LatencyGate(POLICY, blessed()).judge(times(times(1.4), times(1.42)));
    assertEquals(
        List.of("base", "own-latency", "base", "own-latency"),
        both.stream().map(Judgement::against).toList());
    assertEquals(
        List.of(true, false, true, false), both.stream().map(Judgement::blocking).toList());
    assertInstanceOf(Verdict.Pass.class, both.get(0).verdict());
    assertInstanceOf(Verdict.Regression.class, both.get(1).verdict());
    assertEquals(0.01 / 2, both.getFirst().verdict().evidence().orElseThrow().alpha());
  }

  @Test
  void whatWasBlessedOnAnotherCpuIsNotAsked() throws IOException {
    LatencyGate gate = new LatencyGate(POLICY, blessed());
    List<PlanTime> elsewhere = new ArrayList<>();
    for (int i = 0; i < BASE.length; i++) {
      elsewhere.add(time(Side.HEAD, i, BASE[i], "another cpu"));
    }
    Verdict verdict = gate.judge(elsewhere).getFirst().verdict();
    assertInstanceOf(Verdict.MissingReference.class, verdict);
    assertTrue(verdict.why().contains("own-latency has no such decisions on such a CPU"));
  }

  /** As where a folder was gone on with on another node, or the base was measured there. */
  @Test
  void timesOfSeveralCpusAreHeldAgainstNothing() {
    for (Side side : Side.values()) {
      List<PlanTime> times = times(BASE, times(1.15));
      times.add(time(side, 6, 10, "another cpu"));
      Judgement only = GATE.judge(times).getFirst();
      Verdict verdict = assertInstanceOf(Verdict.Inconclusive.class, only.verdict());
      assertTrue(verdict.why().contains("several CPUs (a cpu; another cpu)"), verdict::why);
      assertTrue(only.blocking());
    }
  }

  /** 0.5 GMAC are 1 GFLOP: 10 ms at 100 GFLOP/s, so that 20 ms are twice that. */
  @Test
  void readsWhatBenchMeasurePrints() throws IOException {
    write("base-2.json", 20);
    write("head-10.json", 40);
    write("notes.json", 1);
    List<PlanTime> times = PlanTime.read(folder);
    assertEquals(2, times.size());
    assertEquals(
        new PlanTime(
            Side.BASE,
            2,
            "cheetah_run",
            "rssm",
            "tiny cem 1 threads",
            "a cpu",
            "0123abc",
            0.5,
            2,
            3),
        times.getFirst());
    assertEquals(4, times.getLast().p50Ratio());
    assertEquals(List.of(), PlanTime.read(folder.resolve("nowhere")));
    write("base-3.json", 0);
    Complaint.assertSays("p50_ms", MalformedFileException.class, () -> PlanTime.read(folder));
  }

  /** An eighth of the candidates is another measurement than the one that was blessed. */
  @Test
  void whatIsNotAsTheRecipeHasItIsAnotherSetup() throws IOException {
    LatencyGate gate = new LatencyGate(POLICY, blessed());
    for (int round = 1; round <= BASE.length; round++) {
      write("head-" + round + ".json", 100 + round, "\"set\":{},\"quality\":\"reference\",");
    }
    assertEquals("own-latency", gate.judge(PlanTime.read(folder)).getFirst().against());
    for (int round = 1; round <= BASE.length; round++) {
      write("head-" + round + ".json", 10, "\"set\":{\"candidates\":\"25\"},\"quality\":\"fast\",");
    }
    Judgement judgement = gate.judge(PlanTime.read(folder)).getFirst();
    assertEquals(
        "plan p50, cheetah_run rssm tiny cem 1 threads candidates=25 quality=fast",
        judgement.subject());
    assertInstanceOf(Verdict.MissingReference.class, judgement.verdict());
  }

  private void write(String name, double p50Ms) throws IOException {
    write(name, p50Ms, "");
  }

  private void write(String name, double p50Ms, String more) throws IOException {
    Path file = Files.createDirectories(folder.resolve("latency")).resolve(name);
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            "{\"subject\":\"plan\",\"recipe\":\"tiny\",\"task\":\"cheetah_run\",\"variant\":\"rssm\","
                + "\"planner\":\"cem\",%s\"threads\":1,\"p50_ms\":%s,\"p95_ms\":%s,\"gmac\":0.5,"
                + "\"calibration_gflops\":100,\"cpu\":\"a cpu\",\"commit\":\"0123abc\"}",
            more,
            p50Ms,
            1.5 * p50Ms));
  }
}
