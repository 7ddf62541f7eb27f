package org.planetbench.results.outcome;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.planetbench.results.run.EvaluationStarts;

/**
 * The runs that differ in their seed only, by seed.
 *
 * @param from as {@link Run#from}: of one folder, and evaluated from starts of one kind
 */
public record Group(String task, String variant, String from, String recipe, List<Run> runs) {
  /** PlaNet itself, as the paper has it. */
  public static final String PLANET = "rssm";

  static final String RANDOM = "random";

  public Group {
    runs = List.copyOf(runs);
  }

  /** PlaNet first, then the other variants by name, then the random agent. */
  public static Comparator<String> variantOrder() {
    return Comparator.<String>comparingInt(
            variant -> variant.equals(PLANET) ? 0 : variant.equals(RANDOM) ? 2 : 1)
        .thenComparing(Comparator.naturalOrder());
  }

  public static List<Group> of(List<Run> runs) {
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
   * Those whose evaluations start as today's, where there are both kinds, and whose episodes were
   * played to their end, where others were cut short: between one and the other nothing is
   * compared.
   */
  public static List<Group> comparable(List<Group> groups) {
    return preferred(
        preferred(groups, group -> group.starts() == EvaluationStarts.PER_SEED),
        group -> group.agentStepsPerEpisode() == 0);
  }

  private static List<Group> preferred(List<Group> groups, Predicate<Group> condition) {
    List<Group> some = groups.stream().filter(condition).toList();
    return some.isEmpty() ? groups : some;
  }

  /** All of a group have theirs alike. */
  public EvaluationStarts starts() {
    return runs.getFirst().starts();
  }

  /** As {@link Run#agentStepsPerEpisode}, of the first: others are told as set otherwise. */
  public long agentStepsPerEpisode() {
    return runs.getFirst().agentStepsPerEpisode();
  }

  /** The variant, with its folder of runs where there are several. */
  public String name() {
    return from.isEmpty() ? variant : variant + " (" + from + ")";
  }

  /** The name; with the recipe where a variant has several among {@code groups}. */
  public String label(List<Group> groups) {
    long recipes =
        groups.stream()
            .filter(other -> other.name().equals(name()))
            .map(Group::recipe)
            .distinct()
            .count();
    return recipes > 1 ? name() + " (" + recipe + ")" : name();
  }

  /** Whether they are of the same task, variant, folder and recipe. */
  boolean isLike(Group other) {
    return task.equals(other.task)
        && variant.equals(other.variant)
        && from.equals(other.from)
        && recipe.equals(other.recipe);
  }

  public List<Run> finished() {
    return runs.stream().filter(Run::finished).toList();
  }

  /** The finished ones; before there is one, all, to show how far they are. */
  public List<Run> counted() {
    List<Run> finished = finished();
    return finished.isEmpty() ? runs : finished;
  }

  /** Those that count and made updates. */
  public List<Run> learned() {
    return counted().stream().filter(run -> run.losses().updates() > 0).toList();
  }

  /** The bound under which the divergence gives no gradient; empty if the recipe has none. */
  public OptionalDouble freeNats() {
    return runs.getFirst().number("free_nats");
  }

  public boolean isRandom() {
    return variant.equals(RANDOM);
  }

  /** As {@link org.planetbench.results.run.RunRecord#isOfPublishedEdition}. */
  public boolean isOfPublishedEdition() {
    return runs.stream().anyMatch(run -> run.record().isOfPublishedEdition());
  }

  /** Whether it has a learning curve; what acts at random is a level to compare with. */
  public boolean trained() {
    return !isRandom() && runs.stream().anyMatch(Run::trained);
  }
}
