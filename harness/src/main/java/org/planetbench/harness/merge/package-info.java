/** Joins folders of runs that were made on several machines, and makes small copies of runs. */
@NullMarked
package org.planetbench.harness.merge;

import org.jspecify.annotations.NullMarked;
