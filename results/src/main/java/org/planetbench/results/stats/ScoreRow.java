package org.planetbench.results.stats;

import java.nio.file.Path;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * What one run came to, and where that was read.
 *
 * @param file for complaints: a table, or a folder of a run
 * @param line of it, from 1; 0 if the file as a whole is meant
 */
public record ScoreRow(String task, String variant, long seed, double score, Path file, long line) {
  /** Complains of this row. */
  MalformedFileException wrong(String problem) {
    return line > 0
        ? MalformedFileException.at(file, line, problem)
        : MalformedFileException.in(file, problem);
  }

  ScoreRow with(double normalised) {
    return new ScoreRow(task, variant, seed, normalised, file, line);
  }
}
