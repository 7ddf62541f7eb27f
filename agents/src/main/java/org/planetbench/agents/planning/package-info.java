/** Planners: from a belief to an action by imagining what candidates would earn. */
@NullMarked
package org.planetbench.agents.planning;

import org.jspecify.annotations.NullMarked;
