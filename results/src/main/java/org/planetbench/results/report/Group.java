package org.planetbench.results.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.planetbench.results.run.EvaluationStarts;

/**
 * The runs that differ in their seed only, by seed.
 *
 * @param from as {@link Run#from}: of one folder, and evaluated from starts of one kind
 */
record Group(String task, String variant, String from, String recipe, List<Run> runs) {
  /** PlaNet itself, as the paper has it. */
  static final String PLANET = "rssm";

  static final String RANDOM = "random";

  Group {
    runs = List.copyOf(runs);
  }

  /** PlaNet first, then the other variants by name, then the random agent. */
  static Comparator<String> variantOrder() {
    return Comparator.<String>comparingInt(
            variant -> variant.equals(PLANET) ? 0 : variant.equals(RANDOM) ? 2 : 1)
        .thenComparing(Comparator.naturalOrder());
  }

  static List<Group> of(List<Run> runs) {
    record Key(String task, String variant, String from, String recipe) {}
    SequencedMap<Key, List<Run>> groups = new LinkedHashMap<>();
    runs.stream()
        .sorted(
            Comparator.comparing(Run::task)
                .thenComparing(run -> run.record().variant(), variantOrder())
                .thenComparing(Run::from)
                .thenComparing(run -> run.record().recipe())
                .thenComparingLong(run -> run.record().seed()))
        .forEach(
            run ->
                groups
                    .computeIfAbsent(
                        new Key(
                            run.task(), run.record().variant(), run.from(), run.record().recipe()),
                        key -> new ArrayList<>())
                    .add(run));
    return groups.entrySet().stream()
        .map(
            entry ->
                new Group(
                    entry.getKey().task(),
                    entry.getKey().variant(),
                    entry.getKey().from(),
                    entry.getKey().recipe(),
                    entry.getValue()))
        .toList();
  }

  /**
   * Those whose evaluations start as today's, where there are both kinds: between one and the other
   * nothing is compared.
   */
  static List<Group> comparable(List<Group> groups) {
    List<Group> ofToday =
        groups.stream().filter(group -> group.starts() == EvaluationStarts.PER_SEED).toList();
    return ofToday.isEmpty() ? groups : ofToday;
  }

  /** All of a group have theirs alike. */
  EvaluationStarts starts() {
    return runs.getFirst().starts();
  }

  /** The variant, with its folder of runs where there are several. */
  String name() {
    return from.isEmpty() ? variant : variant + " (" + from + ")";
  }

  /** Whether they are of the same task, variant, folder and recipe. */
  boolean isLike(Group other) {
    return task.equals(other.task)
        && variant.equals(other.variant)
        && from.equals(other.from)
        && recipe.equals(other.recipe);
  }

  List<Run> finished() {
    return runs.stream().filter(Run::finished).toList();
  }

  /** Those that made updates. */
  List<Run> learned() {
    return runs.stream().filter(run -> run.losses().updates() > 0).toList();
  }

  /** The bound under which the divergence gives no gradient; empty if the recipe has none. */
  OptionalDouble freeNats() {
    return runs.getFirst().number("free_nats");
  }

  boolean isRandom() {
    return variant.equals(RANDOM);
  }

  /** Whether it has a learning curve; what acts at random is a level to compare with. */
  boolean trained() {
    return !isRandom() && runs.stream().anyMatch(Run::trained);
  }
}
