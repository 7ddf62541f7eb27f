package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.replay.Episode;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.results.run.RunFolder;

/**
 * Whose data a model learned from, and whose data it is tested on: the run's own, those of the run
 * of another seed, and those of random collection.
 */
final class CrossTable {
  static final List<String> SOURCES = List.of("own", "other", "random");

  /** As far as the planner looks. */
  static final int DISTANCE = 12;

  private static final long PLAYED = 9L << 32;
  private static final long MEASURED = 10L << 32;
  private static final int STARTS = 20;
  private static final int ATTEMPTED_SEEDS = 100;

  private final FrozenCell cell;

  CrossTable(FrozenCell cell) {
    this.cell = cell;
  }

  static String subject(String learned, String tested) {
    return "learned from " + learned + ", tested on " + tested;
  }

  /** Nothing where one of the runs is missing. */
  List<StudyValue> measure() throws IOException {
    SequencedMap<String, RunFolder> runs = new LinkedHashMap<>();
    runs.put("own", cell.run());
    otherSeed().ifPresent(run -> runs.put("other", run));
    cell.sibling("random_collection", cell.seed()).ifPresent(run -> runs.put("random", run));
    if (!runs.keySet().containsAll(SOURCES)) {
      return List.of();
    }
    Recipe recipe = cell.setting().recipe();
    SequencedMap<String, Episode> tests = new LinkedHashMap<>();
    for (String source : SOURCES) {
      tests.put(source, test(source, runs.getOrDefault(source, cell.run())));
    }
    List<StudyValue> values = new ArrayList<>();
    for (String learned : SOURCES) {
      try (WorldModel model =
          new Training(cell, runs.getOrDefault(learned, cell.run()), 0).of(recipe)) {
        tests.forEach((tested, episode) -> add(values, subject(learned, tested), model, episode));
      }
    }
    return values;
  }

  private Optional<RunFolder> otherSeed() throws IOException {
    for (long step = 1; step <= ATTEMPTED_SEEDS; step++) {
      for (long seed : new long[] {cell.seed() + step, cell.seed() - step}) {
        Optional<RunFolder> run = cell.sibling(cell.setting().variant().id(), seed);
        if (run.isPresent()) {
          return run;
        }
      }
    }
    return Optional.empty();
  }

  /** An episode as this source collects them, from a start of this cell's. */
  private Episode test(String source, RunFolder run) throws IOException {
    if (source.equals("random")) {
      return TestEpisodes.random(cell, 2, PLAYED).episode();
    }
    try (WorldModel collector =
        Agents.restored(
            cell.setting().recipe(),
            cell.setting().actionSpec(),
            Checkpoints.whole(run.checkpoint()).getLast().directory())) {
      return TestEpisodes.planned(cell, collector, 3, PLAYED).episode();
    }
  }

  private void add(List<StudyValue> values, String subject, WorldModel model, Episode episode) {
    RandomGenerator noise = cell.streams(MEASURED).generator(Purpose.DIAGNOSIS, 0);
    for (PredictionError error : Agents.predictionErrors(model, List.of(episode), STARTS, noise)) {
      if (error.distance() == Math.min(DISTANCE, episode.records() / 2)) {
        Checkpoints.Saved last = cell.checkpoints().getLast();
        values.add(cell.value(last, subject, "reward_error", error.rewardError(), STARTS));
        values.add(cell.value(last, subject, "image_error", error.imageError(), STARTS));
      }
    }
  }
}
