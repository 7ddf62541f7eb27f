package org.planetbench.results;

/**
 * A row of {@code episodes.csv}. The counters are totals of the run after the episode; {@code
 * wallClockS} is seconds of running time since the run began, resumed parts added up.
 *
 * @param phase {@code seed}, {@code collect} or {@code evaluate}
 * @param episode number within its phase, from 0
 */
public record EpisodeRow(
    String phase,
    int episode,
    long environmentSteps,
    long agentSteps,
    long updateSteps,
    double episodeReturn,
    int seed,
    double wallClockS) {}
