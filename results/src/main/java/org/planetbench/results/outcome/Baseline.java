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
  private static final String OLDER = "common starts";

  /**
   * One for each way in which evaluations start and each length of episodes: such runs share no
   * mean.
   */
  public static List<Baseline> each(String task, List<Run> runs) {
    List<Run> ofTask = runs.stream().filter(run -> run.task().equals(task)).toList();
    List<Long> lengths =
        ofTask.stream().map(Run::agentStepsPerEpisode).distinct().sorted().toList();
    boolean apart = ofTask.stream().map(Run::starts).distinct().count() > 1;
    List<Baseline> all = new ArrayList<>();
    for (EvaluationStarts starts : EvaluationStarts.values()) {
      for (long length : lengths) {
        List<Run> alike = alike(task, starts, length, ofTask);
        of(alike, alike)
            .map(found -> apart && starts == EvaluationStarts.COMMON ? found.saying(OLDER) : found)
            .map(
                found ->
                    length > 0 && lengths.size() > 1
                        ? found.saying("episodes of " + length + " agent steps")
                        : found)
            .ifPresent(all::add);
      }
    }
    return all;
  }

  private Baseline saying(String what) {
    return new Baseline(mean, episodes, source + " (" + what + ")");
  }

  /** Of the runs that a group may be held against. */
  static Optional<Baseline> beside(Group group, List<Run> runs) {
    List<Run> alike = alike(group.task(), group.starts(), group.agentStepsPerEpisode(), runs);
    return of(alike.stream().filter(run -> run.from().equals(group.from())).toList(), alike);
  }

  private static List<Run> alike(
      String task, EvaluationStarts starts, long agentStepsPerEpisode, List<Run> runs) {
    return runs.stream()
        .filter(run -> run.task().equals(task) && run.starts() == starts)
        .filter(run -> run.agentStepsPerEpisode() == agentStepsPerEpisode)
        .toList();
  }

  /**
   * From the random agent's evaluations if it was run; else from the seed episodes of the other
   * runs, which are played at random too. Only finished runs count; before there is one, seed
   * episodes show how far the others are.
   *
   * @param nearest the runs that are preferred
   * @param all the same and others
   */
  private static Optional<Baseline> of(List<Run> nearest, List<Run> all) {
    return evaluated(finished(nearest))
        .or(() -> evaluated(finished(all)))
        .or(() -> seedEpisodes(finished(nearest)))
        .or(() -> seedEpisodes(finished(all)))
        .or(() -> seedEpisodes(nearest))
        .or(() -> seedEpisodes(all));
  }

  private static List<Run> finished(List<Run> runs) {
    return runs.stream().filter(Run::finished).toList();
  }

  private static Optional<Baseline> evaluated(List<Run> runs) {
    List<Run> random =
        runs.stream().filter(run -> run.record().variant().equals(Group.RANDOM)).toList();
    return mean(random, EpisodeRow.EVALUATE, "random agent");
  }

  private static Optional<Baseline> seedEpisodes(List<Run> runs) {
    return mean(runs, EpisodeRow.SEED, "seed episodes");
  }

  /** Variants of one seed play the same seed episodes, which count once. */
  private record Played(long seed, int episode, double episodeReturn) {
    static Played of(Run run, EpisodeRow row) {
      return new Played(run.record().seed(), row.episode(), row.episodeReturn());
    }
  }

  private static Optional<Baseline> mean(List<Run> runs, String phase, String source) {
    double[] returns =
        runs.stream()
            .flatMap(
                run ->
                    run.episodes().stream()
                        .filter(row -> row.phase().equals(phase))
                        .map(row -> Played.of(run, row)))
            .distinct()
            .mapToDouble(Played::episodeReturn)
            .toArray();
    double sum = 0;
    for (double value : returns) {
      sum += value;
    }
    return returns.length == 0
        ? Optional.empty()
        : Optional.of(new Baseline(sum / returns.length, returns.length, source));
  }
}
