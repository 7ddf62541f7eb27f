package org.planetbench.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.run.PlannedEpisode;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.certificate.RunRows;
import org.planetbench.results.run.csv.CertifiedRuns;

/** Runs of schema version 2 by the protocol of then, and the same record by today's. */
final class DerivedSeedsTest {
  private static final Path OLD = Path.of("src/test/resources/runs-of-schema-2");
  private static final int EVALUATIONS_FROM = 5; // row of the first of rssm's

  @TempDir Path runs;

  private static CertifiedRun old(String cell) throws IOException {
    return CertifiedRuns.read(RunFolder.at(OLD.resolve(cell)));
  }

  /** The old record as this version would have written it, with the seeds that follow. */
  private CertifiedRun today() throws IOException {
    Path cell = Files.createDirectory(runs.resolve("cartpole_balance-rssm-s1"));
    Path record = OLD.resolve(cell.getFileName()).resolve("run.json");
    Files.writeString(
        cell.resolve("run.json"),
        Files.readString(record).replace("\"schema_version\": 2", "\"schema_version\": 3"));
    RunRecord run = RunFolder.at(cell).readRecord();
    List<EpisodeRow> rows =
        PlannedEpisode.of(run).stream()
            .map(
                planned ->
                    row(
                        planned.phase().key(),
                        planned.number(),
                        Integer.toUnsignedLong(planned.seed())))
            .toList();
    return with(old(run.cell()), run, rows);
  }

  private static EpisodeRow row(String phase, int number, long seed) {
    return new EpisodeRow(phase, number, 0, 0, 0, 0, seed, 0);
  }

  private static CertifiedRun with(CertifiedRun of, RunRecord record, List<EpisodeRow> rows) {
    RunRows all = of.rows();
    return new CertifiedRun(
        record,
        new RunRows(all.certificate(), Rows.of(rows), all.updates(), all.decisions(), all.model()));
  }

  private static CertifiedRun with(CertifiedRun of, int row, long seed) throws IOException {
    List<EpisodeRow> rows = new ArrayList<>(of.rows().episodes().all());
    EpisodeRow was = rows.get(row);
    rows.set(row, row(was.phase(), was.episode(), seed));
    return with(of, of.record(), rows);
  }

  private static void assertNamed(String place, CertifiedRun run) throws IOException {
    String problem = DerivedSeeds.problem(run).orElse("none");
    assertTrue(problem.contains(place + " does not follow"), problem);
  }

  @Test
  void anOlderRunIsHeldToTheProtocolOfThen() throws IOException {
    assertEquals(Optional.empty(), DerivedSeeds.problem(old("cartpole_balance-rssm-s1")));
    assertEquals(Optional.empty(), DerivedSeeds.problem(old("cartpole_balance-random-s1")));
  }

  @Test
  void aRunIsHeldToTodaysProtocol() throws IOException {
    CertifiedRun today = today();
    assertEquals(Optional.empty(), DerivedSeeds.problem(today));
    assertNamed(
        "held_out/0",
        with(today, today.record(), old(today.record().cell()).rows().episodes().all()));
  }

  /** Another start of the same cell is no excuse: not even another evaluation's. */
  @Test
  void eachEpisodeHasAStartOfItsOwn() throws IOException {
    for (CertifiedRun run : List.of(old("cartpole_balance-rssm-s1"), today())) {
      List<EpisodeRow> rows = run.rows().episodes().all();
      assertEquals("evaluate", rows.get(EVALUATIONS_FROM).phase());
      assertNamed("evaluate/0", with(run, EVALUATIONS_FROM, rows.getLast().seed()));
      assertNamed("evaluate/2", with(run, rows.size() - 1, rows.get(rows.size() - 2).seed()));
      assertNamed("seed/1", with(run, 2, rows.get(1).seed()));
    }
  }

  @Test
  void whatCannotBeDerivedIsNoPass() throws IOException {
    Path cell = Files.createDirectory(runs.resolve("cartpole_balance-rssm-s1"));
    CertifiedRun old = old("cartpole_balance-rssm-s1");
    Files.writeString(
        cell.resolve("run.json"),
        Files.readString(OLD.resolve("cartpole_balance-rssm-s1/run.json"))
            .replace("\"schedule.episodes\": \"3\"", "\"schedule.episodes\": \"many\""));
    CertifiedRun edited = with(old, RunFolder.at(cell).readRecord(), old.rows().episodes().all());
    assertEquals(
        "cartpole_balance-rssm-s1: its environment seeds cannot be derived: schedule.episodes:"
            + " expected a whole number, got 'many'",
        DerivedSeeds.problem(edited).orElseThrow());
  }
}
