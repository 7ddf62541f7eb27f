package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Variant;
import org.planetbench.agents.replay.Episode;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.harness.study.FrozenCell.Source;
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

  private final FrozenCell cell;

  CrossTable(FrozenCell cell) {
    this.cell = cell;
  }

  static String subject(String learned, String tested) {
    return "learned from " + learned + ", tested on " + tested;
  }

  /** Nothing where one of the runs is missing. */
  List<StudyValue> measure() throws IOException {
    SequencedMap<String, Source> sources = new LinkedHashMap<>();
    sources.put("own", cell.source());
    for (Map.Entry<String, RunFolder> other : others(Siblings.of(cell.run())).entrySet()) {
      sources.put(other.getKey(), Source.of(other.getValue()));
    }
    if (!sources.keySet().containsAll(SOURCES)) {
      return List.of();
    }
    Recipe recipe = cell.setting().recipe();
    SequencedMap<String, Episode> tests = new LinkedHashMap<>();
    for (Map.Entry<String, Source> source : sources.entrySet()) {
      tests.put(source.getKey(), test(source.getKey(), source.getValue()));
    }
    List<StudyValue> values = new ArrayList<>();
    for (Map.Entry<String, Source> learned : sources.entrySet()) {
      try (WorldModel model = new Training(cell, learned.getValue(), 0).of(recipe)) {
        tests.forEach(
            (tested, episode) -> add(values, subject(learned.getKey(), tested), model, episode));
      }
    }
    return values;
  }

  /** Whose data a run's are held against, as far as they are there: "other" and "random". */
  static SequencedMap<String, RunFolder> others(Siblings siblings) throws IOException {
    SequencedMap<String, RunFolder> others = new LinkedHashMap<>();
    otherSeed(siblings).ifPresent(other -> others.put("other", other));
    RunFolder random = siblings.of(Variant.RANDOM_COLLECTION.id()).get(siblings.own().seed());
    if (random != null) {
      others.put("random", random);
    }
    return others;
  }

  /** The run of the seed next to this one's; of two as near the higher. */
  private static Optional<RunFolder> otherSeed(Siblings siblings) throws IOException {
    long seed = siblings.own().seed();
    return siblings.of(siblings.own().variant()).entrySet().stream()
        .filter(sibling -> sibling.getKey() != seed)
        .min(
            Comparator.<Map.Entry<Long, RunFolder>>comparingLong(
                    sibling -> Math.abs(sibling.getKey() - seed))
                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
        .map(Map.Entry::getValue);
  }

  /**
   * An episode as this source plays them, without exploration noise, from a start of this cell's.
   */
  private Episode test(String name, Source source) throws IOException {
    if (name.equals("random")) {
      return TestEpisodes.random(cell, 2, PLAYED).episode();
    }
    try (WorldModel collector =
        Agents.restored(
            cell.setting().recipe(), cell.setting().actionSpec(), source.checkpoint())) {
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
