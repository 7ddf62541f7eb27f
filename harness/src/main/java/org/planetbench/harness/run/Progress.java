package org.planetbench.harness.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.planetbench.results.status.RunProgress;

/**
 * How far a cell is: one line of JSON on its process's standard output.
 *
 * @param doing what goes on: {@code seed}, {@code collect}, {@code evaluate}, {@code learn}, {@code
 *     diagnose}, {@code finished}
 * @param episode of {@code episodes}, seed, collected and evaluation episodes together
 * @param episodeReturn of the last episode; NaN before the first
 * @param loss of the last update; NaN before the first, as is {@code divergence} in nats
 * @param fractionDone of the cell's time, from 0 to 1
 * @param secondsLeft as measured so far; NaN while unknown
 */
public record Progress(
    String cell,
    String doing,
    int episode,
    int episodes,
    long updateStep,
    long updateSteps,
    double episodeReturn,
    double loss,
    double divergence,
    double fractionDone,
    double secondsLeft) {

  /** What is kept for those who look on. */
  RunProgress summary() {
    return new RunProgress(doing, episode, episodes, episodeReturn, fractionDone, secondsLeft);
  }

  String toLine() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty for a line that is not progress: something a library printed. */
  static Optional<Progress> fromLine(String line) {
    try {
      return line.startsWith("{\"cell\":")
          ? Optional.of(new ObjectMapper().readValue(line, Progress.class))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
