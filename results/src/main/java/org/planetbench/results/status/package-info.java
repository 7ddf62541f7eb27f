/** How far the cells of a folder of runs are, as its files alone say it on any node. */
@NullMarked
package org.planetbench.results.status;

import org.jspecify.annotations.NullMarked;
