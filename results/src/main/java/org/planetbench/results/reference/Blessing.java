package org.planetbench.results.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunLock;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.certificate.Fingerprint;

/**
 * Recorded runs made a family of references: what later runs are held against. Each number is kept
 * with the values of its seeds; {@code CHANGES.md} gets the reason and what each number was before.
 */
public final class Blessing {
  /** What every family of this project's own is called by: {@code own-ci}. */
  public static final String PREFIX = "own-";

  /** The setting of runs on another backend. */
  private static final String BACKEND = "recipe.backend";

  /** Seeds of a number: with one there is no spread, and nothing to compare with. */
  private static final int LEAST_SEEDS = 2;

  /** What cells of a task and a variant differ in. */
  private static final Set<String> OF_A_SEED = Set.of("seed");

  private final FamilyRecord record;
  private final List<Reference> references;

  private Blessing(FamilyRecord record, List<Reference> references) {
    this.record = record;
    this.references = List.copyOf(references);
    requireReadable(record.family(), references);
  }

  /** What is written has to be read again. */
  private static void requireReadable(String family, List<Reference> references) {
    if (!Changes.canName(family)) {
      throw new IllegalArgumentException(
          "family: expected a name of [a-z0-9-], got '%s'; give the profile (of planning times, the policy's reference) such a name, and run it anew"
              .formatted(family));
    }
    Map<List<Object>, Reference> numbers = new HashMap<>();
    for (Reference reference : references) {
      Reference other = numbers.putIfAbsent(References.key(reference), reference);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s: expected one number, got two, '%s' and '%s'; bless what was measured in one way"
                .formatted(name(reference), other.protocol(), reference.protocol()));
      }
    }
  }

  /**
   * @param dirty whether runs of a checkout with changes are taken, which nobody can make again
   * @throws IllegalArgumentException for runs that are no reference: unfinished, of a dirty
   *     checkout, of another backend than the CPU's reference, of several commits, machines (also
   *     one that went on with another) or profiles, of mixed settings, of one seed, or of a profile
   *     that no family can be named after
   */
  public static Blessing of(List<RunFolder> folders, String reason, boolean dirty)
      throws IOException {
    requireReason(reason);
    requireFinished(folders);
    List<RunScores> runs = RunScores.ofFinished(folders);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("expected finished runs, found none");
    }
    List<RunRecord> records = runs.stream().map(RunScores::record).toList();
    records.forEach(Blessing::requireReferenceBackend);
    RunRecord first = records.getFirst();
    String profile = theOne("profile", records.stream().map(RunRecord::profile).toList());
    records.forEach(Blessing::requireOneMaking);
    String commit = theOne("commit", records.stream().map(Blessing::commit).toList());
    requireCommitted(first.cell(), commit, dirty);
    String family = PREFIX + profile.replace('_', '-');
    FamilyRecord record =
        new FamilyRecord(
            family, profile, commit, reason.strip(), provenance(records), settings(records));
    return new Blessing(
        record,
        references(family, commit, runs.stream().flatMap(run -> run.scores().stream()).toList()));
  }

  /**
   * Of other measurements than runs, such as of planning times.
   *
   * @param provenance what all of them were made on
   * @throws IllegalArgumentException for numbers that are no reference: of a dirty checkout, too
   *     few of a kind, or measured in several ways
   */
  public static Blessing ofScores(
      String family,
      String commit,
      SequencedMap<String, String> provenance,
      List<Score> scores,
      String reason,
      boolean dirty) {
    requireReason(reason);
    requireCommitted(family, commit, dirty);
    FamilyRecord record =
        new FamilyRecord(family, "none", commit, reason.strip(), provenance, new TreeMap<>());
    return new Blessing(record, references(family, commit, scores));
  }

  static void requireReason(String reason) {
    if (reason.strip().split("\\s+").length < 3 || reason.contains("\n")) {
      throw new IllegalArgumentException(
          "reason: expected a line of three words or more that says why, got '" + reason + "'");
    }
  }

  static void requireCommitted(String what, String commit, boolean dirty) {
    if (!dirty && (commit.endsWith("-dirty") || commit.equals("unknown"))) {
      throw new IllegalArgumentException(
          what
              + ": its commit is '"
              + commit
              + "', so nobody can make these runs again;"
              + " commit, run and bless again, or say --allow-dirty");
    }
  }

  /** References are what any machine can make again; the record names only another backend. */
  static void requireReferenceBackend(RunRecord record) {
    String backend = record.settings().get(BACKEND);
    if (backend != null) {
      throw new IllegalArgumentException(
          record.cell()
              + ": expected a run on the CPU's reference, without "
              + BACKEND
              + ", got one on "
              + backend
              + "; bless runs of the backend nd4j");
    }
  }

  /** A run that went on with another program, or on another machine, is neither's. */
  static void requireOneMaking(RunRecord record) {
    List<String> mixtures = Fingerprint.mixtures(record);
    if (!mixtures.isEmpty()) {
      throw new IllegalArgumentException(record.cell() + ": " + String.join("; ", mixtures));
    }
  }

  static void requireFinished(List<RunFolder> folders) throws IOException {
    List<String> unfinished = RunScores.unfinished(folders);
    if (!unfinished.isEmpty()) {
      throw new IllegalArgumentException(
          "expected finished runs, but these are not: "
              + String.join(", ", unfinished)
              + "; `bench run` goes on with them");
    }
  }

  static String commit(RunRecord record) {
    return record.provenance().getOrDefault("commit", "unknown");
  }

  private static String theOne(String what, List<String> values) {
    Set<String> distinct = new TreeSet<>(values);
    if (distinct.size() > 1) {
      throw new IllegalArgumentException(
          what + ": expected one for all runs, got " + String.join(", ", distinct));
    }
    return values.getFirst();
  }

  /**
   * Facts of all runs but the variant's own; those that not every kind of run has, such as
   * libraries, may be missing.
   */
  private static SequencedMap<String, String> provenance(List<RunRecord> records) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    for (RunRecord record : records) {
      SequencedMap<String, String> own = new LinkedHashMap<>(record.provenance());
      own.remove(RunRecord.EDITION);
      own.forEach(
          (fact, value) -> {
            String earlier = facts.putIfAbsent(fact, value);
            if (earlier != null) {
              theOne(fact, List.of(earlier, value));
            }
          });
    }
    facts.remove("commit");
    return facts;
  }

  private static SortedMap<String, SequencedMap<String, String>> settings(List<RunRecord> records) {
    SortedMap<String, SequencedMap<String, String>> groups = new TreeMap<>();
    for (RunRecord record : records) {
      SequencedMap<String, String> settings = new LinkedHashMap<>(record.settings());
      settings.keySet().removeAll(OF_A_SEED);
      String group = FamilyRecord.group(record.task(), record.variant());
      SequencedMap<String, String> others = groups.putIfAbsent(group, settings);
      if (others != null && !others.equals(settings)) {
        throw new IllegalArgumentException(
            group
                + ": expected the same settings for all seeds, but "
                + record.cell()
                + " has "
                + difference(others, settings));
      }
    }
    return groups;
  }

  /**
   * What settings differ in, for people: {@code recipe.batch 12 instead of 50}.
   *
   * @param others that {@code settings} are compared with
   */
  public static String difference(Map<String, String> others, Map<String, String> settings) {
    Set<String> keys = new TreeSet<>(others.keySet());
    keys.addAll(settings.keySet());
    List<String> differing = new ArrayList<>();
    for (String key : keys) {
      String here = settings.getOrDefault(key, "nothing");
      String there = others.getOrDefault(key, "nothing");
      if (!here.equals(there) && !OF_A_SEED.contains(key)) {
        differing.add(key + " " + here + " instead of " + there);
      }
    }
    return String.join(", ", differing);
  }

  private static List<Reference> references(String family, String commit, List<Score> scores) {
    SortedMap<Score.Kind, SortedMap<Long, Double>> kinds = new TreeMap<>();
    for (Score score : scores) {
      if (!Double.isFinite(score.value())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s of seed %d is %s",
                score.kind().name(),
                score.seed(),
                score.value()));
      }
      kinds.computeIfAbsent(score.kind(), k -> new TreeMap<>()).put(score.seed(), score.value());
    }
    List<Reference> references = new ArrayList<>();
    kinds.forEach(
        (kind, values) -> {
          if (values.size() < LEAST_SEEDS) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "%s: expected %d seeds or more, got %d: one seed says nothing about the spread",
                    kind.name(),
                    LEAST_SEEDS,
                    values.size()));
          }
          references.add(
              Reference.ofSeeds(kind, family, "bench bless at commit " + commit, values));
        });
    return references;
  }

  public FamilyRecord record() {
    return record;
  }

  public List<Reference> references() {
    return references;
  }

  /**
   * Replaces the family in {@code folder}; one process at a time does.
   *
   * @return what each number was and is, one line each
   */
  public List<String> writeTo(Path folder) throws IOException, InterruptedException {
    try (RunLock _ = RunLock.toWrite(folder)) {
      return replaceIn(folder);
    }
  }

  private List<String> replaceIn(Path folder) throws IOException {
    String family = record.family();
    Path table = folder.resolve(family + ".csv");
    List<Reference> old =
        Files.exists(table) ? References.read(folder).ofFamily(family) : List.of();
    List<String> moved = moved(old);
    String before = Changes.before(folder, family);
    References.write(table, references);
    record.write(folder);
    Changes.add(folder, family, before, record.reason(), moved);
    return moved;
  }

  private List<String> moved(List<Reference> old) {
    List<String> lines = new ArrayList<>();
    for (Reference now : references) {
      String was = find(old, now).map(Blessing::shown).orElse("none");
      if (!was.equals(shown(now))) {
        lines.add("%s: %s -> %s".formatted(name(now), was, shown(now)));
      }
    }
    for (Reference was : old) {
      if (find(references, was).isEmpty()) {
        lines.add("%s: %s -> none".formatted(name(was), shown(was)));
      }
    }
    return lines;
  }

  private static Optional<Reference> find(List<Reference> among, Reference like) {
    return among.stream().filter(reference -> name(reference).equals(name(like))).findFirst();
  }

  private static String name(Reference reference) {
    return reference.task() + " " + reference.variant() + " " + reference.metric();
  }

  private static String shown(Reference reference) {
    return String.format(
        Locale.ROOT, "%.4g (%d samples)", reference.value(), reference.seedValues().size());
  }
}
