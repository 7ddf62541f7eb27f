/** Pictures that a run leaves behind: evaluation videos and open-loop predictions. */
@NullMarked
package org.planetbench.results.run.media;

import org.jspecify.annotations.NullMarked;
