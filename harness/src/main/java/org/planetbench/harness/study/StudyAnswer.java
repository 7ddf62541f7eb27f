package org.planetbench.harness.study;

import java.util.List;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.table.Table;

/**
 * What a study found.
 *
 * @param sentences the answer in plain words, the shortest first
 * @param method what was measured and how, for the reader of the figures
 */
public record StudyAnswer(
    List<String> sentences, String method, List<Chart> charts, List<Table> tables) {
  public StudyAnswer {
    sentences = List.copyOf(sentences);
    charts = List.copyOf(charts);
    tables = List.copyOf(tables);
  }
}
