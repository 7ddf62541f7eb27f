package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.table.Numbers;

/**
 * Whether a study may speak of a task: what a model knows and a planner finds where PlaNet itself
 * did not learn says nothing of PlaNet. It may where PlaNet's run of each seed returned more than
 * acting at random does.
 */
public final class Pilot {
  /** What is measured of a cell for it. */
  static final String PART = "pilot";

  private static final String RUN = "run";
  private static final String RANDOM = "random";
  private static final String RETURN = "pilot_return";
  private static final long PLAYED = 9L << 32;
  private static final int EPISODES = 10;

  private Pilot() {}

  /** Whether it is of a variant's runs: PlaNet's are those of the study's first variant. */
  static boolean isOf(Study study, String variant) {
    return variant.equals(study.variants().getFirst());
  }

  /** Of the run's last evaluation, and of episodes at random from starts that no evaluation had. */
  static List<StudyValue> measure(FrozenCell cell) throws IOException {
    double sum = 0;
    for (int episode = 0; episode < EPISODES; episode++) {
      for (float reward : TestEpisodes.random(cell, episode, PLAYED).episode().rewards()) {
        sum += reward;
      }
    }
    Checkpoints.Saved last = cell.checkpoints().getLast();
    List<StudyValue> values = new ArrayList<>();
    values.add(cell.value(last, RANDOM, RETURN, sum / EPISODES, EPISODES));
    List<Evaluation> evaluations = cell.evaluations();
    if (!evaluations.isEmpty()) {
      Evaluation end = evaluations.getLast();
      values.add(cell.value(last, RUN, RETURN, end.mean(), end.returns().size()));
    }
    return values;
  }

  /** What a study says of the tasks that it may speak of, and why not of the others. */
  public static StudyAnswer answer(Study study, StudyValues values) {
    StudyValues others = values.where(value -> !value.quantity().equals(RETURN));
    List<String> refused = new ArrayList<>();
    List<String> told = new ArrayList<>();
    Set<String> left = new HashSet<>();
    for (String task : values.distinct(StudyValue::task)) {
      StudyValues here = values.where(value -> value.task().equals(task)).quantity(RETURN);
      BySeed run = here.of(RUN).bySeed();
      BySeed random = here.of(RANDOM).bySeed();
      BySeed more = run.less(random);
      if (more.count() == 0) {
        told.add(
            task + ": whether PlaNet's runs return more than acting at random was not measured.");
      } else if (more.numbers().values().stream().allMatch(difference -> difference > 0)) {
        told.add("%s: pilot, passed: %s.".formatted(task, returns(run, random)));
      } else {
        left.add(task);
        refused.add(
            "%s: no answer, since PlaNet did not learn there: %s."
                .formatted(task, returns(run, random)));
      }
    }
    StudyAnswer answer = study.answer(others.where(value -> !left.contains(value.task())));
    return answer.with(refused, told);
  }

  private static String returns(BySeed run, BySeed random) {
    return "of seeds %s PlaNet's runs return %s at the end, acting at random %s"
        .formatted(
            run.numbers().keySet().stream()
                .map(seed -> Long.toString(seed))
                .collect(Collectors.joining(", ")),
            listed(run),
            listed(random));
  }

  private static String listed(BySeed returns) {
    return returns.numbers().values().stream()
        .map(Numbers::rounded)
        .collect(Collectors.joining(", "));
  }
}
