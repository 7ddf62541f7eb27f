package org.planetbench.harness.study;

import java.util.List;
import java.util.stream.Stream;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.table.Table;

/**
 * What a study found.
 *
 * @param answer in plain words: at most three sentences of each task
 * @param findings everything that was tested, a sentence each
 * @param method what was measured and how, for the reader of the figures
 */
public record StudyAnswer(
    List<String> answer,
    List<String> findings,
    String method,
    List<Chart> charts,
    List<Table> tables) {
  public StudyAnswer {
    answer = List.copyOf(answer);
    findings = List.copyOf(findings);
    charts = List.copyOf(charts);
    tables = List.copyOf(tables);
  }

  /** With more in front of what is answered, and of what was found. */
  StudyAnswer with(List<String> answers, List<String> found) {
    return new StudyAnswer(
        Stream.concat(answers.stream(), answer.stream()).toList(),
        Stream.concat(found.stream(), findings.stream()).toList(),
        method,
        charts,
        tables);
  }
}
