package org.planetbench.results.run.validation;

import java.util.List;

/**
 * What was found in a folder of runs, in the order of files and lines.
 *
 * @param runs how many runs were looked at
 * @param rows how many rows of their tables
 */
public record Validation(List<Finding> findings, int runs, long rows) {
  public Validation {
    findings = findings.stream().sorted().toList();
  }

  public long errors() {
    return findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR).count();
  }

  public long notes() {
    return findings.size() - errors();
  }
}
