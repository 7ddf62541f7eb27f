package org.planetbench.results.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.EvaluationStarts;

/**
 * What acting at random returns on a task.
 *
 * @param mean over all its episodes
 * @param episodes how many
 * @param source where they are from, for people
 */
public record Baseline(double mean, int episodes, String source) {

  /** One for each way in which evaluations start: such runs share no mean. */
  public static List<Baseline> each(String task, List<Run> runs) {
    List<Baseline> all = new ArrayList<>();
    for (EvaluationStarts starts : EvaluationStarts.values()) {
      of(task, starts, runs).ifPresent(all::add);
    }
    return all;
  }

  /** Of the runs whose evaluations start so. */
  static Optional<Baseline> of(String task, EvaluationStarts starts, List<Run> runs) {
    return of(task, runs.stream().filter(run -> run.starts() == starts).toList());
  }

  /**
   * From the random agent's evaluations if it was run; else from the seed episodes of the other
   * runs, which are played at random too.
   */
  private static Optional<Baseline> of(String task, List<Run> runs) {
    List<Run> ofTask = runs.stream().filter(run -> run.task().equals(task)).toList();
    double[] evaluated =
        returns(
            ofTask.stream().filter(run -> run.record().variant().equals(Group.RANDOM)).toList(),
            EpisodeRow.EVALUATE);
    if (evaluated.length > 0) {
      return Optional.of(of(evaluated, "random agent"));
    }
    double[] seed = returns(ofTask, EpisodeRow.SEED);
    return seed.length > 0 ? Optional.of(of(seed, "seed episodes")) : Optional.empty();
  }

  private static double[] returns(List<Run> runs, String phase) {
    return runs.stream()
        .flatMap(run -> run.episodes().stream())
        .filter(row -> row.phase().equals(phase))
        .mapToDouble(EpisodeRow::episodeReturn)
        .toArray();
  }

  private static Baseline of(double[] returns, String source) {
    double sum = 0;
    for (double value : returns) {
      sum += value;
    }
    return new Baseline(sum / returns.length, returns.length, source);
  }
}
