package org.planetbench.results.stats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.planetbench.results.run.file.MalformedFileException;

/** Scores of runs, one for each task, variant and seed, before it is known that none is missing. */
public final class ScoreTable {
  /** Of larger ones sums would overflow; no score of a run that did not diverge is. */
  static final double LARGEST = 1e100;

  private final Path source;
  private final List<ScoreRow> rows;

  private ScoreTable(Path source, List<ScoreRow> rows) {
    this.source = source;
    this.rows = List.copyOf(rows);
  }

  /**
   * @param source the file or folder of them all
   * @throws MalformedFileException naming the line, if a task, variant and seed are there twice; or
   *     if there are none
   */
  public static ScoreTable of(Path source, List<ScoreRow> rows) throws MalformedFileException {
    SequencedSet<List<Object>> seen = new LinkedHashSet<>();
    for (ScoreRow row : rows) {
      if (!seen.add(List.of(row.task(), row.variant(), row.seed()))) {
        throw row.wrong(
            "expected one score per task, variant and seed, got a second one of "
                + String.join(", ", row.task(), row.variant(), "seed " + row.seed())
                + "; average a run's episodes to one score, of a curve keep the last");
      }
    }
    if (rows.isEmpty()) {
      throw MalformedFileException.in(source, "expected a row for each task and seed, got none");
    }
    return new ScoreTable(source, rows);
  }

  public SequencedSet<String> tasks() {
    return distinct(ScoreRow::task);
  }

  public SequencedSet<String> variants() {
    return distinct(ScoreRow::variant);
  }

  private SequencedSet<String> distinct(Function<ScoreRow, String> word) {
    SequencedSet<String> words = new LinkedHashSet<>();
    rows.forEach(row -> words.add(word.apply(row)));
    return words;
  }

  /** The largest size of a task's scores, in the order of {@link #tasks}. */
  public SequencedMap<String, Double> sizes() {
    SequencedMap<String, Double> sizes = new LinkedHashMap<>();
    rows.forEach(row -> sizes.merge(row.task(), Math.abs(row.score()), Math::max));
    return sizes;
  }

  /**
   * @throws MalformedFileException if nothing is left
   */
  public ScoreTable only(Predicate<ScoreRow> kept) throws MalformedFileException {
    return of(source, rows.stream().filter(kept).toList());
  }

  /**
   * Each score as a share of the way from 0 to 1 of its task's scale; not clipped.
   *
   * @throws MalformedFileException naming the line of a score that is too large there to be summed
   * @throws IllegalArgumentException if a task's scale is no range
   */
  public ScoreTable normalised(ScoreScale scale) throws MalformedFileException {
    List<ScoreRow> normalised = new ArrayList<>();
    for (ScoreRow row : rows) {
      ScoreScale.Range range = scale.of(row.task());
      double share = range.normalised(row.score());
      if (!(Math.abs(share) <= LARGEST)) {
        throw row.wrong(
            "score: expected a size of at most %s on the scale of %s, %s to %s, got %s; decide what a run that diverged is worth, or give --scale"
                .formatted(LARGEST, row.task(), range.minimum(), range.maximum(), row.score()));
      }
      normalised.add(row.with(share));
    }
    return new ScoreTable(source, normalised);
  }

  /**
   * The scores of each variant, in the order in which they were first named.
   *
   * @throws MalformedFileException naming the cells that are missing, if a variant lacks a seed of
   *     a task or a task that another has
   */
  public SequencedMap<String, Scores> byVariant() throws MalformedFileException {
    SequencedMap<String, Map<String, Map<Long, Double>>> all = new LinkedHashMap<>();
    for (ScoreRow row : rows) {
      all.computeIfAbsent(row.variant(), variant -> new TreeMap<>())
          .computeIfAbsent(row.task(), task -> new TreeMap<>())
          .put(row.seed(), row.score());
    }
    SequencedMap<String, Scores> byVariant = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, Map<Long, Double>>> entry : all.entrySet()) {
      try {
        byVariant.put(entry.getKey(), Scores.of(entry.getValue()));
      } catch (IllegalArgumentException e) {
        throw MalformedFileException.in(
            source,
            entry.getKey()
                + ": "
                + e.getMessage()
                + "; run them, or leave that seed out everywhere");
      }
    }
    requireTheSameTasks(byVariant);
    return byVariant;
  }

  private void requireTheSameTasks(SequencedMap<String, Scores> byVariant)
      throws MalformedFileException {
    List<String> expected = byVariant.firstEntry().getValue().tasks();
    for (Map.Entry<String, Scores> entry : byVariant.entrySet()) {
      List<String> tasks = entry.getValue().tasks();
      if (!tasks.equals(expected)) {
        throw MalformedFileException.in(
            source,
            entry.getKey()
                + ": expected the tasks of "
                + byVariant.firstEntry().getKey()
                + ", "
                + String.join(", ", expected)
                + ", got "
                + String.join(", ", tasks)
                + "; --task and --variant choose what all have");
      }
    }
  }
}
