@NullMarked
package org.planetbench.harness.rollout;

import org.jspecify.annotations.NullMarked;
