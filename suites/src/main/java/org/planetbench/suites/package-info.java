/** Environments: what an agent acts in, and the registry of the control suite's tasks. */
@NullMarked
package org.planetbench.suites;

import org.jspecify.annotations.NullMarked;
