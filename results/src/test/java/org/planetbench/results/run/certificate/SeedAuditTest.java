package org.planetbench.results.run.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.Runs;

class SeedAuditTest {
  private final SeedAudit.Builder audit = new SeedAudit.Builder();

  private static CertifiedRun run(
      String variant, long seed, List<String> positions, List<EpisodeRow> episodes, long... next) {
    List<CertificateRow> rows = new ArrayList<>();
    CertificateHead head = CertificateHead.START;
    for (int i = 0; i < next.length; i++) {
      String content = new ContentHash().add(next[i]).finish();
      rows.add(CertificateRow.after(head, CertificateStage.DRAWS, positions.get(i), content));
      head = rows.getLast().head();
    }
    RunRecord record =
        RunRecord.started(
            new RunRecord.Identity(
                "key",
                "reacher_easy-" + variant + "-s" + seed,
                "reacher_easy",
                variant,
                seed,
                "tiny",
                "smoke",
                "suite"),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            Runs.START);
    return new CertifiedRun(
        record,
        new RunRows(
            Rows.of(rows),
            Rows.of(episodes),
            Rows.of(List.of()),
            Rows.of(List.of()),
            Rows.of(List.of())));
  }

  private static EpisodeRow episode(String phase, int number, long seed) {
    return new EpisodeRow(phase, number, 0, 0, 0, 0, seed, 0);
  }

  private void add(String variant, long seed, List<String> positions, long... next)
      throws IOException {
    audit.add(run(variant, seed, positions, List.of(), next));
  }

  @Test
  void streamsOfTheirOwnPass() throws IOException {
    add("rssm", 1, List.of("collect/0/planner", "collect/0/exploration"), 1, 2);
    add("rssm", 2, List.of("collect/0/planner", "collect/0/exploration"), 3, 4);
    assertEquals(new SeedAudit(2, 4, 0, 0, 0, 0, List.of()), audit.finish());
  }

  @Test
  void oneStreamForTwoPurposesIsShared() throws IOException {
    add("rssm", 1, List.of("collect/0/planner", "collect/0/exploration"), 7, 7);
    assertEquals(
        List.of(
            "one random stream in reacher_easy-rssm-s1 at collect/0/planner and in"
                + " reacher_easy-rssm-s1 at collect/0/exploration"),
        audit.finish().problems());
  }

  @Test
  void anEpisodeNumberThatIsIgnoredRepeatsItsStreamWithinTheRun() throws IOException {
    add("random", 1, List.of("evaluate/0/exploration", "evaluate/0/exploration"), 7, 7);
    assertEquals(
        List.of(
            "one random stream in reacher_easy-random-s1 at evaluate/0/exploration and in"
                + " reacher_easy-random-s1 at evaluate/0/exploration"),
        audit.finish().problems());
  }

  @Test
  void aSeedThatIsIgnoredRepeatsItsStreams() throws IOException {
    add("rssm", 1, List.of("collect/0/planner"), 7);
    add("rssm", 2, List.of("collect/0/planner"), 7);
    assertEquals(
        List.of(
            "one random stream in reacher_easy-rssm-s1 at collect/0/planner and in"
                + " reacher_easy-rssm-s2 at collect/0/planner"),
        audit.finish().problems());
  }

  @Test
  void whatIsCommonByDesignIsNoProblem() throws IOException {
    add("rssm", 1, List.of("held_out/0/exploration", "update/1/replay"), 7, 8);
    add("ssm", 1, List.of("held_out/0/exploration", "update/1/replay"), 7, 8);
    add("rssm", 2, List.of("held_out/0/exploration"), 7);
    add("rssm", 3, List.of("held_out/0/diagnosis", "held_out/0/diagnosis"), 9, 9);
    assertEquals(new SeedAudit(4, 3, 3, 0, 0, 0, List.of()), audit.finish());
  }

  @Test
  void countsCollisionsOfEnvironmentSeeds() throws IOException {
    List<EpisodeRow> one = List.of(episode("seed", 0, 5), episode("collect", 0, 6));
    List<EpisodeRow> two = List.of(episode("seed", 0, 6), episode("evaluate", 0, 5));
    audit.add(run("rssm", 1, List.of(), one));
    audit.add(run("ssm", 1, List.of(), one));
    audit.add(run("rssm", 2, List.of(), two));
    SeedAudit found = audit.finish();
    assertEquals(3, found.starts(), "cells of one seed start alike");
    assertEquals(1, found.collisions());
    assertEquals(3.0 / 2147483648.0, found.expectedCollisions(), 1e-20, "pairs, and 31 bits");
  }

  @Test
  void manyProblemsAreCounted() throws IOException {
    for (int seed = 0; seed < 40; seed++) {
      add("rssm", seed, List.of("collect/0/planner"), 7);
    }
    List<String> problems = audit.finish().problems();
    assertEquals(SeedAudit.MOST_PROBLEMS + 1, problems.size());
    assertEquals("and 19 more", problems.getLast());
  }
}
