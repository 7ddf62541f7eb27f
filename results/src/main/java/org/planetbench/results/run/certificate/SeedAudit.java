package org.planetbench.results.run.certificate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.Rows;

/**
 * Whether the random streams of many runs are all different, from what their certificates say of
 * them: the number that would have come next in each. Two streams of one seed and equally many
 * draws have it in common.
 *
 * <p>By design, cells of one seed have their streams in common, whatever their task and variant, so
 * that they compare in pairs; and all cells have the start states and actions of held-out episodes
 * in common. Within a run no stream is met twice, but that each diagnosis predicts a held-out
 * episode with the same one.
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

  /** Takes in one run after the other. Of a stream it keeps some thirty bytes. */
  public static final class Builder {
    private final StreamTable streams = new StreamTable();
    private final List<CertifiedRun> runs = new ArrayList<>();
    private final Map<Long, Set<String>> starts = new HashMap<>(); // by environment seed
    private final List<String> problems = new ArrayList<>();
    private long moreProblems;
    private int bits = Integer.SIZE;

    /**
     * @throws org.planetbench.results.run.file.MalformedFileException if a row can't be read
     */
    public void add(CertifiedRun run) throws IOException {
      int index = runs.size();
      runs.add(run);
      bits =
          switch (EvaluationStarts.of(run.record())) {
            case COMMON -> bits;
            case PER_SEED -> Integer.SIZE - 1; // the first tells evaluations apart
          };
      run.rows()
          .certificate()
          .forEach(
              row -> {
                if (row.stage() == CertificateStage.DRAWS) {
                  add(row, index);
                }
              });
      run.rows()
          .episodes()
          .forEach(
              row -> {
                if (row.isTraining()) {
                  starts
                      .computeIfAbsent(row.seed(), seed -> new HashSet<>())
                      .add(run.record().seed() + "/" + RowContent.position(row));
                }
              });
    }

    private void add(CertificateRow row, int run) throws IOException {
      OptionalInt before = streams.add(row.content(), row.position(), run);
      if (before.isEmpty()) {
        return;
      }
      int first = before.getAsInt();
      CertifiedRun earlier = runs.get(first);
      boolean byDesign =
          first == run
              ? row.position().matches("held_out/[0-9]+/diagnosis")
              : isCommon(row.position(), earlier, runs.get(run));
      if (byDesign && streams.isAt(row.content(), row.position())) {
        streams.share(row.content());
      } else if (problems.size() < MOST_PROBLEMS) {
        problem(
            "one random stream in %s at %s and in %s at %s"
                .formatted(
                    earlier.record().cell(),
                    positionOf(row.content(), earlier),
                    runs.get(run).record().cell(),
                    row.position()));
      } else {
        moreProblems++;
      }
    }

    /** What was found elsewhere. */
    public void problem(String line) {
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(line);
      } else {
        moreProblems++;
      }
    }

    public SeedAudit finish() {
      if (moreProblems > 0) {
        problems.add("and " + moreProblems + " more");
      }
      long episodes = starts.values().stream().mapToLong(Set::size).sum();
      long pairs = episodes * (episodes - 1) / 2;
      return new SeedAudit(
          runs.size(),
          streams.size(),
          streams.shared(),
          episodes,
          episodes - starts.size(),
          pairs / Math.scalb(1.0, bits),
          problems);
    }
  }

  private static boolean isCommon(String position, CertifiedRun one, CertifiedRun other) {
    return one.record().seed() == other.record().seed()
        || position.matches("held_out/[0-9]+/exploration");
  }

  /** Where a run met a stream first: read again, as it is not kept. */
  private static String positionOf(String stream, CertifiedRun run) throws IOException {
    try (Rows.Cursor<CertificateRow> rows = run.rows().certificate().open()) {
      for (Optional<CertificateRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get().stage() == CertificateStage.DRAWS && row.get().content().equals(stream)) {
          return row.get().position();
        }
      }
    }
    return "a place that is gone";
  }
}
