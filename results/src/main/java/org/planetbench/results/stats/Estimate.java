package org.planetbench.results.stats;

import java.util.Optional;

/**
 * A number over seeds.
 *
 * @param interval empty with fewer than {@link Interval#LEAST_SEEDS}
 * @param seeds behind it; of a comparison, those of the side that has fewer
 */
public record Estimate(double value, Optional<Interval> interval, int seeds) {}
