package org.planetbench.results.certificate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.planetbench.results.CertificateStage;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.EvaluationStarts;

/**
 * Whether the random streams of many runs are all different, from what their certificates say of
 * them: the number that would have come next in each. Two streams of one seed and equally many
 * draws have it in common.
 *
 * <p>By design, cells of one seed have their streams in common, whatever their task and variant, so
 * that they compare in pairs; and all cells have the start states and actions of held-out episodes
 * in common.
 *
 * @param runs that were looked at
 * @param streams different ones
 * @param shared how many of them were met more than once, by design
 * @param starts environment seeds of training episodes, different episodes of different seeds
 * @param collisions of these, as so few bits must have now and then
 * @param expectedCollisions how many of them chance brings
 * @param problems one line each: streams that are not different
 */
public record SeedAudit(
    int runs,
    long streams,
    long shared,
    long starts,
    long collisions,
    double expectedCollisions,
    List<String> problems) {
  static final int MOST_PROBLEMS = 20;

  public SeedAudit {
    problems = List.copyOf(problems);
  }

  /** Where a stream was met; the position names its purpose, too. */
  private record Use(String cell, long seed, String position) {}

  /** Takes in one run after the other. */
  public static final class Builder {
    private final Map<String, Use> streams = new HashMap<>();
    private final Set<String> shared = new HashSet<>();
    private final Map<Long, Set<String>> starts = new HashMap<>(); // by environment seed
    private final List<String> problems = new ArrayList<>();
    private int runs;
    private int bits = Integer.SIZE;

    public void add(CertifiedRun run) {
      runs++;
      bits =
          switch (EvaluationStarts.of(run.record())) {
            case COMMON -> bits;
            case PER_SEED -> Integer.SIZE - 1; // the first tells evaluations apart
          };
      for (CertificateRow row : run.certificate()) {
        if (row.stage() == CertificateStage.DRAWS) {
          Use use = new Use(run.record().cell(), run.record().seed(), row.position());
          add(row.content(), use);
        }
      }
      for (EpisodeRow row : run.episodes()) {
        if (row.phase().equals("seed") || row.phase().equals("collect")) {
          starts
              .computeIfAbsent(row.seed(), seed -> new HashSet<>())
              .add(run.record().seed() + "/" + RowContent.position(row));
        }
      }
    }

    private void add(String stream, Use use) {
      Use before = streams.putIfAbsent(stream, use);
      if (before == null) {
        return;
      }
      if (isCommon(before, use)) {
        shared.add(stream);
      } else {
        problem(
            "one random stream in %s at %s and in %s at %s"
                .formatted(before.cell, before.position, use.cell, use.position));
      }
    }

    /** What was found elsewhere. */
    public void problem(String line) {
      problems.add(line);
    }

    public SeedAudit finish() {
      if (problems.size() > MOST_PROBLEMS) {
        int more = problems.size() - MOST_PROBLEMS;
        problems.subList(MOST_PROBLEMS, problems.size()).clear();
        problems.add("and " + more + " more");
      }
      long episodes = starts.values().stream().mapToLong(Set::size).sum();
      long pairs = episodes * (episodes - 1) / 2;
      return new SeedAudit(
          runs,
          streams.size(),
          shared.size(),
          episodes,
          episodes - starts.size(),
          pairs / Math.scalb(1.0, bits),
          problems);
    }
  }

  private static boolean isCommon(Use one, Use other) {
    return one.position.equals(other.position)
        && (one.seed == other.seed || one.position.matches("held_out/[0-9]+/exploration"));
  }
}
