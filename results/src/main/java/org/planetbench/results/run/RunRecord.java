package org.planetbench.results.run;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code run.json}: everything about a run but its measurements.
 *
 * @param schemaVersion of the run's folder; {@link #SCHEMA_VERSION} is what this code writes
 * @param runKey unique to this run for ever; the tag by which MLflow's run is found again
 * @param cell id of the cell, also the folder's name
 * @param suiteId what all the cells of one invocation share, so that they can be found together
 * @param settings every value that decides the result: recipe, schedule, planner, render quality,
 *     threads; flat dotted names in a fixed order, values as they are written
 * @param provenance what made it: commit, JVM, OS, CPU features, native libraries with hashes, GL
 *     renderer; flat dotted names
 * @param warnings what the reader should know, such as a divergence that stayed under the free nats
 * @param error why a run failed: one line
 * @param mlflowRunId the tracking server's id, once the run was published
 * @param latency percentiles of a finished run's decisions in milliseconds, see {@link
 *     LatencyStage#summary}; empty before
 * @param certificate where a finished run's certificate ends, so that a cut or edited one is
 *     noticed
 */
public record RunRecord(
    int schemaVersion,
    String runKey,
    String cell,
    String task,
    String variant,
    long seed,
    String recipe,
    String profile,
    String suiteId,
    RunStatus status,
    SequencedMap<String, String> settings,
    SequencedMap<String, String> provenance,
    List<String> warnings,
    Instant startedAt,
    Optional<Instant> endedAt,
    int resumes,
    Optional<String> error,
    Optional<String> mlflowRunId,
    SequencedMap<String, Double> latency,
    Optional<CertificateHead> certificate) {

  /**
   * 2 since certificates, {@code model.csv}, the columns {@code task} and {@code overshooting_loss}
   * and more settings; 3 since {@link EvaluationStarts#PER_SEED}. Earlier folders are read, see
   * {@link Migration}, and not resumed.
   */
  public static final int SCHEMA_VERSION = 3;

  private static final String RESUME = "resume_";
  private static final Pattern CELL = Pattern.compile("[a-z0-9_-]+");

  public RunRecord {
    if (schemaVersion < 1 || schemaVersion > SCHEMA_VERSION) {
      throw new IllegalArgumentException(
          "schema_version: expected 1 to " + SCHEMA_VERSION + ", got " + schemaVersion);
    }
    if (runKey.isBlank()) {
      throw new IllegalArgumentException("run_key: expected a unique key, got nothing");
    }
    if (!CELL.matcher(cell).matches()) {
      throw new IllegalArgumentException(
          "cell: expected letters of [a-z0-9_-], got '" + cell + "'");
    }
    if (resumes < 0) {
      throw new IllegalArgumentException("resumes: expected 0 or more, got " + resumes);
    }
    settings = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(settings));
    provenance = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(provenance));
    warnings = List.copyOf(warnings);
    latency = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(latency));
  }

  /** A run whose decisions are not summarised yet. */
  public RunRecord(
      int schemaVersion,
      String runKey,
      String cell,
      String task,
      String variant,
      long seed,
      String recipe,
      String profile,
      String suiteId,
      RunStatus status,
      SequencedMap<String, String> settings,
      SequencedMap<String, String> provenance,
      List<String> warnings,
      Instant startedAt,
      Optional<Instant> endedAt,
      int resumes,
      Optional<String> error,
      Optional<String> mlflowRunId) {
    this(
        schemaVersion,
        runKey,
        cell,
        task,
        variant,
        seed,
        recipe,
        profile,
        suiteId,
        status,
        settings,
        provenance,
        warnings,
        startedAt,
        endedAt,
        resumes,
        error,
        mlflowRunId,
        new LinkedHashMap<>(),
        Optional.empty());
  }

  /** Whether a certificate belongs to it: since version 2 every run has one. */
  public boolean isCertified() {
    return schemaVersion >= 2;
  }

  /** The same run, going on again. */
  public RunRecord resumed() {
    return with(
        RunStatus.RUNNING,
        warnings,
        Optional.empty(),
        resumes + 1,
        Optional.empty(),
        mlflowRunId,
        latency,
        Optional.empty());
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
        all.put(RESUME + (resumes + 1) + "." + fact, now);
      }
    }
    return resumed().with(all);
  }

  /** As it was when the run last began or went on; empty if it was not recorded. */
  private String latest(String fact) {
    for (int resume = resumes; resume > 0; resume--) {
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

  private RunRecord with(SequencedMap<String, String> newProvenance) {
    return with(
        newProvenance,
        status,
        warnings,
        endedAt,
        resumes,
        error,
        mlflowRunId,
        latency,
        certificate);
  }

  /**
   * The same run, ended; {@code error} says in one line why it failed. Under a clock that was set
   * back it ends when it started, with a warning: no run ends before its start, here or in MLflow.
   */
  public RunRecord ended(RunStatus newStatus, Instant when, Optional<String> newError) {
    if (newStatus == RunStatus.RUNNING) {
      throw new IllegalArgumentException("status: expected one that ends a run, got RUNNING");
    }
    boolean before = when.isBefore(startedAt);
    return with(
        newStatus,
        before ? warnedOfTheClock(when) : warnings,
        Optional.of(before ? startedAt : when),
        resumes,
        newError,
        mlflowRunId,
        latency,
        certificate);
  }

  private List<String> warnedOfTheClock(Instant when) {
    String warning =
        "the clock was set back: at the end it said %s, before the start; ended_at is the start, and wall_clock_s has the running time"
            .formatted(when);
    return Stream.concat(warnings.stream(), Stream.of(warning)).distinct().toList();
  }

  /** The same run with these warnings instead. */
  public RunRecord warned(List<String> newWarnings) {
    return with(status, newWarnings, endedAt, resumes, error, mlflowRunId, latency, certificate);
  }

  /** The same run with the percentiles of its decisions. */
  public RunRecord timed(SequencedMap<String, Double> newLatency) {
    return with(status, warnings, endedAt, resumes, error, mlflowRunId, newLatency, certificate);
  }

  /** The same run with the end of its certificate. */
  public RunRecord certified(CertificateHead head) {
    return with(status, warnings, endedAt, resumes, error, mlflowRunId, latency, Optional.of(head));
  }

  /** The same run, known to a tracking server. */
  public RunRecord publishedAs(String newMlflowRunId) {
    return with(
        status,
        warnings,
        endedAt,
        resumes,
        error,
        Optional.of(newMlflowRunId),
        latency,
        certificate);
  }

  private RunRecord with(
      RunStatus newStatus,
      List<String> newWarnings,
      Optional<Instant> newEndedAt,
      int newResumes,
      Optional<String> newError,
      Optional<String> newMlflowRunId,
      SequencedMap<String, Double> newLatency,
      Optional<CertificateHead> newCertificate) {
    return with(
        provenance,
        newStatus,
        newWarnings,
        newEndedAt,
        newResumes,
        newError,
        newMlflowRunId,
        newLatency,
        newCertificate);
  }

  private RunRecord with(
      SequencedMap<String, String> newProvenance,
      RunStatus newStatus,
      List<String> newWarnings,
      Optional<Instant> newEndedAt,
      int newResumes,
      Optional<String> newError,
      Optional<String> newMlflowRunId,
      SequencedMap<String, Double> newLatency,
      Optional<CertificateHead> newCertificate) {
    return new RunRecord(
        schemaVersion,
        runKey,
        cell,
        task,
        variant,
        seed,
        recipe,
        profile,
        suiteId,
        newStatus,
        settings,
        newProvenance,
        newWarnings,
        startedAt,
        newEndedAt,
        newResumes,
        newError,
        newMlflowRunId,
        newLatency,
        newCertificate);
  }
}
