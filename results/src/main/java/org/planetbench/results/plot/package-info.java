/** Line plots, as pictures and in a terminal. XChart lives here only. */
@NullMarked
package org.planetbench.results.plot;

import org.jspecify.annotations.NullMarked;
