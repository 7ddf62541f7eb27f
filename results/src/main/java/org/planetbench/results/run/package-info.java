/**
 * What a run is: its record, rows, metrics, folder and lock. What is said of runs, in the other
 * packages of {@code results}, is not known here.
 */
@NullMarked
package org.planetbench.results.run;

import org.jspecify.annotations.NullMarked;
