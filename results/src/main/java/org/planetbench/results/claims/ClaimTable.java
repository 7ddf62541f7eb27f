package org.planetbench.results.claims;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedSet;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/**
 * Published returns beside groups of runs: those that were taken alike, and why the others can't.
 */
public final class ClaimTable {
  private static final double CONFIDENCE = 0.95;

  private ClaimTable() {}

  /**
   * Two tables: of the claims that seeds here can be held against, and of the others with the
   * reason. Claims on tasks that nobody played here stand in neither, and claims of an agent that
   * has a variant here beside no other variant. Those of other agents stand beside all, without a
   * verdict: there is nothing to reproduce.
   *
   * @param groups of runs of one task each
   */
  public static List<Table> of(List<Group> groups, Claims claims) {
    List<List<Cell>> alike = new ArrayList<>();
    List<List<Cell>> refused = new ArrayList<>();
    for (Group group : groups) {
      if (group.isRandom()) {
        continue;
      }
      OptionalDouble random = random(group, groups);
      for (Claim claim : claims.all()) {
        if (concerns(claim, group)) {
          add(group, random, claim, alike, refused);
        }
      }
    }
    return List.of(comparable(alike), conflicts(refused));
  }

  /** Whether it is on the group's task, and not of another variant. */
  public static boolean concerns(Claim claim, Group group) {
    return claim.protocol().task().equals(group.task())
        && (claim.variant().isEmpty() || claim.variant().equals(group.variant()));
  }

  /**
   * Why returns of a run of the group, after so many environment steps, can't be held against it.
   */
  public static List<String> conflicts(Claim claim, Group group, Run run, long environmentSteps) {
    List<String> conflicts = new ArrayList<>();
    if (group.starts() == EvaluationStarts.COMMON) {
      conflicts.add("seeds here share their start states, and are no sample of them");
    }
    if (!run.record().task().equals(group.task())) {
      conflicts.add(
          "an agent of one task there, one of the set %s here, whose steps are those of all its tasks"
              .formatted(run.record().task()));
    }
    conflicts.addAll(
        claim.protocol().conflicts(Protocol.of(run.record(), group.task(), environmentSteps)));
    return conflicts;
  }

  /** What acting at random returns on a group's task, a mean over seeds. */
  private static OptionalDouble random(Group group, List<Group> groups) {
    return groups.stream()
        .filter(other -> other.isRandom() && other.task().equals(group.task()))
        .filter(other -> other.starts() == group.starts())
        .filter(other -> other.agentStepsPerEpisode() == group.agentStepsPerEpisode())
        .flatMap(other -> other.finished().stream())
        .filter(run -> !run.evaluations().isEmpty())
        .mapToDouble(run -> run.evaluations().getLast().mean())
        .average();
  }

  private static void add(
      Group group,
      OptionalDouble random,
      Claim claim,
      List<List<Cell>> alike,
      List<List<Cell>> refused) {
    List<Evaluation> nearest = new ArrayList<>();
    SequencedSet<String> conflicts = new LinkedHashSet<>(); // of any run: they refuse the group
    for (Run run : group.finished()) {
      Optional<Evaluation> evaluation =
          run.evaluations().stream()
              .min(
                  Comparator.comparingLong(
                      one ->
                          Math.abs(one.environmentSteps() - claim.protocol().environmentSteps())));
      if (evaluation.isPresent()) {
        nearest.add(evaluation.get());
        conflicts.addAll(conflicts(claim, group, run, evaluation.get().environmentSteps()));
        if (!Double.isFinite(evaluation.get().mean())) {
          conflicts.add("a return here is no finite number");
        }
      }
    }
    if (!nearest.isEmpty() && conflicts.isEmpty()) {
      alike.add(row(group, random, claim, nearest));
    } else if (!nearest.isEmpty()) {
      refused.add(
          List.of(
              Cell.of(group.task()),
              Cell.of(group.name()),
              Cell.of(claim.family()),
              Cell.of(claim.agent()),
              Cell.of(claim.protocol().environmentSteps()),
              Cell.of(String.join("; ", conflicts))));
    }
  }

  private static List<Cell> row(
      Group group, OptionalDouble random, Claim claim, List<Evaluation> evaluations) {
    Sample ours = Sample.of(evaluations.stream().mapToDouble(Evaluation::mean).toArray());
    Reproduction found = Reproduction.of(ours, claim.published(), Reproduction.MARGIN);
    boolean judged = !claim.variant().isEmpty();
    return List.of(
        Cell.of(group.task()),
        Cell.of(group.name()),
        Cell.of(claim.family()),
        Cell.of(claim.agent()),
        Cell.of(claim.protocol().environmentSteps()),
        Cell.of(Numbers.spread(claim.published().value(), claim.published().spread())),
        Cell.of(ours.mean()),
        Cell.of(ours.count()),
        Cell.of(evaluations.getFirst().environmentSteps()),
        found.interval(CONFIDENCE).map(i -> Cell.range(i.low(), i.high())).orElse(Cell.NONE),
        found
            .verdict()
            .filter(verdict -> judged)
            .map(verdict -> Cell.of(verdict.word()))
            .orElse(Cell.NONE),
        judged && found.detectable().isPresent()
            ? Cell.of(found.detectable().getAsDouble())
            : Cell.NONE,
        Cell.of(String.join("; ", notes(found, claim, random))),
        Cell.of(claim.words()));
  }

  private static List<String> notes(Reproduction found, Claim claim, OptionalDouble random) {
    List<String> notes = new ArrayList<>();
    if (found.isPublishedMeanExact()) {
      notes.add("published mean taken as exact");
    }
    double published = claim.published().value();
    if (random.isPresent() && Math.abs(random.getAsDouble() - published) <= Reproduction.MARGIN) {
      notes.add("acting at random is within %s".formatted(Numbers.rounded(Reproduction.MARGIN)));
    }
    return notes;
  }

  private static Table comparable(List<List<Cell>> rows) {
    return new Table(
        "claims",
        "Published claims beside these runs",
        ("Of the same task, observations, action repeat and whole episodes, after training steps"
                + " within 5 %%. Reproduced: two one-sided t tests at level %s put the mean within %s"
                + " of the published one; higher, lower: it differs and is not shown to be that"
                + " close; inconclusive: neither, and would have seen is the true difference that so"
                + " many seeds of this spread show with probability 0.8. Below two seeds there is no"
                + " verdict, nor for agents that have no variant here. Spreads are not taken to be"
                + " alike.")
            .formatted(Reproduction.LEVEL, Numbers.rounded(Reproduction.MARGIN)),
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.text("family", "family"),
            Column.text("agent", "agent"),
            Column.number("claim_environment_steps", "at environment steps"),
            Column.number("claimed", "published"),
            Column.number("mean_return", "here"),
            Column.number("seeds", "seeds"),
            Column.number("environment_steps", "environment steps here"),
            Column.number("difference_interval_95", "difference, 95 %"),
            Column.text("verdict", "verdict"),
            Column.number("detectable", "would have seen"),
            Column.text("note", "note"),
            Column.text("protocol", "protocol")),
        rows);
  }

  private static Table conflicts(List<List<Cell>> rows) {
    return new Table(
        "claims_refused",
        "Claims that these runs cannot be held against",
        "Each with what differs.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.text("family", "family"),
            Column.text("agent", "agent"),
            Column.number("claim_environment_steps", "at environment steps"),
            Column.text("conflict", "what differs")),
        rows);
  }
}
