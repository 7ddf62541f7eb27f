package org.planetbench.results.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.PictureSource;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.run.EvaluationStarts;

/**
 * The runs of two sides, cell by cell: those of one task and seed, and of one variant unless the
 * variants are what is compared.
 */
record Pairing(List<Pair> pairs, List<Unpaired> unpaired) {
  /** Both finished and evaluated. */
  record Pair(Run a, Run b) {
    String task() {
      return a.task();
    }

    String variantA() {
      return a.record().variant();
    }

    String variantB() {
      return b.record().variant();
    }

    long seed() {
      return a.record().seed();
    }

    double returnA() {
      return a.evaluations().getLast().mean();
    }

    double returnB() {
      return b.evaluations().getLast().mean();
    }

    double difference() {
      return returnB() - returnA();
    }

    /** What makes it less than a fair pair. */
    void tellTo(Findings findings) {
      String cell = a.record().cell();
      if (!a.evaluations().getLast().seeds().equals(b.evaluations().getLast().seeds())) {
        findings.add(
            cell,
            "A and B were evaluated from different start states or on different counts of them");
      }
      if (a.environmentSteps() != b.environmentSteps()) {
        findings.add(cell, "A and B were trained on different numbers of environment steps");
      }
      PictureSource.difference(a.record(), b.record())
          .ifPresent(difference -> findings.add(cell, "A and B " + difference));
    }
  }

  /** A run that nothing is paired with, and why. */
  record Unpaired(String side, String cell, String why) {}

  Pairing {
    pairs = List.copyOf(pairs);
    unpaired = List.copyOf(unpaired);
  }

  /** In the order of tasks, variants and seeds. */
  static Pairing of(List<Run> a, List<Run> b) {
    boolean comparesVariants = variants(a).size() == 1 && variants(b).size() == 1;
    Map<String, Run> runsA = byKey(a, comparesVariants);
    Map<String, Run> runsB = byKey(b, comparesVariants);
    List<Pair> pairs = new ArrayList<>();
    List<Unpaired> unpaired = new ArrayList<>();
    runsA.forEach(
        (key, run) -> {
          Run other = runsB.get(key);
          if (other == null) {
            unpaired.add(new Unpaired("A", run.record().cell(), "B has no such cell"));
          } else {
            Optional<String> flaw =
                flaw("A", run).or(() -> flaw("B", other)).or(() -> flaw(run, other));
            flaw.ifPresentOrElse(
                why -> unpaired.add(new Unpaired("A and B", run.record().cell(), why)),
                () -> pairs.add(new Pair(run, other)));
          }
        });
    runsB.forEach(
        (key, run) -> {
          if (!runsA.containsKey(key)) {
            unpaired.add(new Unpaired("B", run.record().cell(), "A has no such cell"));
          }
        });
    return new Pairing(pairs, unpaired).ofOneKind();
  }

  /** Without older pairs, where there are others: all evaluations start alike. */
  private Pairing ofOneKind() {
    List<Pair> older = pairs.stream().filter(Pairing::startsInCommon).toList();
    if (older.isEmpty() || older.size() == pairs.size()) {
      return this;
    }
    List<Unpaired> all = new ArrayList<>(unpaired);
    for (Pair pair : older) {
      all.add(
          new Unpaired(
              "A and B",
              pair.a().record().cell(),
              "both are of an older planet-bench, whose evaluations start otherwise than the others"));
    }
    return new Pairing(pairs.stream().filter(pair -> !startsInCommon(pair)).toList(), all);
  }

  private static boolean startsInCommon(Pair pair) {
    return pair.a().starts() == EvaluationStarts.COMMON;
  }

  private static Optional<String> flaw(Run a, Run b) {
    if (a.starts() != b.starts()) {
      return Optional.of(
          "%s: A has %s, B has %s"
              .formatted(EvaluationStarts.KEY, a.starts().id(), b.starts().id()));
    }
    return a.agentStepsPerEpisode() == b.agentStepsPerEpisode()
        ? Optional.empty()
        : Optional.of(
            "schedule.agent_steps_per_episode: A has %s, B has %s"
                .formatted(a.agentStepsPerEpisode(), b.agentStepsPerEpisode()));
  }

  private static Optional<String> flaw(String side, Run run) {
    if (!run.finished()) {
      return Optional.of(side + "'s is " + run.record().status().id());
    }
    if (run.evaluations().isEmpty()) {
      return Optional.of(side + "'s has no evaluation");
    }
    return Double.isFinite(run.evaluations().getLast().mean())
        ? Optional.empty()
        : Optional.of(side + "'s last return is not a finite number");
  }

  private static Set<String> variants(List<Run> runs) {
    return runs.stream()
        .map(run -> run.record().variant())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Map<String, Run> byKey(List<Run> runs, boolean comparesVariants) {
    Map<String, Run> byKey = new TreeMap<>();
    for (Run run : runs) {
      String variant = comparesVariants ? "" : run.record().variant();
      byKey.put(
          String.format(Locale.ROOT, "%s %s %019d", run.task(), variant, run.record().seed()), run);
    }
    return byKey;
  }

  /** Pairs that differ in their seed only, in order. */
  List<List<Pair>> bySeeds() {
    Map<List<String>, List<Pair>> groups =
        pairs.stream()
            .collect(
                Collectors.groupingBy(
                    pair -> List.of(pair.task(), pair.variantA(), pair.variantB()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return List.copyOf(groups.values());
  }
}
