/** Episodes, their store on disk, and the batches of sequences sampled from them. */
@NullMarked
package org.planetbench.agents.replay;

import org.jspecify.annotations.NullMarked;
