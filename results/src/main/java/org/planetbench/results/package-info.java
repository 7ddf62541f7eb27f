/** Run records and the sinks that keep them. */
@NullMarked
package org.planetbench.results;

import org.jspecify.annotations.NullMarked;
