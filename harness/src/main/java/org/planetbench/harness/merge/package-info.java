/** Joins folders of runs that were made on several machines. */
@NullMarked
package org.planetbench.harness.merge;

import org.jspecify.annotations.NullMarked;
