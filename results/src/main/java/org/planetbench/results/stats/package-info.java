/**
 * Statistics over seeds, as pure functions: aggregates over tasks with bootstrap intervals ({@link
 * org.planetbench.results.stats.Bootstrap}), after Agarwal et al. 2021, <i>Deep Reinforcement
 * Learning at the Edge of the Statistical Precipice</i>, and tests of one quantity against another
 * ({@link org.planetbench.results.stats.MannWhitney}, {@link
 * org.planetbench.results.stats.PooledT}).
 *
 * <p>The unit is always the seed: an independent run of training. Episodes of one run share its
 * parameters, so they are averaged to one score before they come here.
 */
@NullMarked
package org.planetbench.results.stats;

import org.jspecify.annotations.NullMarked;
