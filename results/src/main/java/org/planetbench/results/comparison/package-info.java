/** Two sets of runs, seed by seed: what {@code bench compare} says. */
@NullMarked
package org.planetbench.results.comparison;

import org.jspecify.annotations.NullMarked;
