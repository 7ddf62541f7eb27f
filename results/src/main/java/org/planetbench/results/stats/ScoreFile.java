package org.planetbench.results.stats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.planetbench.results.MalformedFileException;
import org.planetbench.results.csv.CsvRow;
import org.planetbench.results.csv.CsvTable;

/** A CSV file of scores, one row for each task, variant and seed. */
public final class ScoreFile {
  private static final CsvTable<Row> TABLE =
      new CsvTable<>(
          List.of("task", "variant", "seed", "score"),
          row -> List.of(row.task, row.variant, row.seed, row.score),
          ScoreFile::row);

  private record Row(String task, String variant, long seed, double score) {}

  private ScoreFile() {}

  /**
   * The scores of each variant, in the order in which the file first names them.
   *
   * @throws MalformedFileException naming the line, if a value is not what its column wants or a
   *     task, variant and seed are there twice; naming the cells that are missing, if a variant
   *     lacks a seed of a task or a task that another has
   */
  public static Map<String, Scores> read(Path file) throws IOException {
    Map<String, Map<String, Map<Long, Double>>> rows = new LinkedHashMap<>();
    int line = 1;
    for (Row row : TABLE.read(file)) {
      line++;
      Double earlier =
          rows.computeIfAbsent(row.variant, variant -> new TreeMap<>())
              .computeIfAbsent(row.task, task -> new TreeMap<>())
              .put(row.seed, row.score);
      if (earlier != null) {
        throw MalformedFileException.at(
            file,
            line,
            "expected one score per task, variant and seed, got a second one of "
                + String.join(", ", row.task, row.variant, "seed " + row.seed)
                + "; average a run's episodes to one score");
      }
    }
    if (rows.isEmpty()) {
      throw MalformedFileException.in(file, "expected a row for each task and seed, got none");
    }
    return scores(file, rows);
  }

  private static Map<String, Scores> scores(
      Path file, Map<String, Map<String, Map<Long, Double>>> rows) throws MalformedFileException {
    Map<String, Scores> byVariant = new LinkedHashMap<>();
    for (String variant : rows.keySet()) {
      try {
        byVariant.put(variant, Scores.of(rows.getOrDefault(variant, Map.of())));
      } catch (IllegalArgumentException e) {
        throw MalformedFileException.in(
            file,
            variant + ": " + e.getMessage() + "; run them, or leave that seed out everywhere");
      }
    }
    String first = rows.keySet().iterator().next();
    for (Map.Entry<String, Scores> entry : byVariant.entrySet()) {
      List<String> tasks = entry.getValue().tasks();
      List<String> expected = List.copyOf(rows.getOrDefault(first, Map.of()).keySet());
      if (!tasks.equals(expected)) {
        throw MalformedFileException.in(
            file,
            entry.getKey()
                + ": expected the tasks of "
                + first
                + ", "
                + String.join(", ", expected)
                + ", got "
                + String.join(", ", tasks)
                + "; compare variants on the tasks that all of them have");
      }
    }
    return byVariant;
  }

  private static Row row(CsvRow row) throws MalformedFileException {
    double score = row.number("score");
    if (!Double.isFinite(score)) {
      throw row.wrong(
          "score: expected a finite number, got "
              + score
              + "; decide what a run that diverged is worth, such as the lowest score");
    }
    return new Row(word(row, "task"), word(row, "variant"), row.longInteger("seed"), score);
  }

  private static String word(CsvRow row, String column) throws MalformedFileException {
    if (row.text(column).isBlank()) {
      throw row.wrong(column + ": expected a word, got nothing");
    }
    return row.text(column);
  }
}
