package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.Phase;
import org.planetbench.agents.PredictionError;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.ModelRow;

/** Agents and results name the same things apart, since neither may know the other. */
final class SharedWordsTest {
  @Test
  void everyPhaseHasItsWordInTheTables() {
    List<String> phases = Stream.of(Phase.values()).map(Phase::key).toList();
    assertEquals(EpisodeRow.PHASES, phases);
  }

  @Test
  void allThatAModelIsJudgedOnHasItsWordInTheTables() {
    List<String> data =
        Stream.of(PredictionError.Data.values()).map(PredictionError.Data::key).toList();
    assertEquals(ModelRow.DATA, data);
  }
}
