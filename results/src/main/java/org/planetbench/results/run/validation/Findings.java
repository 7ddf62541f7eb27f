package org.planetbench.results.run.validation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.planetbench.results.run.file.InputFile;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.validation.Finding.Severity;

/** Collects what is found; of a file that is wrong on every line, the first few lines. */
final class Findings {
  private static final int LINES_OF_A_FILE = 20;

  private final Path runs;
  private final List<Finding> found = new ArrayList<>();
  private final Map<String, Integer> linesOf = new HashMap<>();
  private long rows;

  Findings(Path runs) {
    this.runs = runs;
  }

  /** Something to look at that may turn out unreadable. */
  interface Look {
    void look() throws IOException;
  }

  /** Looks, and turns what goes wrong into a finding about {@code file}. */
  void looking(Path file, Look look) {
    try {
      look.look();
    } catch (MalformedFileException e) {
      error(e);
    } catch (IOException e) {
      error(file, "cannot be read: " + InputFile.reason(e));
    }
  }

  void error(Path file, String problem) {
    error(file, 0, problem);
  }

  void error(MalformedFileException problem) {
    error(problem.file(), problem.line(), problem.problem());
  }

  void error(Path file, long line, String problem) {
    String name = name(file);
    if (line == 0 || linesOf.merge(name, 1, Integer::sum) <= LINES_OF_A_FILE) {
      found.add(new Finding(Severity.ERROR, name, line, problem));
    }
  }

  void note(Path file, String problem) {
    found.add(new Finding(Severity.NOTE, name(file), 0, problem));
  }

  int count() {
    return found.size();
  }

  void countRow() {
    rows++;
  }

  private String name(Path file) {
    Path name = runs.relativize(file);
    return name.toString().isEmpty() ? "." : name.toString();
  }

  Validation validation(int runCount) {
    List<Finding> all = new ArrayList<>(found);
    linesOf.forEach(
        (file, lines) -> {
          if (lines > LINES_OF_A_FILE) {
            String more =
                String.format(Locale.ROOT, "and %d more lines are wrong", lines - LINES_OF_A_FILE);
            all.add(new Finding(Severity.ERROR, file, Long.MAX_VALUE, more));
          }
        });
    return new Validation(all, runCount, rows);
  }
}
