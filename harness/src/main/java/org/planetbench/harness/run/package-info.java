/** How a cell is run: the loop, its checkpoints, its process. */
@NullMarked
package org.planetbench.harness.run;

import org.jspecify.annotations.NullMarked;
