/** PlaNet: the agent, its published recipes and its variants. */
@NullMarked
package org.planetbench.agents.planet;

import org.jspecify.annotations.NullMarked;
