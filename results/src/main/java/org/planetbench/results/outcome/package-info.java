/**
 * What folders of runs came to: runs in groups that differ in their seed only, and their results.
 */
@NullMarked
package org.planetbench.results.outcome;

import org.jspecify.annotations.NullMarked;
