/** Agents: what acts in an environment and learns from it. */
@NullMarked
package org.planetbench.agents;

import org.jspecify.annotations.NullMarked;
