/** Judging what was measured against what it should be: pure functions over records. */
@NullMarked
package org.planetbench.results.gate;

import org.jspecify.annotations.NullMarked;
