package org.planetbench.results.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code run.json}: everything about a run but its measurements.
 *
 * @param schemaVersion of the run's folder; {@link #SCHEMA_VERSION} is what this code writes
 * @param settings every value that decides the result: recipe, schedule, planner, render quality,
 *     threads; flat dotted names in a fixed order, values as they are written
 * @param provenance what made it: commit, JVM, OS, CPU features, native libraries with hashes, GL
 *     renderer; flat dotted names
 * @param mlflowRunId the tracking server's id, once the run was published
 */
public record RunRecord(
    int schemaVersion,
    Identity identity,
    SequencedMap<String, String> settings,
    SequencedMap<String, String> provenance,
    Course course,
    Optional<String> mlflowRunId,
    Outcome outcome) {

  /**
   * 2 since certificates, {@code model.csv}, the columns {@code task} and {@code overshooting_loss}
   * and more settings; 3 since {@link EvaluationStarts#PER_SEED}. Earlier folders are read, see
   * {@link Migration}, and not resumed.
   */
  public static final int SCHEMA_VERSION = 3;

  /** Settings that may differ between the seeds of one point, which reports average. */
  public static final Set<String> OF_ONE_RUN = Set.of("seed", "threads", EvaluationStarts.KEY);

  /** Settings that are recorded only where they are not the usual ones, which have no record. */
  private static final Set<String> RECORDED_IF_OTHER =
      Set.of("recipe.backend", "recipe.precision", "recipe.render_size");

  private static final String USUAL = "the usual";

  /** In the provenance: whose constants the variant has. */
  public static final String EDITION = "edition";

  private static final String PUBLISHED = "published";
  private static final String RESUME = "resume_";

  /**
   * Whether the agent is another work's as published there, whose returns stand beside that work's
   * alone; false of runs from before editions were recorded.
   */
  public boolean isOfPublishedEdition() {
    return provenance.getOrDefault(EDITION, "").equals(PUBLISHED);
  }

  /**
   * What this run has set otherwise than another of the same task and variant: {@code key value,
   * not value}. Of the settings that both have, since an older run has fewer, and of those that are
   * not recorded where they are the usual ones.
   */
  public List<String> setOtherwise(RunRecord expected) {
    SequencedMap<String, String> own = Migration.completed(settings);
    SequencedMap<String, String> others = Migration.completed(expected.settings);
    for (String key : RECORDED_IF_OTHER) {
      if (own.containsKey(key) || others.containsKey(key)) {
        own.putIfAbsent(key, USUAL);
        others.putIfAbsent(key, USUAL);
      }
    }
    List<String> differences = new ArrayList<>();
    others.forEach(
        (key, value) -> {
          String other = own.getOrDefault(key, value);
          if (!OF_ONE_RUN.contains(key) && !Migration.isOfPlans(key) && !other.equals(value)) {
            differences.add("%s %s, not %s".formatted(key, other, value));
          }
        });
    return differences;
  }

  /**
   * Which run it is.
   *
   * @param runKey unique to this run for ever; the tag by which MLflow's run is found again
   * @param cell id of the cell, also the folder's name
   * @param suiteId what all the cells of one invocation share, so that they can be found together
   */
  public record Identity(
      String runKey,
      String cell,
      String task,
      String variant,
      long seed,
      String recipe,
      String profile,
      String suiteId) {
    private static final Pattern CELL = Pattern.compile("[a-z0-9_-]+");

    public Identity {
      if (runKey.isBlank()) {
        throw new IllegalArgumentException("run_key: expected a unique key, got nothing");
      }
      if (!CELL.matcher(cell).matches()) {
        throw new IllegalArgumentException(
            "cell: expected letters of [a-z0-9_-], got '" + cell + "'");
      }
    }
  }

  /**
   * How it went so far.
   *
   * @param resumes how often it went on again
   * @param error why a run failed: one line
   * @param warnings what the reader should know, such as a divergence that stayed under the free
   *     nats
   */
  public record Course(
      RunStatus status,
      Instant startedAt,
      Optional<Instant> endedAt,
      int resumes,
      Optional<String> error,
      List<String> warnings) {
    public Course {
      if (resumes < 0) {
        throw new IllegalArgumentException("resumes: expected 0 or more, got " + resumes);
      }
      warnings = List.copyOf(warnings);
    }

    /** Running since then. */
    public static Course since(Instant start) {
      return new Course(RunStatus.RUNNING, start, Optional.empty(), 0, Optional.empty(), List.of());
    }

    private Course resumed() {
      return new Course(
          RunStatus.RUNNING, startedAt, Optional.empty(), resumes + 1, Optional.empty(), warnings);
    }

    private Course ended(RunStatus newStatus, Instant when, Optional<String> newError) {
      boolean before = when.isBefore(startedAt);
      return new Course(
          newStatus,
          startedAt,
          Optional.of(before ? startedAt : when),
          resumes,
          newError,
          before ? warnedOfTheClock(when) : warnings);
    }

    private List<String> warnedOfTheClock(Instant when) {
      String warning =
          "the clock was set back: at the end it said %s, before the start; ended_at is the start, and wall_clock_s has the running time"
              .formatted(when);
      return Stream.concat(warnings.stream(), Stream.of(warning)).distinct().toList();
    }

    private Course warned(List<String> newWarnings) {
      return new Course(status, startedAt, endedAt, resumes, error, newWarnings);
    }
  }

  /**
   * What it came to, beside its tables.
   *
   * @param latency percentiles of a finished run's decisions in milliseconds, see {@link
   *     LatencyStage#summary}; empty before
   * @param certificate where a finished run's certificate ends, so that a cut or edited one is
   *     noticed
   * @param abridged whether this is a copy with episodes and predictions alone, without the
   *     certificate itself
   */
  public record Outcome(
      SequencedMap<String, Double> latency,
      Optional<CertificateHead> certificate,
      boolean abridged) {
    /** Of a run that has not come to anything yet. */
    public static final Outcome NONE = new Outcome(new LinkedHashMap<>(), Optional.empty(), false);

    public Outcome {
      latency = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(latency));
    }
  }

  public RunRecord {
    if (schemaVersion < 1 || schemaVersion > SCHEMA_VERSION) {
      throw new IllegalArgumentException(
          "schema_version: expected 1 to " + SCHEMA_VERSION + ", got " + schemaVersion);
    }
    settings = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(settings));
    provenance = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(provenance));
  }

  /** A run that begins now, of today's version. */
  public static RunRecord started(
      Identity identity,
      SequencedMap<String, String> settings,
      SequencedMap<String, String> provenance,
      Instant now) {
    return new RunRecord(
        SCHEMA_VERSION,
        identity,
        settings,
        provenance,
        Course.since(now),
        Optional.empty(),
        Outcome.NONE);
  }

  public String runKey() {
    return identity.runKey;
  }

  public String cell() {
    return identity.cell;
  }

  public String task() {
    return identity.task;
  }

  public String variant() {
    return identity.variant;
  }

  public long seed() {
    return identity.seed;
  }

  public String recipe() {
    return identity.recipe;
  }

  public String profile() {
    return identity.profile;
  }

  public String suiteId() {
    return identity.suiteId;
  }

  public RunStatus status() {
    return course.status;
  }

  public Instant startedAt() {
    return course.startedAt;
  }

  public Optional<Instant> endedAt() {
    return course.endedAt;
  }

  public int resumes() {
    return course.resumes;
  }

  public Optional<String> error() {
    return course.error;
  }

  public List<String> warnings() {
    return course.warnings;
  }

  public SequencedMap<String, Double> latency() {
    return outcome.latency;
  }

  public Optional<CertificateHead> certificate() {
    return outcome.certificate;
  }

  /**
   * Whether a certificate lies beside it: since version 2 with every run but abridged ones. What
   * records the end of one has one, whatever version it names.
   */
  public boolean isCertified() {
    return !isAbridged() && (schemaVersion >= 2 || certificate().isPresent());
  }

  /** Whether a table of the model's predictions lies beside it: since version 2. */
  public boolean hasModelTable() {
    return schemaVersion >= 2;
  }

  /** Whether it is a copy with episodes and predictions alone. */
  public boolean isAbridged() {
    return outcome.abridged;
  }

  /** The same run as its abridged copy records it. */
  public RunRecord abridged() {
    return with(course, new Outcome(latency(), certificate(), true));
  }

  /** The same run, going on again. */
  public RunRecord resumed() {
    return with(course.resumed(), new Outcome(latency(), Optional.empty(), isAbridged()));
  }

  /**
   * The same run, going on again under such facts. What is no longer as it was when it last ran is
   * added to the provenance: {@code resume_2.jvm} is the JVM since the second resume.
   */
  public RunRecord resumed(SequencedMap<String, String> facts) {
    SequencedMap<String, String> all = new LinkedHashMap<>(provenance);
    for (String fact :
        Stream.concat(provenance.keySet().stream(), facts.keySet().stream())
            .filter(key -> !key.startsWith(RESUME))
            .distinct()
            .toList()) {
      String now = facts.getOrDefault(fact, "");
      if (!now.equals(latest(fact))) {
        all.put(RESUME + (resumes() + 1) + "." + fact, now);
      }
    }
    return resumed().withProvenance(all);
  }

  /** As it was when the run last began or went on; empty if it was not recorded. */
  private String latest(String fact) {
    for (int resume = resumes(); resume > 0; resume--) {
      String later = provenance.get(RESUME + resume + "." + fact);
      if (later != null) {
        return later;
      }
    }
    return provenance.getOrDefault(fact, "");
  }

  /** A fact's name without the resume since which it holds: {@code jvm}. */
  public static String withoutResume(String fact) {
    return fact.replaceFirst("^" + RESUME + "[0-9]+\\.", "");
  }

  /** Of the programs that made it, in turn and each once; none where nobody recorded one. */
  public List<String> commits() {
    return provenance().entrySet().stream()
        .filter(fact -> withoutResume(fact.getKey()).equals("commit"))
        .map(Map.Entry::getValue)
        .distinct()
        .toList();
  }

  /**
   * The same run, ended; {@code error} says in one line why it failed. Under a clock that was set
   * back it ends when it started, with a warning: no run ends before its start, here or in MLflow.
   */
  public RunRecord ended(RunStatus newStatus, Instant when, Optional<String> newError) {
    if (newStatus == RunStatus.RUNNING) {
      throw new IllegalArgumentException("status: expected one that ends a run, got RUNNING");
    }
    return with(course.ended(newStatus, when, newError), outcome);
  }

  /** The same run with these warnings instead. */
  public RunRecord warned(List<String> newWarnings) {
    return with(course.warned(newWarnings), outcome);
  }

  /** The same run with the percentiles of its decisions. */
  public RunRecord timed(SequencedMap<String, Double> newLatency) {
    return with(course, new Outcome(newLatency, certificate(), isAbridged()));
  }

  /** The same run with the end of its certificate. */
  public RunRecord certified(CertificateHead head) {
    return with(course, new Outcome(latency(), Optional.of(head), isAbridged()));
  }

  /** The same run, known to a tracking server. */
  public RunRecord publishedAs(String newMlflowRunId) {
    return new RunRecord(
        schemaVersion,
        identity,
        settings,
        provenance,
        course,
        Optional.of(newMlflowRunId),
        outcome);
  }

  /** The same run with this provenance instead. */
  public RunRecord withProvenance(SequencedMap<String, String> newProvenance) {
    return new RunRecord(
        schemaVersion, identity, settings, newProvenance, course, mlflowRunId, outcome);
  }

  private RunRecord with(Course newCourse, Outcome newOutcome) {
    return new RunRecord(
        schemaVersion, identity, settings, provenance, newCourse, mlflowRunId, newOutcome);
  }
}
