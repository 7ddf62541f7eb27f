package org.planetbench.harness.rollout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.planetbench.results.run.csv.CsvRow;
import org.planetbench.results.run.csv.CsvTable;
import org.planetbench.results.run.file.MalformedFileException;

/** A CSV file with the columns {@code action_0,...} and a row for each environment step. */
public final class ActionFile {
  /** What every language reads as a finite number; Java alone would also take 1f or 0x1p3. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private ActionFile() {}

  /**
   * The actions. They may lie outside the action box, as in dm_control: the engine clips them.
   *
   * @throws MalformedFileException naming the line, what was expected and what was found
   */
  public static List<double[]> read(Path file, int actions) throws IOException {
    List<double[]> rows = table(actions).read(file);
    if (rows.isEmpty()) {
      throw MalformedFileException.in(
          file,
          "expected a row for each environment step after the line of column names, got none");
    }
    return rows;
  }

  static CsvTable<double[]> table(int actions) {
    List<String> columns = RolloutRow.actionColumns(actions);
    return new CsvTable<>(
        columns,
        action -> Arrays.stream(action).boxed().toList(),
        row -> {
          double[] action = new double[actions];
          for (int i = 0; i < actions; i++) {
            action[i] = number(row, columns.get(i));
          }
          return action;
        });
  }

  private static double number(CsvRow row, String column) throws MalformedFileException {
    String text = row.text(column).strip();
    if (NUMBER.matcher(text).matches()) {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    }
    throw row.wrong(
        column + ": expected a finite number such as -0.25 or 1e-3, got '" + text + "'");
  }
}
