package org.planetbench.results;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

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
    Optional<String> mlflowRunId) {

  public static final int SCHEMA_VERSION = 1;
}
