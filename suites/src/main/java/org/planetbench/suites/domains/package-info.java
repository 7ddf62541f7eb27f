/** The domains of the control suite, one file each: initial states, observations, rewards. */
@NullMarked
package org.planetbench.suites.domains;

import org.jspecify.annotations.NullMarked;
