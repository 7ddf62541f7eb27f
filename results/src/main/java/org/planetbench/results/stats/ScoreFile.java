package org.planetbench.results.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.planetbench.results.run.csv.CsvRow;
import org.planetbench.results.run.csv.ForeignTable;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * A CSV file of scores: one row for each task, variant and seed, or a report's {@code returns.csv},
 * which has a task's seeds in one row.
 */
public final class ScoreFile {
  private static final List<String> COLUMNS = List.of("task", "variant", "seed", "score");
  private static final String PER_SEED = "per_seed";

  /** Beyond, a double no longer holds every whole number. */
  private static final double LARGEST_SEED = 1L << 53;

  private ScoreFile() {}

  /**
   * @throws MalformedFileException naming the line, if a value is not what its column wants or a
   *     task, variant and seed are there twice
   */
  public static ScoreTable read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw MalformedFileException.in(
          file, "expected a CSV file of scores, got a folder; --runs reads a folder of runs");
    }
    ForeignTable table = ForeignTable.read(file, Set.of("seed", "score"));
    if (table.has(PER_SEED) && !table.has("score")) {
      table.require(List.of("task", "variant", PER_SEED), "");
      return ScoreTable.of(file, ofReport(file, table));
    }
    table.require(COLUMNS, " (or task,variant,per_seed, as a report's returns.csv has them)");
    List<ScoreRow> rows = new ArrayList<>();
    for (CsvRow row : table.rows()) {
      rows.add(
          new ScoreRow(
              word(row, "task"),
              word(row, "variant"),
              seed(row, row.text("seed")),
              finite(row, row.number("score")),
              file,
              row.line()));
    }
    return ScoreTable.of(file, rows);
  }

  /** A variant that was run by several recipes is one for each of them. */
  private static List<ScoreRow> ofReport(Path file, ForeignTable table)
      throws MalformedFileException {
    Map<String, Set<String>> recipes = new HashMap<>();
    for (CsvRow row : table.rows()) {
      recipes
          .computeIfAbsent(row.text("variant"), variant -> new HashSet<>())
          .add(row.optionalText("recipe"));
    }
    List<ScoreRow> rows = new ArrayList<>();
    for (CsvRow row : table.rows()) {
      String variant = word(row, "variant");
      boolean several = recipes.getOrDefault(variant, Set.of()).size() > 1;
      String name = several ? variant + " (" + row.optionalText("recipe") + ")" : variant;
      for (String pair : row.text(PER_SEED).split(" ", -1)) {
        if (!pair.isEmpty()) {
          rows.add(perSeed(file, row, name, pair));
        }
      }
    }
    return rows;
  }

  /** {@code 1:821.5}, a seed and what it came to. */
  private static ScoreRow perSeed(Path file, CsvRow row, String variant, String pair)
      throws MalformedFileException {
    int colon = pair.indexOf(':');
    try {
      double score = Double.parseDouble(pair.substring(colon + 1));
      long seed = Long.parseLong(pair.substring(0, Math.max(0, colon)));
      return new ScoreRow(word(row, "task"), variant, seed, finite(row, score), file, row.line());
    } catch (NumberFormatException e) {
      throw row.wrong(PER_SEED + ": expected seed:score such as 1:821.5, got '" + pair + "'");
    }
  }

  private static double finite(CsvRow row, double score) throws MalformedFileException {
    if (!Double.isFinite(score)) {
      throw row.wrong(
          "score: expected a finite number, got "
              + score
              + "; decide what a run that diverged is worth, such as the lowest score");
    }
    return score;
  }

  /** A whole number; {@code 1.0} is one, as tables with gaps have it. */
  private static long seed(CsvRow row, String text) throws MalformedFileException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notWhole) {
      try {
        double number = Double.parseDouble(text);
        if (number == Math.rint(number) && Math.abs(number) <= LARGEST_SEED) {
          return (long) number;
        }
      } catch (NumberFormatException noNumber) {
        // said below
      }
      throw row.wrong("seed: expected a whole number, got '" + text + "'");
    }
  }

  private static String word(CsvRow row, String column) throws MalformedFileException {
    if (row.text(column).isBlank()) {
      throw row.wrong(column + ": expected a word, got nothing");
    }
    return row.text(column);
  }
}
