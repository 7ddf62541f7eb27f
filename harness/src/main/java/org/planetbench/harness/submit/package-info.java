/** Hands cells to a scheduler: what was chosen is frozen first, and a script says how it is run. */
@NullMarked
package org.planetbench.harness.submit;

import org.jspecify.annotations.NullMarked;
