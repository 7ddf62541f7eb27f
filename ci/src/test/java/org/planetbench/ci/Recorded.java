package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.csv.RunTable;

/** What runs recorded, compared but for the times it took. */
final class Recorded {
  private static final List<RunTable<?>> TABLES =
      List.of(
          RunTable.EPISODES,
          RunTable.UPDATES,
          RunTable.LATENCY,
          RunTable.MODEL,
          RunTable.CERTIFICATE);

  private Recorded() {}

  /** The tables of the same cell, recorded twice, are equal but for wall-clock columns. */
  static void requireEqual(RunFolder expected, RunFolder actual) throws IOException {
    for (RunTable<?> table : TABLES) {
      assertEquals(
          withoutTimes(table.in(expected)),
          withoutTimes(table.in(actual)),
          () -> actual + ": " + table.fileName());
    }
  }

  /** The file's bytes but for the columns of wall-clock times; our tables quote nothing. */
  private static String withoutTimes(Path file) throws IOException {
    List<String> kept = new ArrayList<>();
    int[] columns = {};
    for (String line : Files.readString(file).split("\n", -1)) {
      String[] fields = line.split(",", -1);
      if (kept.isEmpty()) {
        columns = IntStream.range(0, fields.length).filter(i -> !isTime(fields[i])).toArray();
      }
      kept.add(line.isEmpty() ? "" : only(columns, fields));
    }
    return String.join("\n", kept);
  }

  private static boolean isTime(String column) {
    return column.equals("wall_clock_s") || column.endsWith("_ms");
  }

  private static String only(int[] columns, String[] fields) {
    return String.join(",", IntStream.of(columns).mapToObj(i -> fields[i]).toList());
  }

  /** Nothing was left under a temporary name. */
  static void requireNothingHalfWritten(Path folder) throws IOException {
    assertEquals(
        List.of(),
        Bench.files(folder).stream().filter(name -> name.contains(".tmp")).toList(),
        "temporary files in " + folder);
  }
}
