/** Tasks played without an agent that learns, row by row: what {@code bench rollout} shows. */
@NullMarked
package org.planetbench.harness.rollout;

import org.jspecify.annotations.NullMarked;
