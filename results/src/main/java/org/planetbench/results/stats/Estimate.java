package org.planetbench.results.stats;

import java.util.Optional;

/**
 * A number over seeds.
 *
 * @param interval empty with one seed, which says nothing about the spread between seeds
 * @param seeds behind it; of a comparison, those of the side that has fewer
 */
public record Estimate(double value, Optional<Interval> interval, int seeds) {}
