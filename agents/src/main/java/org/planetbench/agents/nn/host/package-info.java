/** The operations of {@link org.planetbench.agents.nn} on the CPU: ND4J, and loops over arrays. */
@NullMarked
package org.planetbench.agents.nn.host;

import org.jspecify.annotations.NullMarked;
